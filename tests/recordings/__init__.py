"""Outputs of the real ProxLB that lie in the repository, recorded by `make recordings`; further ones where they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.samples import SAMPLES

FOLDER = Path(__file__).resolve().parent


def version_folder(version: str) -> Path:
    """Where the recordings of one version of ProxLB lie."""
    return FOLDER / f"proxlb-{version}"


@dataclass(frozen=True)
class Recording:
    """What one start of ProxLB printed, and how it ended: a signal is 128 more than its number, as in a shell."""

    name: str
    path: Path

    @property
    def out(self) -> str:
        return self.path.read_text() if self.path.exists() else ""

    @property
    def err(self) -> str:
        path = self.path.with_suffix(".err")
        return path.read_text() if path.exists() else ""

    @property
    def exit_code(self) -> int:
        """As a child process tells it: negative for a signal."""
        code = int(self.path.with_suffix(".rc").read_text())
        return code if code < 128 else 128 - code

    def beside(self, suffix: str) -> str:
        """Another file of the same scene."""
        return self.path.with_suffix(suffix).read_text()


@cache
def recordings() -> dict[str, Recording]:
    """Every recording of the repository, by version and scene, like `2.3.0/real_run`."""
    return dict(_found())


def _found() -> Iterator[tuple[str, Recording]]:
    for folder in sorted(FOLDER.glob("proxlb-*")):
        for path in sorted(folder.glob("*.rc")):
            name = f"{folder.name.removeprefix('proxlb-')}/{path.stem}"
            yield name, Recording(name, path.with_suffix(".out"))


@cache
def samples() -> dict[str, Recording]:
    """Those of a folder of samples, where one lies beside this checkout; of a larger cluster and of more scenes."""
    paths = sorted((SAMPLES / "proxlb").glob("*.out")) if SAMPLES else []
    return {f"samples/{path.stem}": Recording(f"samples/{path.stem}", path) for path in paths}
