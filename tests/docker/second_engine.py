"""A Docker engine of a test's own, which may be stopped and started: nobody else works on it."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

START_SECONDS = 30.0
STOP_SECONDS = 20.0


class SecondEngine:
    """A dockerd with folders, socket and containers of its own, and without a network."""

    def __init__(self, folder: Path) -> None:
        self.host = f"unix://{folder}/docker.sock"
        self._folder = folder
        self._log = folder / "dockerd.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns once it answers; skips the test where it cannot run."""
        if self._process is not None:
            return
        folders = [f"--{what}={self._folder / what}" for what in ("data-root", "exec-root", "pidfile")]
        command = [
            "unshare",
            "--net",
            "dockerd",
            *folders,
            "-H",
            self.host,
            "--bridge=none",
            "--iptables=false",
            "--containerd=",
        ]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                pytest.skip(f"a second dockerd does not start here: {self._log.read_text()[-300:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        """As systemd would; its containers end with it."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def docker(self, *arguments: str) -> str:
        done = subprocess.run(["docker", "-H", self.host, *arguments], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, f"docker {' '.join(arguments)}: {done.stderr}"
        return done.stdout.strip()

    def take_image(self, image: str) -> None:
        """From the engine that everybody uses."""
        with subprocess.Popen(["docker", "save", image], stdout=subprocess.PIPE) as saving:
            subprocess.run(["docker", "-H", self.host, "load"], stdin=saving.stdout, check=True, capture_output=True)

    def _answers(self) -> bool:
        return subprocess.run(["docker", "-H", self.host, "version"], capture_output=True).returncode == 0


@contextmanager
def second_engine(folder: Path) -> Iterator[SecondEngine]:
    """An engine that answers, and is gone at the end with all it had."""
    if os.geteuid() != 0 or shutil.which("dockerd") is None:
        pytest.skip("a second dockerd needs root and a dockerd on the PATH")
    engine = SecondEngine(folder)
    engine.start()
    try:
        yield engine
    finally:
        engine.stop()
        shutil.rmtree(folder, ignore_errors=True)
