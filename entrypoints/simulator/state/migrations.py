"""Moving a guest: lock it, take some seconds, then it is on the other node."""

from functools import partial

from proxlb_ui.entrypoints.simulator.errors import ApiError
from proxlb_ui.entrypoints.simulator.state.cluster import GIB, SimulatedGuest
from proxlb_ui.entrypoints.simulator.state.simulation import Simulation
from proxlb_ui.entrypoints.simulator.state.tasks import SimulatedTask

HA_DELAY_SECONDS = 3.0


def request(sim: Simulation, guest: SimulatedGuest, target: str, caller: tuple[str, str]) -> str:
    """Start a migration, through the HA stack if it manages the guest; answers the task."""
    check_lock(guest)
    now = sim.now()
    sid = sim.service_of(guest)
    if sid is None:
        return _start(sim, guest, target, caller, now).upid
    task = sim.tasks.start(now, guest.node, "hamigrate", str(guest.vmid), caller)
    task.write(now, f"Requesting HA migration for {_noun(guest)} {guest.vmid} to node {target}")
    if sim.faults.find("ha-rejects", str(guest.vmid)):
        # The worker only calls ha-manager, so that its refusal is an exit code and names no reason.
        task.finish(now, f"command 'ha-manager migrate {sid} {target}' failed: exit code 255")
        return task.upid
    task.finish(now, "OK")
    sim.cluster.services[sid].state = "migrate"
    sim.at(now + HA_DELAY_SECONDS / sim.options.speed, partial(_start_for_ha, sim, guest, target))
    sim.version += 1
    return task.upid


def check_lock(guest: SimulatedGuest) -> None:
    """Refuse while something else works on the guest."""
    if guest.lock:
        raise ApiError(500, f"{'VM' if guest.kind == 'qemu' else 'CT'} is locked ({guest.lock})")


def duration_seconds(guest: SimulatedGuest) -> float:
    """Memory has to travel; a CT is restarted instead."""
    if guest.kind == "lxc":
        return 4.0
    return min(15.0, 6.0 + guest.memory_bytes / GIB) if guest.running else 3.0


def _noun(guest: SimulatedGuest) -> str:
    return "VM" if guest.kind == "qemu" else "CT"


def _start_for_ha(sim: Simulation, guest: SimulatedGuest, target: str, now: float) -> None:
    if guest.lock or guest.node == target:
        _release_service(sim, guest)
        return
    _start(sim, guest, target, ("root@pam", ""), now)


def _start(sim: Simulation, guest: SimulatedGuest, target: str, caller: tuple[str, str], now: float) -> SimulatedTask:
    kind = "qmigrate" if guest.kind == "qemu" else "vzmigrate"
    task = sim.tasks.start(now, guest.node, kind, str(guest.vmid), caller)
    seconds = duration_seconds(guest) / sim.options.speed
    address = sim.cluster.nodes[target].address
    task.write(now, f"starting migration of {_noun(guest)} {guest.vmid} to node '{target}' ({address})")
    _write_progress(task, guest, now, seconds)
    guest.lock = "migrate"
    sim.version += 1
    sim.at(now + seconds, partial(_finish, sim, guest, target, task))
    return task


def _write_progress(task: SimulatedTask, guest: SimulatedGuest, now: float, seconds: float) -> None:
    if guest.kind == "lxc":
        task.write(now + seconds * 0.2, f"shutdown CT {guest.vmid}")
        return
    if guest.running:
        task.write(now + seconds * 0.1, "starting VM on remote node")
        for share in (0.3, 0.5, 0.7, 0.9):
            done, total = guest.memory_bytes / GIB * share, guest.memory_bytes / GIB
            task.write(
                now + seconds * share, f"migration active, transferred {done:.1f} GiB of {total:.1f} GiB VM-state"
            )


def _finish(sim: Simulation, guest: SimulatedGuest, target: str, task: SimulatedTask, when: float) -> None:
    guest.lock = ""
    _release_service(sim, guest)
    reachable = sim.offline_seconds(target) is None and sim.offline_seconds(guest.node) is None
    if sim.faults.find("migration-fails", str(guest.vmid)) or not reachable:
        task.write(when, "ERROR: online migrate failure - aborting")
        task.finish(when, "migration aborted")
        return
    guest.node = target
    if guest.kind == "lxc" and guest.running:
        guest.started = when
        task.write(when, "start container on target node")
    task.write(when, f"migration finished successfully (duration 00:00:{min(59, int(when - task.started)):02d})")
    task.finish(when, "OK")


def _release_service(sim: Simulation, guest: SimulatedGuest) -> None:
    sid = sim.service_of(guest)
    if sid:
        sim.cluster.services[sid].state = "started"
