"""An adversary in the place of the event loop's luck: a test decides which waiting call goes on next.

Fakes answer at once, and so hide what a slow disk or network shows: a value that was read before a pause and published
after it. Behind gates every call of a fake waits twice, on its way there and on its way back, while the test likes.
"""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from hypothesis import strategies as st

Faked = TypeVar("Faked")
Action = Callable[[], Awaitable[object]]

# Enough for tasks that wake each other without a gate in between; a clock that is advanced takes it several times.
SETTLING_STEPS = 8
MOST_SETTLING = 100


@dataclass
class Gates:
    """Where the calls of fakes wait, oldest first; what they gave is kept, so that an invented value is known."""

    answers: list[object] = field(default_factory=list)
    waiting: list[asyncio.Future[None]] = field(default_factory=list)
    open: bool = False

    def around(self, fake: Faked) -> Faked:
        """The fake, with each of its coroutines behind two gates."""
        return cast("Faked", _Gated(fake, self))

    async def let_go(self, number: int) -> None:
        """Let one waiting call go on, and everybody who then can."""
        self.waiting.pop(number).set_result(None)
        await self.settle()

    async def settle(self) -> None:
        """Let everybody go on who waits at no gate."""
        for _ in range(SETTLING_STEPS):
            await asyncio.sleep(0)

    def open_all(self) -> None:
        """From now on nothing waits."""
        self.open = True
        for gate in self.waiting:
            gate.set_result(None)
        self.waiting.clear()

    async def passing(self) -> None:
        """Wait until the test lets this call go on."""
        if self.open:
            return
        gate = asyncio.get_running_loop().create_future()
        self.waiting.append(gate)
        try:
            await gate
        finally:
            if gate in self.waiting:  # its caller was cancelled
                self.waiting.remove(gate)


class _Gated:
    """Stands before a fake; everything but its coroutines is the fake's own."""

    def __init__(self, fake: object, gates: Gates) -> None:
        self._fake = fake
        self._gates = gates

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._fake, name)
        if not inspect.iscoroutinefunction(found):
            return found

        async def call(*args: Any, **more: Any) -> Any:
            await self._gates.passing()
            try:
                answer = await found(*args, **more)
            finally:
                await self._gates.passing()
            self._gates.answers.append(answer)
            return answer

        return call


async def interleave(
    data: st.DataObject,
    gates: Gates,
    actions: Sequence[Action],
    check: Callable[[], None],
) -> None:
    """Begin the actions in their order and open gates, in an order that is drawn, until all actions have ended.

    The check runs after each step; what an action raises is raised here.
    """
    left, begun = list(actions), list[asyncio.Future[object]]()
    try:
        while steps := await _possible_steps(gates, left, begun):
            # The last choice is to begin: shrinking then leads to few calls under way at once.
            step = data.draw(st.integers(0, steps - 1), label="step")
            if step < len(gates.waiting):
                await gates.let_go(step)
            else:
                begun.append(asyncio.ensure_future(left.pop(0)()))
                await gates.settle()
            check()
        for action in begun:
            action.result()
    finally:
        gates.open_all()
        for action in begun:
            action.cancel()
        await asyncio.gather(*begun, return_exceptions=True)


async def _possible_steps(gates: Gates, left: Sequence[Action], begun: Sequence[asyncio.Future[object]]) -> int:
    for _ in range(MOST_SETTLING):
        if gates.waiting or left:
            return len(gates.waiting) + bool(left)
        if all(action.done() for action in begun):
            return 0
        await gates.settle()
    raise AssertionError("something waits for more than a gate")
