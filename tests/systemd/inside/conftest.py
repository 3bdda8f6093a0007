"""Fixtures for everything that runs inside."""

from tests.contract.child_fixtures import no_blocking
from tests.systemd.inside.machine import commands, control, engine, log, unit

__all__ = ["commands", "control", "engine", "log", "no_blocking", "unit"]
