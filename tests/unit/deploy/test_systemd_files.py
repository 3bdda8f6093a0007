"""What is installed under systemd is what its page explains, and the scripts are sound."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from proxlb_ui.entrypoints.config import ENGINE_VARIABLES, VARIABLES

from tests.architecture.sources import ROOT

DEPLOY = ROOT / "deploy" / "systemd"
SCRIPTS = ("install.sh", "uninstall.sh")


def read(name: str) -> str:
    return (DEPLOY / name).read_text()


def directives() -> list[str]:
    return [line for line in read("proxlb-ui.service").splitlines() if re.match(r"[A-Z]\w+=", line)]


def test_every_line_of_the_unit_is_explained_and_nothing_else_is() -> None:
    explained = re.findall(r"^\| `([A-Z]\w+=[^`]*)` \| \S", read("README.md"), re.MULTILINE)
    assert sorted(explained) == sorted(directives())
    assert len(explained) > 40


def test_every_file_is_in_the_list() -> None:
    listed = read("README.md").partition("## What the cockpit may do")[0]
    names = {path.name for path in DEPLOY.iterdir() if path.is_file()} - {"README.md"}
    assert not [name for name in names if f"`{name}`" not in listed]


def test_the_rule_names_one_user_one_unit_and_four_verbs() -> None:
    rule = read("50-proxlb-ui.rules")
    code = "\n".join(line for line in rule.splitlines() if not line.startswith("//"))
    assert set(re.findall(r'"([^"]+)"', code)) == {
        *("start", "stop", "restart", "reload", "unit", "verb"),
        *("org.freedesktop.systemd1.manage-units", "proxlb-ui", "proxlb.service"),
    }
    assert code.count("polkit.Result.YES") == 1


def test_the_environment_file_uses_variables_that_exist() -> None:
    known = (
        set(ENGINE_VARIABLES)
        | {variable.name for variable in VARIABLES}
        | {f"{one.name}_FILE" for one in VARIABLES if one.secret}
    )
    used = re.findall(r"^#?([A-Z][A-Z_]+)=", read("proxlb-ui.env"), re.MULTILINE)
    assert len(used) > 8
    assert not set(used) - known


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_are_executable_and_explain_themselves(script: str) -> None:
    done = subprocess.run([DEPLOY / script, "--help"], capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done.stderr
    assert "--dry-run" in done.stdout


@pytest.mark.parametrize("script", SCRIPTS)
def test_an_unknown_option_gets_one_clear_sentence(script: str) -> None:
    done = subprocess.run([DEPLOY / script, "--colour"], capture_output=True, text=True, timeout=20)
    assert done.returncode == 1
    assert "There is no option --colour." in done.stderr


def test_shellcheck_has_nothing_to_say() -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is missing: apt install shellcheck")
    scripts = [str(Path("deploy/systemd") / name) for name in (*SCRIPTS, "common.sh")]
    done = subprocess.run(
        ["shellcheck", "--external-sources", *scripts], cwd=ROOT, capture_output=True, text=True, timeout=50
    )
    assert done.returncode == 0, done.stdout
