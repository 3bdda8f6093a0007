"""Asking for an action and watching until its effect was seen."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from proxlb_ui.domain.errors import Unavailable
from proxlb_ui.domain.model.service.service import ServiceAction, ServiceState, ServiceStatus
from proxlb_ui.domain.ports.clock import Clock
from proxlb_ui.domain.ports.service_control import ServiceControl

SETTLE_SECONDS = 1.0

_DOWN = (ServiceState.STOPPED, ServiceState.FAILED)


async def observe_effect(control: ServiceControl, clock: Clock, action: ServiceAction) -> str:
    """Perform the action and return a sentence once its effect was observed; raises what prevented it."""
    # Watch before acting: an engine that starts and dies within a millisecond must not be missed.
    async with aclosing(control.watch()) as statuses:
        if (before := await anext(statuses, None)) is None:
            raise Unavailable("The runtime does not say how ProxLB stands.", "Look at the state of the service.")
        await control.perform(action)
        if action is ServiceAction.STOP:
            return await _stopped(statuses, before)
        if action is ServiceAction.RELOAD:
            await _settled(clock, statuses, before.instance)
            return "ProxLB reads its settings again when its next run begins."
        started = await _started(statuses, before)
        if started.state is ServiceState.STOPPED or await _settled(clock, statuses, started.instance):
            return "ProxLB was started, made one run and ended by itself."
        return "ProxLB is running."


async def _stopped(statuses: AsyncGenerator[ServiceStatus, None], before: ServiceStatus) -> str:
    if before.state in _DOWN:
        return "ProxLB was not running."
    async for status in statuses:
        if status.state in _DOWN:
            return status.message or "ProxLB has stopped."
    raise Unavailable("The runtime no longer says how ProxLB stands.", "Look at the state of the service.")


async def _started(statuses: AsyncGenerator[ServiceStatus, None], before: ServiceStatus) -> ServiceStatus:
    async for status in statuses:
        if status.instance == before.instance:
            continue
        if status.state is ServiceState.RUNNING:
            return status
        _raise_if_dead(status)
        if status.state is ServiceState.STOPPED:  # one run without daemon mode, over before we looked
            return status
    raise Unavailable("The runtime no longer says how ProxLB stands.", "Look at the state of the service.")


async def _settled(clock: Clock, statuses: AsyncGenerator[ServiceStatus, None], instance: str) -> bool:
    """Watch a moment longer: with wrong settings the engine ends right after its start; true if it ended well."""
    watching = asyncio.create_task(_until_dead(statuses, instance))
    settling = asyncio.create_task(clock.sleep(SETTLE_SECONDS))
    try:
        await asyncio.wait({watching, settling}, return_when=asyncio.FIRST_COMPLETED)
        if watching.done():
            watching.result()
        return watching.done()
    finally:
        watching.cancel()
        settling.cancel()
        await asyncio.wait({watching, settling})


async def _until_dead(statuses: AsyncGenerator[ServiceStatus, None], instance: str) -> None:
    async for status in statuses:
        _raise_if_dead(status)
        if status.state is ServiceState.STOPPED and status.exit_code:
            raise Unavailable(_why_it_ended(status), status.hint)
        if status.state is ServiceState.STOPPED:
            return
        if status.instance != instance:
            raise Unavailable("ProxLB ended right after its start and was started again.", "Look at its log.")
    raise Unavailable("The runtime no longer says how ProxLB stands.", "Look at the state of the service.")


def _raise_if_dead(status: ServiceStatus) -> None:
    if status.state is ServiceState.FAILED:
        raise Unavailable(_why_it_ended(status), status.hint)


def _why_it_ended(status: ServiceStatus) -> str:
    message = status.message or f"ProxLB ended with exit code {status.exit_code}."
    lines = [line for line in status.last_lines if line.strip()]
    return "\n".join([message, *lines[-5:]]) if lines else message
