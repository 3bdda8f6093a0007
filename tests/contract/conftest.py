"""Fixtures that several contract tests share."""

from tests.contract.child_fixtures import commands, control, guarded, left_children, program, ring, settings

__all__ = ["commands", "control", "guarded", "left_children", "program", "ring", "settings"]
