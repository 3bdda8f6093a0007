"""What install.sh says, and leaves alone, when something is not as it must be."""

from collections.abc import Iterator

import pytest

from tests.systemd.container import SETTINGS
from tests.systemd.installation import Installation, bare

pytestmark = [pytest.mark.systemd, pytest.mark.timeout(400)]
OLD_PYTHON = "#!/bin/sh\ncase \"$*\" in *'%d.%d'*) echo 3.9 ;; *) exit 1 ;; esac\n"


@pytest.fixture(scope="module")
def found() -> Iterator[Installation]:
    """A machine that every test leaves as it was."""
    with bare("trixie") as found:
        found.machine.write("/opt/python3.9", OLD_PYTHON, mode=0o755)
        before = found.everything()
        yield found
        assert found.everything() == before


@pytest.fixture
def spoilt() -> Iterator[Installation]:
    """A machine for one test."""
    with bare("trixie") as found:
        yield found


def refused(found: Installation, *options: str, user: str = "root") -> str:
    """The one error."""
    done = found.install(*options, user=user)
    assert done.returncode == 1, done.stdout
    assert done.stderr.count("error: ") == 1, done.stderr
    return done.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--port", "80"), "The port 80 is not a number from 1024 to 65535."),
        (("--port", "eighty"), "The port eighty is not a number"),
        (("--port",), "--port needs a value."),
        (("--unit", "proxlb.service;reboot"), "is not the name of a service unit"),
        (("--unit", 'x"||true||".service'), "is not the name of a service unit"),
        (("--unit", "../proxlb.service"), "is not the name of a service unit"),
        (("--unit", "proxlb-ui.service"), "is not the name of a service unit"),
        (("--config", "/etc/proxlb.yaml"), "/etc is not a folder of ProxLB's own"),
        (("--config", "proxlb/proxlb.yaml"), "is not a plain absolute path."),
        (("--config", "/etc/proxlb/../shadow"), "is not a plain absolute path."),
        (("--config", "/etc/pve/proxlb/proxlb.yaml"), "The settings cannot lie in /etc/pve/proxlb"),
        (("--config", "/etc/proxlb-ui/proxlb.yaml"), "The settings cannot lie in /etc/proxlb-ui"),
        (("--python", "/opt/python3.9"), "Python 3.9 is too old: 3.11 or newer is needed."),
        (("--python", "/opt/absent"), "There is no Python at /opt/absent."),
        (("--python", "/bin/false"), "is not a Python that works."),
    ],
)
def test_options_that_cannot_be(found: Installation, options: tuple[str, ...], words: str) -> None:
    assert words in refused(found, *options)


def test_only_root_may_and_everybody_may_look(found: Installation) -> None:
    assert "Only root can do this." in refused(found, user="nobody")
    told = found.install("--dry-run", user="nobody")
    assert told.returncode == 0, told.stderr
    assert told.stdout.endswith("Nothing was changed.\n")


def test_a_machine_without_systemd(found: Installation) -> None:
    script = f"{found.source}/deploy/systemd/install.sh"
    done = found.machine.attempt("unshare", "--mount", "sh", "-c", f"mount -t tmpfs none /run && {script}")
    assert done.returncode == 1
    assert "systemd does not run this machine." in done.stderr


def test_polkit_that_is_missing_and_cannot_be_had(spoilt: Installation) -> None:
    spoilt.machine.run("dpkg", "--purge", "--force-depends", "polkitd")
    told = refused(spoilt)
    assert "These packages could not be installed: polkitd" in told
    assert "apt update && apt install polkitd" in told


def test_settings_that_are_a_link_to_elsewhere(spoilt: Installation) -> None:
    machine = spoilt.machine
    machine.run("ln", "-s", "/etc/shadow", SETTINGS)
    before = machine.run("stat", "-c", "%U %G %a", "/etc/shadow")
    done = spoilt.install("--port", str(spoilt.port), "--no-start")
    assert done.returncode == 1
    assert f"{SETTINGS} cannot be opened, or is a symbolic link" in done.stderr
    assert machine.run("stat", "-c", "%U %G %a", "/etc/shadow") == before


def test_a_machine_without_a_way_to_the_package_index() -> None:
    with bare("trixie") as found:
        machine, script = found.machine, f"{found.source}/deploy/systemd/install.sh"
        done = machine.attempt("unshare", "--net", script, "--no-start", seconds=200)
        assert done.returncode == 1
        assert "PIP_NO_INDEX=1 PIP_FIND_LINKS=" in done.stderr
        assert not machine.run("sh", "-c", "ls /etc/systemd/system/proxlb-ui.service 2>/dev/null; true")

        # What the sentence says to do.
        machine.run("python3", "-m", "venv", "/opt/other")
        machine.run(
            "sh",
            "-ec",
            f"cp -r {found.source} /opt/checkout && cd /opt/checkout && PATH=/opt/other/bin:$PATH &&"
            " pip -q wheel -w wheels -c constraints.txt '.[systemd]' && pip -q download -d wheels 'setuptools>=69'",
            seconds=200,
        )
        offline = ("env", "PIP_NO_INDEX=1", "PIP_FIND_LINKS=/opt/checkout/wheels", "unshare", "--net", script)
        done = machine.attempt(*offline, "--no-start", seconds=200)
        assert done.returncode == 0, done.stdout + done.stderr
        assert machine.attempt("systemctl", "is-enabled", "proxlb-ui").stdout.strip() == "disabled"
        assert machine.attempt("systemctl", "is-active", "proxlb-ui").stdout.strip() == "inactive"


def test_without_proxlb_it_goes_on_and_settles_the_rest_later(spoilt: Installation) -> None:
    machine = spoilt.machine
    machine.write(SETTINGS, "proxmox_api: {}\n", mode=0o644)
    machine.run("mv", "/usr/lib/systemd/system/proxlb.service", "/opt/proxlb.service")
    machine.run("systemctl", "daemon-reload")
    told = spoilt.install_well("--port", str(spoilt.port))
    assert "there is no proxlb.service on this machine" in told
    # Who will read the settings is not known yet, so nobody loses the right to.
    assert machine.run("stat", "-c", "%U %G %a", SETTINGS) == "proxlb-ui proxlb-ui 644"
    machine.run("mv", "/opt/proxlb.service", "/usr/lib/systemd/system/proxlb.service")
    machine.run("systemctl", "daemon-reload")
    spoilt.install_well()
    assert machine.run("stat", "-c", "%U %G %a", SETTINGS) == "proxlb-ui plb 640"
    assert "PORT=" in refused(spoilt, "--port", str(spoilt.port + 1))
