"""Whether the tests that reach a changed line notice the change; each mutant lives in a process of its own."""

import importlib.abc
import importlib.machinery
import importlib.util
import os
import resource
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import coverage

from tests.mutants.changes import Mutant

ROOT = Path(__file__).resolve().parents[2]
CPU_SECONDS, WALL_SECONDS = 60, 240
MOST_TESTS = 1500
Judges = Mapping[Path, Mapping[int, Sequence[str]]]


def judges_from(data_file: Path, folders: tuple[str, ...]) -> Judges:
    """For every file and line the tests of these folders that ran it, as coverage saw it."""
    data = coverage.CoverageData(str(data_file))
    data.read()
    return {Path(name): _tests_by_line(data, name, folders) for name in data.measured_files()}


def _tests_by_line(data: coverage.CoverageData, name: str, folders: tuple[str, ...]) -> dict[int, list[str]]:
    by_line = data.contexts_by_lineno(name).items()
    return {line: sorted(test for test in tests if test.startswith(folders)) for line, tests in by_line}


def tests_for(mutant: Mutant, judges: Judges) -> list[str]:
    """Those that ran the line; where it runs only at import, those of its module or at least of its subject."""
    lines = judges.get(mutant.path, {})
    subject = f"/{mutant.path.relative_to(ROOT).parts[2].removesuffix('.py')}/"
    every = {test for lines in judges.values() for tests in lines.values() for test in tests}
    near = (
        set(lines.get(mutant.line, ()))
        or {test for tests in lines.values() for test in tests}
        or {test for test in every if subject in test}
    )
    # Tests of the subject most likely notice first, and the rest must not take for ever.
    return sorted(near, key=lambda test: (subject not in test, "tests/contract" in test, test))[:MOST_TESTS]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A mutant, and what came of it: killed, survived, or without a test."""

    mutant: Mutant
    word: str


def judged(mutants: Iterable[Mutant], judges: Judges, at_once: int) -> Iterator[Verdict]:
    """Each mutant's end as it comes, so many at a time."""
    waiting = list(mutants)
    running: dict[int, tuple[Mutant, float]] = {}
    while waiting or running:
        while waiting and len(running) < at_once:
            mutant = waiting.pop()
            if tests := tests_for(mutant, judges):
                running[_start(mutant, tests)] = (mutant, time.monotonic())
            else:
                yield Verdict(mutant, "no test")
        for pid, (mutant, started) in list(running.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                del running[pid]
                yield Verdict(mutant, "survived" if os.waitstatus_to_exitcode(status) == 0 else "killed")
            elif time.monotonic() - started > WALL_SECONDS:
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)


def _start(mutant: Mutant, tests: Sequence[str]) -> int:
    sys.stdout.flush()
    if pid := os.fork():
        return pid
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        os._exit(_run(mutant, tests))
    finally:
        os._exit(1)


def _run(mutant: Mutant, tests: Sequence[str]) -> int:
    import pytest

    sys.meta_path.insert(0, _Changed(mutant))
    options = ["-x", "-q", "--seed=0", "--hypothesis-seed=0", "-p", "no:cacheprovider"]
    return int(pytest.main([*options, *tests]))


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the one changed module, before anybody else does."""

    def __init__(self, mutant: Mutant) -> None:
        parts = mutant.path.relative_to(ROOT).with_suffix("").parts
        self._name = ".".join(["proxlb_ui", *(parts[:-1] if parts[-1] == "__init__" else parts)])
        self._mutant = mutant

    def find_spec(
        self, fullname: str, path: object = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        return importlib.util.spec_from_file_location(fullname, self._mutant.path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._mutant.source(), str(self._mutant.path), "exec"), module.__dict__)
