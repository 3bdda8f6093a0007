"""ProxLB's image for tests, and containers that are removed again."""

import json
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROXLB_IMAGE = "proxlb-ui-test/proxlb:v2.3.0"
PREFIX = "proxlb-ui-test-"
_DOCKERFILE = Path(__file__).parent / "engine"


def docker(*arguments: str, check: bool = True, seconds: float = 60) -> str:
    """What the docker command prints; raises with its own words when it fails."""
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, timeout=seconds)
    if check and done.returncode != 0:
        raise AssertionError(f"docker {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout.strip()


def build(tag: str, folder: Path, *arguments: str) -> str:
    """Build an image, from the cache where nothing has changed."""
    # The host's network: a bridge may have no way to a package index that the host has.
    docker("build", "--quiet", "--network", "host", "--tag", tag, *arguments, str(folder), seconds=600)
    return tag


def proxlb_image() -> str:
    """The real ProxLB's."""
    return build(PROXLB_IMAGE, _DOCKERFILE)


def unique_name() -> str:
    return f"{PREFIX}{uuid.uuid4().hex[:8]}"


@contextmanager
def removed_afterwards(name: str) -> Iterator[str]:
    """Remove the container of this name, whatever a test has done to it."""
    try:
        yield name
    finally:
        subprocess.run(["docker", "rm", "--force", "--volumes", name], capture_output=True, timeout=60)


def inspect(name: str) -> dict:
    return json.loads(docker("inspect", name))[0]
