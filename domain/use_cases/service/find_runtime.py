"""Looking for what runs ProxLB, where nobody has said it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from proxlb_ui.domain.errors import ProxlbUiError, TimedOut

LOOK_SECONDS = 5.0

Probe = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class RuntimeChoice:
    """The runtime to use, "none" where there is none, and in sentences what was looked for and found."""

    runtime: str
    note: str


async def find_runtime(probes: Mapping[str, tuple[str, Probe]], look_seconds: float = LOOK_SECONDS) -> RuntimeChoice:
    """Try each runtime's probe, which raises where ProxLB is not; the first one that succeeds is chosen.

    A probe comes with what it looks for, such as "a Docker container named proxlb".
    """
    outcomes = await asyncio.gather(*(_outcome(probe, look_seconds) for _, probe in probes.values()))
    found = [name for name, problem in zip(probes, outcomes, strict=True) if problem is None]
    if not found:
        sought = " ".join(
            f"Not {words}: {problem}" for (words, _), problem in zip(probes.values(), outcomes, strict=True)
        )
        return RuntimeChoice("none", f"No ProxLB service was found. {sought}")
    chosen = found[0]
    note = f"Found {probes[chosen][0]}."
    if others := [probes[name][0] for name in found[1:]]:
        note += f" There is {' and '.join(others)} too: set PROXLB_UI_RUNTIME={found[1]} to use that instead."
    return RuntimeChoice(chosen, note)


async def _outcome(probe: Probe, look_seconds: float) -> str | None:
    try:
        async with asyncio.timeout(look_seconds):
            await probe()
    except TimeoutError:
        return TimedOut(f"no answer within {look_seconds:.0f} s.").message
    except ProxlbUiError as error:
        return error.message
    return None
