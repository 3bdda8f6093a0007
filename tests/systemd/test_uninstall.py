"""What uninstall.sh leaves: with --purge nothing, without what it says it keeps."""

from collections.abc import Iterator

import pytest

from tests.systemd.container import SETTINGS
from tests.systemd.installation import Installation, bare

pytestmark = [pytest.mark.systemd, pytest.mark.timeout(400)]


@pytest.fixture
def found() -> Iterator[Installation]:
    with bare("trixie") as found:
        # As an administrator of a machine with ProxLB's package would have it.
        found.machine.write(SETTINGS, "proxmox_api: {}\n", mode=0o644)
        yield found


def test_nothing_is_left(found: Installation) -> None:
    machine, before = found.machine, found.everything()
    units = machine.run("systemctl", "list-units", "--all", "--plain", "--no-legend", "proxlb*")
    found.install_well("--port", str(found.port))
    # What the cockpit's user leaves in the folder must not belong to whoever gets its number next.
    machine.run("install", "-o", "proxlb-ui", "-m", "600", SETTINGS, f"{SETTINGS}.bak-1")

    told = found.uninstall("--dry-run")
    assert "would run: rm -rf -- /opt/proxlb-ui" in told
    assert machine.run("systemctl", "is-active", "proxlb-ui") == "active"

    told = found.uninstall()
    assert "kept: /etc/proxlb-ui, /var/lib/proxlb-ui" in told
    # The copy that the user's tools make of the file before they change it.
    tools = {"/etc/passwd-", "/etc/group-", "/etc/shadow-", "/etc/gshadow-", "/etc/.pwd.lock"}
    left = {line.split()[0] for line in found.everything() - before if "account" not in line} - tools
    left = {path for path in left if not path.startswith("/var/lib/proxlb-ui/")}  # its history
    ours = {"/etc/proxlb-ui", "/etc/proxlb-ui/proxlb-ui.env", "/etc/proxlb-ui/token", "/var/lib/proxlb-ui"}
    assert left == ours | {f"{SETTINGS}.bak-1"}
    assert machine.run("stat", "-c", "%U %G %a", "/etc/proxlb", SETTINGS) == "root root 755\nroot root 644"
    assert machine.run("stat", "-c", "%U %a", f"{SETTINGS}.bak-1") == "root 600"

    token = machine.run("cat", "/etc/proxlb-ui/token")
    found.install_well()
    assert machine.run("cat", "/etc/proxlb-ui/token") == token

    told = found.uninstall("--purge")
    machine.run("rm", f"{SETTINGS}.bak-1")
    after = found.everything()
    assert {line for line in after ^ before if line.split()[0] not in tools} == set()
    assert machine.run("systemctl", "list-units", "--all", "--plain", "--no-legend", "proxlb*") == units
    assert "not-found" in machine.attempt("systemctl", "show", "-p", "LoadState", "proxlb-ui").stdout


def test_removing_what_is_not_there_is_no_error(found: Installation) -> None:
    before = found.everything()
    found.uninstall("--purge")
    assert found.everything() == before
