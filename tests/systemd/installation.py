"""The cockpit on such a machine, put there by install.sh as an administrator would."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from proxlb_ui.entrypoints.simulator.options import SimulatorOptions
from proxlb_ui.entrypoints.simulator.settings_text import proxlb_settings
from proxlb_ui.entrypoints.simulator.subprocess import SimulatorAddress, free_port, simulator_process

from tests.e2e.programs import Api
from tests.hurry import HURRIED
from tests.systemd.container import SETTINGS, SystemdContainer, systemd_container

INSTALL_SECONDS = 240.0
TOKEN = "/etc/proxlb-ui/token"
ENV = "/etc/proxlb-ui/proxlb-ui.env"
PROGRAM = "/opt/proxlb-ui/bin/proxlb-ui"
# Files that systemd, dpkg and the tools for users write by themselves.
_NOT_OURS = "-path /proc -o -path /sys -o -path /var/log -o -path /tmp -o -path /var/tmp -o -path /var/lib/systemd"
_FIND = f"find / -xdev \\( {_NOT_OURS} \\) -prune -o -printf '%p %u %g %m\\n' | sort"
_ACCOUNTS = "(getent passwd; getent group) | sed 's/^/account /'"


@dataclass(frozen=True, slots=True)
class Installation:
    """A machine, where the project lies on it, and the port for the cockpit."""

    machine: SystemdContainer
    source: str
    port: int

    def install(self, *options: str, user: str = "root") -> subprocess.CompletedProcess[str]:
        """What install.sh says, the port given by itself where the options are empty."""
        script = f"{self.source}/deploy/systemd/install.sh"
        return self.machine.attempt(script, *options, user=user, seconds=INSTALL_SECONDS)

    def install_well(self, *options: str) -> str:
        """Install, and show everything it said when it fails."""
        done = self.install(*options)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def uninstall(self, *options: str) -> str:
        """What uninstall.sh says."""
        return self.machine.run(f"{self.source}/deploy/systemd/uninstall.sh", *options)

    def show(self, name: str, unit: str = "proxlb-ui.service") -> str:
        """What systemd says of a unit."""
        return self.machine.run("systemctl", "show", f"--property={name}", "--value", unit)

    def everything(self) -> set[str]:
        """Each file with owner, group and mode, and each account."""
        return set(self.machine.run("sh", "-c", f"{_FIND}; {_ACCOUNTS}").splitlines())

    def as_service(self, *command: str, **properties: str) -> subprocess.CompletedProcess[str]:
        """A command with the user, the groups and the environment of the service."""
        wanted = {"User": "proxlb-ui", "SupplementaryGroups": "systemd-journal", "EnvironmentFile": ENV, **properties}
        options = [f"--property={name}={value}" for name, value in wanted.items()]
        return self.machine.attempt(*("systemd-run", "--quiet", "--pipe", "--wait", "--collect", *options), *command)

    def in_sandbox(self, script: str) -> subprocess.CompletedProcess[str]:
        """A shell script with every directive of the installed unit, run once."""
        unit = self.machine.run("systemctl", "cat", "proxlb-ui.service")
        kept = [
            line for line in unit.splitlines() if not line.startswith(("ExecStart=", "Type=", "Restart", "Timeout"))
        ]
        where = kept.index("[Service]") + 1
        kept[where:where] = ["Type=oneshot", "TimeoutStartSec=50", "ExecStart=/bin/sh /opt/probe.sh"]
        kept[where:where] = ["StandardOutput=truncate:/run/probe.out", "StandardError=truncate:/run/probe.out"]
        self.machine.write("/opt/probe.sh", script)
        self.machine.write("/run/systemd/system/probe.service", "\n".join(kept) + "\n")
        self.machine.run("systemctl", "daemon-reload")
        done = self.machine.attempt("systemctl", "start", "probe.service")
        done.stdout = self.machine.run("cat", "/run/probe.out")
        return done

    def api(self) -> Api:
        """The installed cockpit's interface, with its token."""
        return Api(self.port, self.machine.run("cat", TOKEN))


@contextmanager
def bare(release: str) -> Iterator[Installation]:
    """A machine with ProxLB's package and without the cockpit, on the host's network."""
    with systemd_container(release, network="host") as machine:
        yield Installation(machine, machine.copy_project(), free_port())


def _hurry(machine: SystemdContainer) -> None:
    """Let ProxLB's own pauses pass quickly, whoever starts it."""
    # Debian has a sitecustomize of its own, which would be found first.
    machine.write("/opt/hurried.py", (HURRIED / "sitecustomize.py").read_text())
    machine.write("/opt/hurried.pth", "import hurried\n")
    machine.run("sh", "-ec", "cp /opt/hurried.* /opt/venvs/proxlb/lib/python3*/site-packages/")


@contextmanager
def simulated_cluster(folder: Path, installation: Installation) -> Iterator[SimulatorAddress]:
    """A simulated cluster outside, its authority trusted and ProxLB's settings written on the machine."""
    machine = installation.machine
    with ExitStack() as stack:
        cluster = stack.enter_context(simulator_process(SimulatorOptions(guests=12, speed=4.0), 0, folder))
        machine.write("/opt/simulator.pem", cluster.ca_file.read_text())
        machine.run("sh", "-c", "cat /opt/simulator.pem >> /etc/ssl/certs/ca-certificates.crt")
        machine.write(SETTINGS, proxlb_settings(cluster.host, cluster.port))
        _hurry(machine)
        yield cluster
