"""Looking for what runs ProxLB, and saying what was looked for and found."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from proxlb_ui.domain.errors import Denied, NotFound, Unavailable
from proxlb_ui.domain.model.service.runtime import RuntimeKind
from proxlb_ui.domain.ports.runtime import Probe
from proxlb_ui.domain.use_cases.service.find_runtime import find_runtime

CONTAINER = "a Docker container named proxlb"
UNIT = "a unit named proxlb.service"

Seek = Callable[[], Awaitable[object]]


async def there() -> None:
    """It is found."""


def fails(error: Exception) -> Seek:
    async def seek() -> None:
        raise error

    return seek


def docker(seek: Seek) -> Probe:
    return Probe(RuntimeKind.DOCKER, CONTAINER, seek)


def systemd(seek: Seek) -> Probe:
    return Probe(RuntimeKind.SYSTEMD, UNIT, seek)


async def test_the_container_is_found() -> None:
    choice = await find_runtime([docker(there)])
    assert (choice.runtime, choice.note) == ("docker", f"Found {CONTAINER}.")


async def test_the_first_that_is_there_is_chosen_and_the_other_one_named() -> None:
    choice = await find_runtime([docker(there), systemd(there)])
    assert choice.runtime == "docker"
    assert choice.note == (
        f"Found {CONTAINER}. There is {UNIT} too: set PROXLB_UI_RUNTIME=systemd to use that instead."
    )


async def test_one_that_is_not_there_does_not_stand_in_the_way() -> None:
    absent = fails(Unavailable("There is no Docker socket at /var/run/docker.sock.", "Mount it."))
    choice = await find_runtime([docker(absent), systemd(there)])
    assert (choice.runtime, choice.note) == ("systemd", f"Found {UNIT}.")


@pytest.mark.parametrize(
    "problem",
    [
        NotFound("There is no Docker container named proxlb.", "Create it."),
        Denied("User 999 may not use the Docker socket at /var/run/docker.sock.", "Join its group."),
    ],
)
async def test_nothing_is_found_and_each_reason_is_told(problem: Exception) -> None:
    no_unit = fails(NotFound("systemd knows no unit proxlb.service.", "Install it."))
    choice = await find_runtime([docker(fails(problem)), systemd(no_unit)])
    assert choice.runtime == "none"
    assert choice.note == (
        f"No ProxLB service was found. Not {CONTAINER}: {problem} Not {UNIT}: systemd knows no unit proxlb.service."
    )


async def test_a_probe_that_does_not_answer_is_given_up() -> None:
    async def deaf() -> None:
        await asyncio.Event().wait()

    choice = await asyncio.wait_for(find_runtime([docker(deaf)], look_seconds=0.05), 2)
    assert choice.runtime == "none"
    assert f"Not {CONTAINER}: no answer within" in choice.note


async def test_an_error_nobody_foresaw_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        await find_runtime([docker(fails(ZeroDivisionError()))])
