"""The solver's reports in memory and on disk keep the same promises, and the disk may hold anything."""

import os
from datetime import datetime
from pathlib import Path

import pytest
from proxlb_ui.adapters.in_memory.solver_reports import InMemorySolverReports
from proxlb_ui.adapters.shared.solver_reports import MOST_BYTES, SolverDirectory, SolverOutOfReach

from tests.contract.suites.solver_reports import DIRECTORY, FIRST, SolverReportsContract, Write
from tests.unit.domain.examples import NOON


class TestInMemorySolverReports(SolverReportsContract):
    @pytest.fixture
    def reports(self) -> InMemorySolverReports:
        return InMemorySolverReports()

    @pytest.fixture
    def directory(self) -> str:
        return DIRECTORY

    @pytest.fixture
    def write(self, reports: InMemorySolverReports) -> Write:
        return lambda name, at, text: reports.write(DIRECTORY, name, at, text)


class TestSolverDirectory(SolverReportsContract):
    @pytest.fixture
    def reports(self) -> SolverDirectory:
        return SolverDirectory()

    @pytest.fixture
    def directory(self, tmp_path: Path) -> str:
        return str(tmp_path)

    @pytest.fixture
    def write(self, tmp_path: Path) -> Write:
        def write(name: str, at: datetime, text: str) -> None:
            (tmp_path / name).write_text(text)
            os.utime(tmp_path / name, (at.timestamp(), at.timestamp()))

        return write

    async def test_another_name_is_not_opened(self, reports: SolverDirectory, tmp_path: Path) -> None:
        for name in ("solver_run_1.jsonl", "secret", f"{FIRST}.bak"):
            (tmp_path / name).write_text("x")
        (tmp_path / "in").mkdir()
        for named in ("", "secret", "../secret", f"{FIRST}\n"):
            assert (await reports.newest(str(tmp_path / "in"), NOON, named)).text is None
            assert (await reports.newest(str(tmp_path), NOON, named)).text is None

    async def test_what_is_no_file_is_not_read(self, reports: SolverDirectory, tmp_path: Path) -> None:
        path = tmp_path / FIRST
        os.mkfifo(path)
        assert (await reports.newest(str(tmp_path), NOON)).why == f"{path} is no file."
        path.unlink()
        (tmp_path / "secret").write_text("x")
        path.symlink_to(tmp_path / "secret")
        assert "cannot be read" in (await reports.newest(str(tmp_path), NOON)).why

    async def test_a_huge_file_is_not_read(self, reports: SolverDirectory, tmp_path: Path) -> None:
        with (tmp_path / FIRST).open("wb") as file:
            file.truncate(MOST_BYTES)
        assert (await reports.newest(str(tmp_path), NOON, FIRST)).text
        with (tmp_path / FIRST).open("ab") as file:
            file.write(b"x")
        assert (await reports.newest(str(tmp_path), NOON, FIRST)).why.endswith("is larger than 4 MiB.")

    @pytest.mark.parametrize("directory", ["/nowhere/at/all", "/proc/1/fd/nope", "nul\0", "", "x" * 5000])
    async def test_a_directory_that_is_none_is_a_reason(self, reports: SolverDirectory, directory: str) -> None:
        for named in ("", FIRST):
            assert "cannot be read" in (await reports.newest(directory, NOON, named)).why


async def test_out_of_reach_says_why() -> None:
    written = await SolverOutOfReach("In a Docker container.").newest("/x", NOON, FIRST)
    assert (written.text, written.why) == (None, "In a Docker container.")
