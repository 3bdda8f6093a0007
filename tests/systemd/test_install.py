"""install.sh on a real systemd, Debian 12 and 13: what it says, what it leaves, and what the service then may do."""

import re

import pytest

from tests.systemd.installation import ENV, PROGRAM, TOKEN, Installation
from tests.waiting import wait_until

pytestmark = [pytest.mark.systemd, pytest.mark.engine, pytest.mark.timeout(400)]
MOST_EXPOSED = 1.5
AS_UI = ("setpriv", "--reuid=proxlb-ui", "--regid=proxlb-ui", "--clear-groups")

# What the settings store does: a new file with the owner, group and mode of the old one takes its place.
REPLACE = """
import os
os.chdir("/etc/proxlb")
old = os.stat("proxlb.yaml")
new = os.open(".new", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
os.write(new, open("proxlb.yaml", "rb").read())
os.fchown(new, old.st_uid, old.st_gid)
os.fchmod(new, old.st_mode & 0o7777)
os.replace(".new", "proxlb.yaml")
"""


def test_the_service_runs_without_root_and_answers(installed: Installation) -> None:
    machine = installed.machine
    assert installed.show("ActiveState") == "active"
    assert installed.show("UnitFileState") == "enabled"
    assert machine.run("stat", "-c", "%U", f"/proc/{installed.show('MainPID')}") == "proxlb-ui"
    assert installed.api().get("/session")


def test_the_token_is_for_its_group_and_nobody_finds_it_in_the_journal(installed: Installation) -> None:
    assert installed.machine.run("stat", "-c", "%U %G %a", TOKEN, ENV) == "root proxlb-ui 640\nroot proxlb-ui 640"
    token = installed.machine.run("cat", TOKEN)
    assert len(token) > 40
    assert token not in installed.machine.run("journalctl", "--unit", "proxlb-ui")


def test_what_the_check_command_finds_as_the_service(installed: Installation) -> None:
    done = installed.as_service(PROGRAM, "check")
    print(done.stdout)
    assert "[ok  ] ProxLB's settings file: Read; it names 1 Proxmox host." in done.stdout
    assert "[ok  ] The Proxmox API:" in done.stdout
    assert "[ok  ] Privileges in Proxmox: All are granted." in done.stdout
    assert "[ok  ] The ProxLB service:" in done.stdout
    assert "[ok  ] ProxLB's log: Last line:" in done.stdout
    assert done.returncode == 0


def test_the_unit_is_exposed_as_little_as_promised(installed: Installation) -> None:
    said = installed.machine.run("systemd-analyze", "security", "--no-pager", "proxlb-ui.service")
    exposure = re.search(r"Overall exposure level for proxlb-ui\.service: ([0-9.]+)", said)
    assert exposure, said
    print(exposure[0])
    assert float(exposure[1]) <= MOST_EXPOSED


def test_debians_binding_to_the_journal_is_used_and_none_of_its_other_libraries(installed: Installation) -> None:
    code = "import systemd.journal, yaml; print(systemd.journal.__file__, yaml.__file__)"
    journal, library = installed.machine.run("/opt/proxlb-ui/bin/python", "-c", code).split()
    assert "/opt/proxlb-ui/lib/" in journal
    assert "/opt/proxlb-ui/lib/" in library
    assert installed.as_service("journalctl", "--unit", "proxlb", "--lines", "3").stdout.strip()
    assert "No journal files" in "".join(installed.machine.attempt(*AS_UI, "journalctl").stderr)


def test_a_settings_file_that_the_cockpit_replaces_is_proxlbs_to_read(installed: Installation) -> None:
    machine = installed.machine
    before = machine.run("stat", "-c", "%i", "/etc/proxlb/proxlb.yaml")
    machine.write("/opt/replace.py", REPLACE)
    done = installed.in_sandbox("/opt/proxlb-ui/bin/python /opt/replace.py")
    assert done.returncode == 0, done.stdout
    assert machine.run("stat", "-c", "%i", "/etc/proxlb/proxlb.yaml") != before
    assert machine.run("stat", "-c", "%U %G %a", "/etc/proxlb/proxlb.yaml") == "proxlb-ui plb 640"
    assert "proxmox_api" in machine.run("cat", "/etc/proxlb/proxlb.yaml", user="plb")
    assert machine.attempt("cat", "/etc/proxlb/proxlb.yaml", user="nobody").returncode != 0


def test_the_sandbox_lets_the_engine_run_and_its_solver(installed: Installation) -> None:
    solve = (
        "from ortools.sat.python import cp_model as c; m = c.CpModel(); x = m.new_int_var(0, 9, 'x'); "
        "m.maximize(x); s = c.CpSolver(); s.solve(m); print('solved', s.value(x))"
    )
    done = installed.in_sandbox(
        "export REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt\n"
        "sed 's/daemon: true/daemon: false/' /etc/proxlb/proxlb.yaml |"
        " /opt/venvs/proxlb/bin/python3 -m proxlb -c /dev/stdin -d\n"
        f'/opt/venvs/proxlb/bin/python3 -c "{solve}"\n'
    )
    assert "API connection to host" in done.stdout, done.stdout
    assert "Daemon mode not active - stopping." in done.stdout
    assert "solved 9" in done.stdout


