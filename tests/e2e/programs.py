"""Starting the real programs a person would start, and showing what they said when they fail."""

import http.client
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from proxlb_ui.entrypoints.simulator.subprocess import free_port

from tests.hurry import hurried_python

READY_SECONDS = 60.0
STOP_SECONDS = 15.0


class Program:
    """One `proxlb-ui` command as a process, its output kept."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str]) -> None:
        clean = {key: value for key, value in os.environ.items() if not key.startswith("PROXLB") and key != "HOST"}
        self.lines: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "proxlb_ui.entrypoints.cli.main", *arguments],
            env={**clean, "PROXLB_UI_ENGINE_PYTHON": hurried_python(), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append(line.rstrip("\n"))

    @property
    def output(self) -> str:
        return "\n".join(self.lines)

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_until(self, ready: Callable[[], bool], what: str) -> None:
        """Wait for a condition; a program that ends meanwhile fails with its output."""
        deadline = time.monotonic() + READY_SECONDS
        while not ready():
            assert self._process.poll() is None, f"ended with {self._process.returncode} before {what}:\n{self.output}"
            assert time.monotonic() < deadline, f"not {what} within {READY_SECONDS:.0f} s:\n{self.output}"
            time.sleep(0.1)

    def value_after(self, label: str) -> str:
        """What the program printed behind a label."""
        self.wait_until(lambda: any(line.startswith(label) for line in self.lines), f"printing {label!r}")
        return next(line for line in self.lines if line.startswith(label)).removeprefix(label).strip()

    def stop(self) -> int:
        """SIGTERM, and its exit code."""
        if self._process.poll() is None:
            self._process.terminate()
        try:
            code = self._process.wait(timeout=STOP_SECONDS)
            self._reader.join(STOP_SECONDS)
            if self._process.stdout is not None:
                self._process.stdout.close()
            return code
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise AssertionError(f"did not stop within {STOP_SECONDS:.0f} s:\n{self.output}") from None

    def kill(self) -> None:
        """SIGKILL, as when the machine dies."""
        self._process.kill()
        self._process.wait(timeout=STOP_SECONDS)


@contextmanager
def running(arguments: list[str], environment: Mapping[str, str] | None = None) -> Iterator[Program]:
    """A program that is stopped at the end."""
    program = Program(arguments, environment or {})
    try:
        yield program
    finally:
        program.stop()


class Api:
    """The cockpit's own REST interface, as a script would use it."""

    def __init__(self, port: int, token: str = "") -> None:
        self.port = port
        self._headers = {"X-Requested-With": "tests"} | ({"Authorization": f"Bearer {token}"} if token else {})

    def get(self, path: str) -> Any:
        status, body = self.request("GET", path)
        assert status == 200, body
        return body

    def answers(self, path: str) -> bool:
        try:
            return self.request("GET", path)[0] == 200
        except OSError:
            return False

    def post(self, path: str, body: Any) -> Any:
        status, answer = self.request("POST", path, body)
        assert status in (200, 202), answer
        return answer

    def request(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers, sent = self._headers, None
        if body is not None:
            headers, sent = {**headers, "Content-Type": "application/json"}, json.dumps(body)
        try:
            connection.request(method, f"/api/v1{path}", sent, headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read() or b"null")
        finally:
            connection.close()


def write_settings(folder: Path, text: str) -> Path:
    """A settings file for one program."""
    path = folder / "proxlb.yaml"
    path.write_text(text)
    return path


@contextmanager
def serving(module: str) -> Iterator[int]:
    """A cockpit over fakes that a module of the tests serves on a free port, which is given."""
    number = free_port()
    program = subprocess.Popen([sys.executable, "-m", module, str(number)], stderr=subprocess.DEVNULL)
    api = Api(number)
    try:
        for _ in range(300):
            if api.answers("/guests"):
                break
            try:
                program.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError("the program ended")
        yield number
    finally:
        program.terminate()
        program.wait(timeout=10)
