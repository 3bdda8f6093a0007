"""Fixtures that several contract tests share."""

from tests.contract.child_fixtures import commands, control, left_children, no_blocking, program, ring, settings

__all__ = ["commands", "control", "left_children", "no_blocking", "program", "ring", "settings"]