def test_the_sandbox_has_nothing_else_to_write(installed: Installation) -> None:
    done = installed.in_sandbox(
        "for place in /etc /etc/proxlb-ui /opt/proxlb-ui /usr/local /var/lib/proxlb /root /home; do"
        " touch $place/probe 2>/dev/null && echo wrote $place; done; touch /var/lib/proxlb-ui/probe && echo state;"
        " rm /var/lib/proxlb-ui/probe; cat /etc/shadow && echo shadow; true"
    )
    assert "wrote" not in done.stdout
    assert "root:" not in done.stdout
    assert "state" in done.stdout


@pytest.mark.parametrize("verb", ["start", "stop", "restart"])
def test_the_cockpits_user_may_steer_proxlb(installed: Installation, verb: str) -> None:
    done = installed.machine.attempt(*AS_UI, "systemctl", "--no-ask-password", verb, "proxlb.service")
    assert done.returncode == 0, done.stderr
    assert installed.show("ActiveState", "proxlb.service") == ("inactive" if verb == "stop" else "active")


def test_the_cockpits_user_may_reload_proxlb(installed: Installation) -> None:
    installed.machine.run("systemctl", "start", "proxlb.service")
    before = installed.show("MainPID", "proxlb.service")
    # Until it is at work, ProxLB does not catch the signal, and ends.
    said = ("sh", "-c", f"journalctl --unit proxlb _PID={before} | grep --quiet 'API connection'")
    wait_until(lambda: installed.machine.attempt(*said).returncode == 0)
    done = installed.machine.attempt(*AS_UI, "systemctl", "--no-ask-password", "reload", "proxlb.service")
    assert done.returncode == 0, done.stderr
    assert installed.show("MainPID", "proxlb.service") == before


@pytest.mark.parametrize(
    ("user", "method", "arguments"),
    [
        ("proxlb-ui", "StopUnit", ("ss", "systemd-journald.service", "fail")),
        ("proxlb-ui", "StartUnit", ("ss", "ssh.service", "fail")),
        ("proxlb-ui", "StopUnit", ("ss", "proxlb-ui.service", "fail")),
        ("proxlb-ui", "KillUnit", ("ssi", "proxlb.service", "all", "9")),
        ("proxlb-ui", "ReloadOrRestartUnit", ("ss", "proxlb.service", "fail")),
        ("proxlb-ui", "MaskUnitFiles", ("asbb", "1", "proxlb.service", "true", "true")),
        ("proxlb-ui", "Reload", ()),
        ("nobody", "StopUnit", ("ss", "proxlb.service", "fail")),
        ("plb", "StopUnit", ("ss", "proxlb.service", "fail")),
    ],
)
def test_anything_else_is_refused(installed: Installation, user: str, method: str, arguments: tuple[str, ...]) -> None:
    manager = ("org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager")
    if method == "StartUnit":
        installed.machine.write("/run/systemd/system/ssh.service", "[Service]\nExecStart=/bin/sleep 1000\n")
        installed.machine.run("systemctl", "daemon-reload")
    done = installed.machine.attempt("busctl", "call", *manager, method, *arguments, user=user)
    assert done.returncode != 0
    assert re.search(r"[Ii]nteractive authentication required|Access denied|Permission denied", done.stderr)


def test_a_second_install_changes_nothing(installed: Installation) -> None:
    pid, files = installed.show("MainPID"), installed.everything()
    told = installed.install_well()
    assert "written" not in told
    assert {"unchanged: /opt/proxlb-ui", f"kept: {ENV}", f"kept: {TOKEN}"} <= set(told.splitlines())
    assert installed.everything() == files
    assert installed.show("MainPID") == pid


def test_an_upgrade_keeps_configuration_token_and_settings(installed: Installation) -> None:
    machine = installed.machine
    machine.run("sh", "-c", f"echo 'PROXLB_UI_READ_ONLY=true' >> {ENV}")
    kept = ("sha256sum", ENV, TOKEN, "/etc/proxlb/proxlb.yaml")
    before, pid = machine.run(*kept), installed.show("MainPID")
    machine.run("sh", "-c", f"echo '# changed' >> {installed.source}/entrypoints/config.py")
    told = installed.install_well()
    assert "installed: proxlb-ui" in told
    assert machine.run(*kept) == before
    assert installed.show("MainPID") != pid
    assert installed.api().request("POST", "/service/stop")[0] == 403
    machine.run("sed", "-i", "/READ_ONLY/d", ENV)
    machine.run("systemctl", "restart", "proxlb-ui")
    wait_until(lambda: installed.api().answers("/session"))
