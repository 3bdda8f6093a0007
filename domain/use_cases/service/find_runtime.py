"""Looking for what runs ProxLB, where nobody has said it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from proxlb_ui.domain.errors import ProxlbUiError, TimedOut
from proxlb_ui.domain.model.service.runtime import RuntimeKind
from proxlb_ui.domain.ports.runtime import Probe

LOOK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class RuntimeChoice:
    """The runtime to use, NONE where there is none, and in sentences what was looked for and found."""

    runtime: RuntimeKind
    note: str


async def find_runtime(probes: Sequence[Probe], look_seconds: float = LOOK_SECONDS) -> RuntimeChoice:
    """Seek ProxLB with each probe; the first one that does not raise is chosen."""
    outcomes = await asyncio.gather(*(_outcome(probe, look_seconds) for probe in probes))
    found = [probe for probe, problem in zip(probes, outcomes, strict=True) if problem is None]
    if not found:
        sought = " ".join(f"Not {probe.sought}: {problem}" for probe, problem in zip(probes, outcomes, strict=True))
        return RuntimeChoice(RuntimeKind.NONE, f"No ProxLB service was found. {sought}")
    chosen, *others = found
    note = f"Found {chosen.sought}."
    if others:
        too = " and ".join(probe.sought for probe in others)
        note += f" There is {too} too: set PROXLB_UI_RUNTIME={others[0].kind} to use that instead."
    return RuntimeChoice(chosen.kind, note)


async def _outcome(probe: Probe, look_seconds: float) -> str | None:
    try:
        async with asyncio.timeout(look_seconds):
            await probe.seek()
    except TimeoutError:
        return TimedOut(f"no answer within {look_seconds:.0f} s.").message
    except ProxlbUiError as error:
        return error.message
    return None
