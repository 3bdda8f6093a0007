"""Where nobody said what runs ProxLB, its container is found; on a real engine."""

import pytest
from proxlb_ui.entrypoints.config import load_config
from proxlb_ui.entrypoints.container import build_container
from proxlb_ui.entrypoints.runtimes import with_runtime_found

from tests.contract.docker_fixtures import SOCKET

pytestmark = pytest.mark.docker


def environment(name: str) -> dict[str, str]:
    return {"PROXLB_CONTAINER": name, "DOCKER_HOST": SOCKET, "PROXLB_UI_RUNTIME": "auto"}


async def test_the_container_is_found_and_steered(idle: str) -> None:
    config = await with_runtime_found(load_config(environment(idle)))
    assert config.runtime == "docker"
    assert config.runtime_note.startswith(f"Found a Docker container named {idle}.")
    control = build_container(config).service_control()
    status = await control.status()
    await control.close()
    assert status.runtime == "docker"
    assert ("Docker container", idle) in status.details


async def test_without_a_container_each_page_says_what_was_looked_for(name: str) -> None:
    container = build_container(await with_runtime_found(load_config(environment(name))))
    if container.config().runtime != "none":
        pytest.skip("this machine runs a ProxLB of its own")
    status = await container.service_control().status()
    words = f"Not a Docker container named {name}: There is no Docker container named {name}."
    assert status.message.startswith("No ProxLB service was found.") and words in status.message
    assert "PROXLB_UI_RUNTIME" in status.hint
