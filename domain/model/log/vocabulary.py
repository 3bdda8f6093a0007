"""What ProxLB prints, each phrase once: every reader of its output recognizes lines by these and no others.

A place names the file and the function of ProxLB (or of its solver) where the phrase can be seen. Versions are those
whose source was read, from 1.1.13 to 2.3.0.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

OLDEST = "1.1.13"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A kind of line: its text up to what varies first, and a pattern of the rest that names what is read from it.

    since and until are the first and the last version that print it; without until the newest one does.
    """

    begins: str
    rest: str = ""
    place: str = field(kw_only=True)
    since: str = field(kw_only=True, default=OLDEST)
    until: str | None = field(kw_only=True, default=None)
    _pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pattern", re.compile(re.escape(self.begins) + self.rest, re.DOTALL))

    def match(self, text: str) -> re.Match[str] | None:
        """What the text says, if it is this phrase; anything may follow."""
        # At DEBUG there are 140 lines for every guest, and comparing the beginning is far cheaper than a pattern.
        return self._pattern.match(text) if text.startswith(self.begins) else None


# The form of what is printed.

RECORD = Phrase(
    "",
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} - ProxLB - (?P<level>DEBUG|INFO|WARNING|ERROR|CRITICAL) - (?P<text>.*)",
    place="utils/logger.py: SystemdLogger.initialize_logger",
)
TRACEBACK = Phrase("Traceback (most recent call last):", place="Python: traceback")
USAGE = Phrase("usage: ", place="Python: argparse")
VERSION = Phrase("ProxLB version: ", r"v?(?P<version>\S+)", place="utils/helper.py: Helper.get_version")

# The process: its start, its pauses, its end.

CONFIG_FOUND = Phrase("Using config path", place="utils/config_parser.py: ConfigParser.get_config")
API_CONNECTED = Phrase("API connection to host", place="utils/proxmox_api.py: ProxmoxApi.api_connect")
_INTERVAL = r"(?: (?P<number>\d+) (?P<unit>hours|minutes))?"
START_DELAYED = Phrase(
    "Service delay active: First run in:", _INTERVAL, place="utils/helper.py: Helper.get_service_delay"
)
NEXT_RUN = Phrase("Daemon mode active: Next run in:", _INTERVAL, place="utils/helper.py: Helper.get_daemon_mode")
ONE_SHOT_ENDED = Phrase("Daemon mode not active", place="utils/helper.py: Helper.get_daemon_mode")
TERMINATED = Phrase(" ProxLB has been successfully terminated", place="utils/helper.py: Helper.handler_sigint")
NOT_HA_MANAGER = Phrase("This node is not the HA manager", place="__main__.py", since="2.2.0")

# Reading the cluster and calculating; all but the last two at DEBUG only.

ITEM_READ = Phrase(
    "Getting ",
    r".*\bfrom (?P<unit>node|guest): (?P<name>.+)\.$",
    place="models/guests.py: Guests.get_guest_rrd_datasets",
)
GUESTS_READ = Phrase("Finished: get_guests.", place="models/guests.py: Guests.get_guests")
NODES_USAGE = Phrase("Nodes usage ", place="utils/helper.py: Helper.log_node_metrics")
BALANCE_JUDGED = Phrase("Guest balancing is ", place="models/calculations.py: Calculations.get_balanciness")
BALANCING_REASON = Phrase(
    "Balancing of guests will be performed", place="models/calculations.py: Calculations.relocate_guests"
)
BEST_NODE = Phrase("Best node for balancing is", place="models/calculations.py: Calculations.get_most_free_node")
GUEST_PLACED = Phrase(
    "Set guest ",
    r"(?P<guest>.+) from node (?P<source>\S+) to node (?P<target>\S+)\.$",
    place="models/calculations.py: Calculations.update_node_resources",
)
GUEST_HOT = Phrase("Set guest ", r".+ as hot based on ", place="models/calculations.py: Calculations.set_guest_hot")
RELOCATION_STOPPED = Phrase(
    "Stopping relocation for guest", place="models/calculations.py: Calculations.relocate_guests"
)
RELOCATIONS_SKIPPED = Phrase(
    "Skipping further guest relocations", place="models/calculations.py: Calculations.relocate_guests"
)
# It is printed as CRITICAL, but only says that the next node is tried: how an anti-affinity group is spread.
NODE_TAKEN = Phrase(
    "Node: ",
    r".* already got used for anti-affinity group:: ",
    place="models/calculations.py: Calculations.val_anti_affinity",
)
NO_TARGET = Phrase("No suitable target node found", place="__main__.py")

# Migrating.

