"""Looking for ProxLB where nobody named what runs it: what is chosen, and what is said."""

import asyncio

from domain.errors import NotFound, Unavailable
from domain.use_cases.find_runtime import Probe, find_runtime

DOCKER, SYSTEMD = "a Docker container named proxlb", "a systemd unit named proxlb.service"


async def there() -> None:
    """Found."""


def absent(problem: Exception) -> Probe:
    async def look() -> None:
        raise problem

    return look


async def found(docker: Probe, systemd: Probe, look_seconds: float = 5) -> tuple[str, str]:
    choice = await find_runtime({"docker": (DOCKER, docker), "systemd": (SYSTEMD, systemd)}, look_seconds)
    return choice.runtime, choice.note


async def test_of_both_the_first_is_taken_and_the_other_named() -> None:
    runtime, note = await found(there, there)
    assert runtime == "docker"
    assert note == f"Found {DOCKER}. There is {SYSTEMD} too: set PROXLB_UI_RUNTIME=systemd to use that instead."


async def test_the_only_one_is_taken() -> None:
    no_docker = absent(Unavailable("The Docker engine cannot be reached."))
    assert await found(no_docker, there) == ("systemd", f"Found {SYSTEMD}.")


async def test_of_neither_it_says_what_was_looked_for_and_why_not() -> None:
    runtime, note = await found(
        absent(Unavailable("The Docker engine cannot be reached.")),
        absent(NotFound("systemd knows no unit proxlb.service.")),
    )
    assert runtime == "none"
    assert note == (
        f"No ProxLB service was found. Not {DOCKER}: The Docker engine cannot be reached. "
        f"Not {SYSTEMD}: systemd knows no unit proxlb.service."
    )


async def test_a_probe_that_hangs_is_left() -> None:
    never = asyncio.Event()

    async def hang() -> None:
        await never.wait()

    runtime, note = await found(hang, there, 0.05)
    assert (runtime, note) == ("systemd", f"Found {SYSTEMD}.")
