"""Which keys of the section balancing change nothing as the others are."""

from proxlb_ui.domain.model.settings.values.balancing import Balancing, Mode
from proxlb_ui.domain.model.settings.values.service import Solver

_FOR_THE_SOLVER = ("cpu_overcommit", "max_node_inflow")


def idle_reason(key: str, balancing: Balancing, solver: Solver) -> str:
    """What keeps ProxLB from looking at the key, to be read after "does nothing"; "" when it counts."""
    if key.endswith("_threshold") and key != f"{balancing.method}_threshold":
        return f"while the method is {balancing.method}"
    # In mode psi ProxLB compares pressure with its limits and leaves out spread and thresholds.
    if balancing.mode is Mode.PSI and (key == "balanciness" or key.endswith("_threshold")):
        return "while the mode is psi"
    if key == "psi" and balancing.mode is not Mode.PSI:
        return f"while the mode is {balancing.mode}"
    if key == "parallel_jobs" and not balancing.parallel:
        return "while parallel is false"
    if key in _FOR_THE_SOLVER and not solver.enable:
        return "without the solver"
    return ""