GUEST_DISPATCHED = Phrase("Balancing: Balancing for guest", place="models/balancing.py: Balancing._exec_rebalancing")
MIGRATION_BEGINS = Phrase(
    "Balancing: Starting to migrate ",
    r"(?P<kind>VM|CT) guest (?P<guest>.+) from (?P<source>\S+) to (?P<target>\S+)\.$",
    place="models/balancing.py: Balancing._exec_rebalancing_vm",
)
MIGRATION_TASK = Phrase(
    "Balancing: job_id for ",
    r"(?P<guest>.+): '(?P<upid>UPID:\S+:)'",
    place="models/balancing.py: Balancing.balance",
    since="2.1.0",
)
MIGRATION_REFUSED = Phrase(
    "Balancing: Failed to migrate guest ",
    r"(?P<guest>.+) of type (?:VM|CT) due to some Proxmox errors\.",
    place="models/balancing.py: Balancing._exec_rebalancing_vm",
)
# No version prints the reason like this: it follows at DEBUG in a line of its own, "... some Proxmox errors: REASON".
MIGRATION_REFUSED_BECAUSE = Phrase(
    "Balancing: Failed to migrate guest ",
    r".+if resource is locked or similar\.?: (?P<reason>.+)$",
    place="models/balancing.py: Balancing._exec_rebalancing_vm",
)
# From 2.1.0 on every failure is printed twice, by whoever asks for the task's status and by its caller.
MIGRATION_FAILED = Phrase(
    "Balancing: Job ID ",
    r"(?P<upid>\S+) \(guest: (?P<guest>.+)\) (?:for migration )?went into an error",
    place="models/balancing.py: Balancing._interpret_task_status",
)
# The status comes as Python shows a text: in double quotes where it holds single ones, as Proxmox' own sentence does.
MIGRATION_REJECTED = Phrase(
    "Balancing: HA migration request ",
    r"(?P<upid>\S+) \(guest: (?P<guest>.+)\) was rejected by the HA manager: (?P<quote>['\"])(?P<status>.*)(?P=quote)",
    place="models/balancing.py: Balancing._get_rebalancing_job_status",
    since="2.1.1",
)
# The only word of success there is, and at DEBUG.
MIGRATION_SUCCEEDED = Phrase(
    "Balancing: Job ID ",
    r"(?P<upid>\S+) \(guest: (?P<guest>.+)\) was successfully",
    place="models/balancing.py: Balancing._interpret_task_status",
)
RUN_COMPLETE = Phrase("Finished: Balancing loop", place="models/balancing.py: Balancing.balance", since="2.1.0")
RUN_INCOMPLETE = Phrase(
    "Balancing: Some migrations did not complete successfully",
    place="models/balancing.py: Balancing.balance",
    since="2.1.0",
)

# The solver, a package of its own that ProxLB brings along.

SOLVER = Phrase("[solver] ", place="proxlb_solver/shadow.py", since="2.0.0")
SOLVER_STARTING = Phrase(
    "[solver] starting", r"\b.*?\bmode=(?P<mode>\w+)", place="proxlb_solver/shadow.py: run_shadow", since="2.0.0"
)
SOLVER_SOLVED = Phrase(
    "[solver] run=",
    r"(?:.*/)?(?P<file>solver_run_\d{8}_\d{6}\.jsonl) status=(?P<status>\w{1,20}) migrations=(?P<migrations>\d{1,9})"
    r" .*\btime=(?P<milliseconds>\d{1,9})ms",
    place="proxlb_solver/shadow.py: _shadow_inner",
    since="2.0.0",
)
SOLVER_EXECUTING = Phrase(
    "[solver] active: executing plan",
    r"\b\D*(?P<steps>\d{1,9}) step",
    place="proxlb_solver/shadow.py: execute_solver_plan",
    since="2.0.0",
)
SOLVER_STEP_SUCCEEDED = Phrase(
    "[solver] active: step ",
    r"\d+ succeeded \((?P<guests>\d{1,9}) VM",
    place="proxlb_solver/shadow.py: execute_solver_plan",
    since="2.0.0",
)
SOLVER_SOLVES_AGAIN = Phrase(
    "[solver] active: re-solving (step_retry=",
    r"(?P<retry>\d{1,9})\)",
    place="proxlb_solver/shadow.py: execute_solver_plan",
    since="2.0.0",
)
SOLVER_GAVE_WAY = Phrase("[solver] active execution failed, falling back", place="__main__.py", since="2.0.0")
SOLVER_SKIPPED_BALANCING = Phrase(
    "[solver] active", r".*\bskipping greedy fallback", place="__main__.py", since="2.3.0"
)

PHRASES: Mapping[str, Phrase] = {name: value for name, value in globals().items() if isinstance(value, Phrase)}
