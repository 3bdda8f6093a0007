"""The files of deploy/docker agree with the program, whether or not there is an engine to try them on."""

import re

import pytest
import yaml
from proxlb_ui.entrypoints.config import VARIABLES

from tests.docker.deploy.images import ROOT

FOLDER = ROOT / "deploy" / "docker"
# What the compose files decide themselves, so that it is no choice of whoever fills in .env.
DECIDED = {
    *("PROXLB_CONFIG", "HOST", "PROXLB_UI_RUNTIME", "PROXLB_UI_STATE_DIR", "DOCKER_HOST"),
    *("PROXLB_UNIT", "PROXLB_UI_ENGINE_PYTHON"),  # of other runtimes
}


def example() -> dict[str, str]:
    text = (FOLDER / ".env.example").read_text()
    return dict(re.findall(r"^#?([A-Z][A-Z0-9_]+)=(.*)$", text, re.MULTILINE))


def compose(name: str) -> dict:
    return yaml.safe_load((FOLDER / name).read_text())


def test_the_example_has_every_variable() -> None:
    names = {variable.name for variable in VARIABLES}
    assert names - DECIDED == names & set(example())


def test_its_defaults_are_the_programs() -> None:
    for variable in VARIABLES:
        if variable.default and variable.name in example():
            assert example()[variable.name] == variable.default, variable.name


def test_every_variable_of_the_example_is_used() -> None:
    files = "".join(path.read_text() for path in FOLDER.glob("compose*.yaml"))
    unused = {name for name in example() if not re.search(rf"\$\{{{name}\b|^ +{name}:", files, re.MULTILINE)}
    assert unused == {"COMPOSE_FILE"}


def test_the_cockpit_is_given_every_variable_of_the_example() -> None:
    given = set(compose("compose.yaml")["services"]["proxlb-ui"]["environment"])
    names = {variable.name for variable in VARIABLES}
    assert given == (names & set(example())) | {"PROXLB_UI_RUNTIME", "PROXLB_UI_STATE_DIR"}


def test_the_files_it_names_exist() -> None:
    assert all((FOLDER / name).is_file() for name in example()["COMPOSE_FILE"].split(":"))


@pytest.mark.parametrize("name", ["compose.yaml", "compose.demo.yaml"])
def test_proxlb_is_pinned_and_ended_with_the_signal_it_hears(name: str) -> None:
    proxlb = compose(name)["services"]["proxlb"]
    assert re.search(r"ghcr\.io/credativ/proxlb:v\d+\.\d+\.\d+\}$", proxlb["image"])
    assert proxlb["stop_signal"] == "SIGINT"
    assert proxlb["restart"] == "unless-stopped"
