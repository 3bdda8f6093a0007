"""The one connection to the system's D-Bus: made when it is wanted, and made again after it broke."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, cast

from dbus_fast import BusType, Message, MessageType
from dbus_fast.aio import MessageBus
from dbus_fast.errors import DBusFastError
from dbus_fast.unpack import unpack_variants
from proxlb_ui.adapters.systemd_unit.dbus.errors import CallFailed, bus_gone
from proxlb_ui.domain.background import begin
from proxlb_ui.domain.errors import TimedOut

ANSWER_SECONDS = 10.0
LEAVE_SECONDS = 1.0
DAEMON, DAEMON_PATH = "org.freedesktop.DBus", "/org/freedesktop/DBus"
SYSTEMD, MANAGER_PATH = "org.freedesktop.systemd1", "/org/freedesktop/systemd1"
MANAGER = f"{SYSTEMD}.Manager"

_BROKEN = (OSError, EOFError, DBusFastError)


class SystemBus:
    """Calls, and the signals that were asked for; None in place of a signal says that the connection is lost."""

    def __init__(self, receive: Callable[[Message | None], None], address: str | None = None) -> None:
        self._receive = receive
        self._address = address
        self._rules: list[str] = []
        self._bus: MessageBus | None = None
        self._connecting = asyncio.Lock()
        self._watching: asyncio.Task[None] | None = None

    async def call(self, member: str, *body: Any, to: str = SYSTEMD, path: str = MANAGER_PATH,
                   interface: str = MANAGER, signature: str = "") -> list[Any]:  # fmt: skip
        """What the method returns, variants unpacked; raises CallFailed with the other side's answer."""
        return await self._ask(await self._connected(), member, body, to, path, interface, signature)

    async def listen(self, rule: str) -> None:
        """Have the signals that match this rule delivered, on later connections too."""
        if rule not in self._rules:
            self._rules.append(rule)
            await self.call("AddMatch", rule, to=DAEMON, path=DAEMON_PATH, interface=DAEMON, signature="s")

    async def close(self) -> None:
        watching, self._watching = self._watching, None
        bus, self._bus = self._bus, None
        if bus is not None and bus.connected:
            bus.disconnect()
        if watching is not None:
            # Its sockets are closed once the other side has hung up too.
            await asyncio.wait({watching}, timeout=LEAVE_SECONDS)
            watching.cancel()
            await asyncio.wait({watching})

    async def _connected(self) -> MessageBus:
        async with self._connecting:
            if self._bus is None or not self._bus.connected:
                await self.close()
                self._bus = await self._connect()
                self._watching = begin(self._watch(self._bus), "watch D-Bus")
            return self._bus

    async def _connect(self) -> MessageBus:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                bus = await MessageBus(self._address, BusType.SYSTEM).connect()
        except TimeoutError as exc:
            raise bus_gone("it does not answer") from exc
        except _BROKEN as exc:
            raise bus_gone(getattr(exc, "strerror", None) or exc) from exc
        bus.add_message_handler(self._heard)
        try:
            for rule in self._rules:
                await self._ask(bus, "AddMatch", (rule,), DAEMON, DAEMON_PATH, DAEMON, "s")
            # systemd tells nobody of its jobs and units who has not subscribed.
            await self._ask(bus, "Subscribe", (), SYSTEMD, MANAGER_PATH, MANAGER, "")
        except BaseException:
            bus.disconnect()
            raise
        return bus

    async def _ask(self, bus: MessageBus, member: str, body: tuple[Any, ...], to: str, path: str,
                   interface: str, signature: str) -> list[Any]:  # fmt: skip
        message = Message(
            destination=to, path=path, interface=interface, member=member, signature=signature, body=list(body)
        )
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                reply = await bus.call(message)
        except TimeoutError as exc:
            raise TimedOut("systemd does not answer.", "Look at the load of this machine.") from exc
        except _BROKEN as exc:
            raise bus_gone(getattr(exc, "strerror", None) or exc or "the connection broke") from exc
        if reply is None:
            raise bus_gone("the connection broke")
        if reply.message_type is MessageType.ERROR:
            raise CallFailed(str(reply.error_name), str(reply.body[0]) if reply.body else "")
        return [unpack_variants(part) for part in reply.body]

    def _heard(self, message: Message) -> None:
        if message.message_type is MessageType.SIGNAL:
            self._receive(message)

    async def _watch(self, bus: MessageBus) -> None:
        try:
            with suppress(*_BROKEN):
                await cast(Callable[[], Awaitable[None]], bus.wait_for_disconnect)()
        finally:
            # Whatever ended it, nothing more is heard of this connection; whoever waits for a job must know.
            if bus is self._bus:
                self._receive(None)
