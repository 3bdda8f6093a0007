"""Fixtures that the tests on a real Docker engine share."""

from tests.contract.docker_fixtures import commands, container, control, create, engine_image, idle, name, shared

__all__ = ["commands", "container", "control", "create", "engine_image", "idle", "name", "shared"]
