"""The machines of these tests are what they claim to be."""

import pytest

from tests.systemd.container import RELEASES, systemd_container

pytestmark = [pytest.mark.systemd, pytest.mark.timeout(600)]


@pytest.mark.parametrize("release", RELEASES)
def test_systemd_runs_proxlb_as_its_package_does(release: str) -> None:
    with systemd_container(release) as machine:
        assert f"VERSION_CODENAME={release}" in machine.run("cat", "/etc/os-release")
        assert machine.run("cat", "/proc/1/comm") == "systemd"
        shown = machine.run("systemctl", "show", "proxlb", "--property=User,KillMode,MainPID")
        assert {"User=plb", "KillMode=process", "MainPID=0"} == set(shown.splitlines())
        machine.write("/etc/proxlb/proxlb.yaml", "proxmox_api: {}\n")
        machine.attempt("systemctl", "start", "proxlb")
        assert "ProxLB" in machine.run("sh", "-c", "sleep 2; journalctl --unit proxlb --output cat")
        assert machine.attempt("systemctl", "start", "polkit").returncode == 0
