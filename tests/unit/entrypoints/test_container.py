"""What the container chooses by configuration."""

from datetime import UTC, datetime

import pytest
from proxlb_ui.entrypoints.config import Config
from proxlb_ui.entrypoints.container import IN_DOCKER, build_container

THEN = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("runtime", "expected"),
    [("docker", IN_DOCKER), ("process", "/nowhere cannot be read"), ("systemd", "/nowhere cannot be read")],
)
async def test_the_solvers_reports_are_read_where_the_files_are_the_same(runtime: str, expected: str) -> None:
    reports = build_container(Config(runtime=runtime)).solver_reports()
    assert expected in (await reports.newest("/nowhere", THEN)).why
