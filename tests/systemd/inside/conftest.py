"""Fixtures for everything that runs inside."""

from tests.contract.child_fixtures import guarded
from tests.systemd.inside.machine import commands, control, engine, log, unit

__all__ = ["commands", "control", "engine", "guarded", "log", "unit"]
