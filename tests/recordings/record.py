"""Record what the real ProxLB prints, scene by scene, against the simulated cluster: `make recordings`."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from proxlb_ui.entrypoints.simulator.certificate import Certificate, make_certificate
from proxlb_ui.entrypoints.simulator.options import SimulatorOptions
from proxlb_ui.entrypoints.simulator.server import SimulatorServer
from proxlb_ui.entrypoints.simulator.state.simulation import Simulation

from tests.recordings import FOLDER as RECORDINGS
from tests.recordings import version_folder
from tests.recordings.scenes import NEWEST, SCENES, Scene, Step
from tests.recordings.scrub import scrubbed
from tests.recordings.settings import settings_of

# Every simulated cluster begins at this moment, so that its loads are the same whenever it is recorded.
BEGINNING = 1_790_000_000.0
CLUSTER = {"nodes": 3, "guests": 14, "pve": 9, "seed": 1, "speed": 20.0}
PATIENCE_SECONDS = 150.0
AT_ONCE = 3
JOURNAL_STUB = """\
import json, logging, os

class JournalHandler(logging.Handler):
    def __init__(self, level=logging.NOTSET, **fields):
        super().__init__(level)
        self.fields = fields

    def emit(self, record):
        with open(os.environ["JOURNAL"], "a") as file:
            file.write(json.dumps({**self.fields, "MESSAGE": self.format(record)}) + "\\n")
"""


class Stage:
    """One scene being played: its folder, its cluster and its ProxLB."""

    def __init__(self, scene: Scene, folder: Path, certificate: Certificate, engines: Mapping[str, list[str]]) -> None:
        self.scene, self.folder = scene, folder
        begun = time.time()
        options = SimulatorOptions(**{**CLUSTER, **scene.cluster})
        simulation = Simulation(options, now=lambda: BEGINNING + time.time() - begun)
        for vmid in scene.locked:
            simulation.cluster.guests[vmid].lock = "backup"
        self.server = SimulatorServer(simulation, certificate=certificate)
        self.settings = folder / "proxlb.yaml"
        self.output = folder / "out"
        self._authority = certificate.ca_file
        self._command = engines[scene.engine]

    def play(self) -> int:
        """Start ProxLB, do what the scene's steps say, and wait for its end."""
        self.server.start()
        try:
            self.settings.write_text(settings_of(self.scene, self.server.port, self.folder))
            with self.output.open("w") as out, (self.folder / "err").open("w") as err:
                process = subprocess.Popen(
                    [*self._command, "-c", self.scene.config or str(self.settings), *self.scene.flags],
                    env=self._environment(), stdout=out, stderr=err,
                )  # fmt: skip
            try:
                for step in self.scene.steps:
                    self._take(step, process)
                return process.wait(PATIENCE_SECONDS)
            finally:
                process.kill()
                process.wait()
        finally:
            self.server.stop()

    def _environment(self) -> dict[str, str]:
        environment = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        environment |= {"PYTHONUNBUFFERED": "1", "TZ": "UTC"}
        if self.scene.trusts:
            environment["REQUESTS_CA_BUNDLE"] = str(self._authority)
        if self.scene.journal:
            stub = self.folder / "stub" / "systemd"
            stub.mkdir(parents=True)
            (stub / "__init__.py").touch()
            (stub / "journal.py").write_text(JOURNAL_STUB)
            environment |= {"PYTHONPATH": str(stub.parent), "JOURNAL": str(self.folder / "journal")}
        return environment

    def _take(self, step: Step, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.output.read_text().count(step.after) < step.times:
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{self.scene.name}: {step.after!r} was not printed; see {self.output}")
            time.sleep(0.05)
        if step.do == "edit":
            self.settings.write_text(self.settings.read_text().replace("balanciness: 10", "balanciness: 20"))
        elif step.do == "api-ends":
            self.server.stop()
        else:
            process.send_signal(signal.Signals[step.do])


def record(scene: Scene, certificate: Certificate, engines: Mapping[str, list[str]]) -> None:
    """Play one scene and keep what was printed, without what belongs to this machine."""
    with tempfile.TemporaryDirectory(prefix="recording-") as name:
        folder = Path(name)
        stage = Stage(scene, folder, certificate, engines)
        code = stage.play()
        target = version_folder(scene.engine)
        target.mkdir(exist_ok=True)

        def keep(source: Path, suffix: str) -> None:
            text = scrubbed(source.read_text(), folder, stage.server.port, engines)
            path = target / f"{scene.name}.{suffix}"
            path.write_text(text) if text else path.unlink(missing_ok=True)

        keep(folder / "out", "out")
        keep(folder / "err", "err")
        with suppress(FileNotFoundError):
            keep(folder / "journal", "journal")
        for report in sorted((folder / "solver").glob("*.jsonl")):
            keep(report, "jsonl")
        (target / f"{scene.name}.rc").write_text(f"{code if code >= 0 else 128 - code}\n")
        print(f"{scene.engine} {scene.name}: exit code {code}", flush=True)


def engines_of(old: str | None) -> dict[str, list[str]]:
    """How each version is started; the older ones are a folder with a main.py."""
    engines = {NEWEST: [sys.executable, "-m", "proxlb"]}
    return engines | ({"1.1.13": [sys.executable, f"{old}/proxlb/main.py"]} if old else {})


def main(arguments: Sequence[str] | None = None) -> None:
    """Record all scenes, or those whose names are given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these scenes")
    parser.add_argument("--old", help="folder with ProxLB 1.1.13, as made by pip install --target")
    asked = parser.parse_args(arguments)
    engines = engines_of(asked.old)
    scenes = [one for one in SCENES if one.engine in engines and (not asked.names or one.name in asked.names)]
    if not asked.names:
        for version in engines:
            shutil.rmtree(version_folder(version), ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="recording-tls-") as name, ThreadPoolExecutor(AT_ONCE) as pool:
        certificate = make_certificate(Path(name))
        # Long ones first: daemons wait for a whole minute.
        scenes.sort(key=lambda scene: not scene.steps)
        for done in [pool.submit(record, scene, certificate, engines) for scene in scenes]:
            done.result()
    size = sum(path.stat().st_size for path in RECORDINGS.rglob("*.*") if path.suffix != ".py")
    print(f"{len(scenes)} scenes, {size >> 10} KiB in all")


if __name__ == "__main__":
    main()
