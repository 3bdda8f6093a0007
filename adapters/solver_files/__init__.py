"""The reports of ProxLB's solver, as files of this file system or out of reach."""

from proxlb_ui.adapters.solver_files.directory import SolverDirectory
from proxlb_ui.adapters.solver_files.out_of_reach import SolverOutOfReach

__all__ = ["SolverDirectory", "SolverOutOfReach"]
