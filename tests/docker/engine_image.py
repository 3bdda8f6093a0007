"""ProxLB's image for tests, and containers that are removed again."""

import json
import os
import subprocess
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PROXLB_IMAGE = "proxlb-ui-test/proxlb:v2.3.0"
PREFIX = "proxlb-ui-test-"
_DOCKERFILE = Path(__file__).parent / "engine"


def docker(
    *arguments: str, check: bool = True, seconds: float = 60, environment: Mapping[str, str] | None = None
) -> str:
    """What the docker command prints; raises with its own words when it fails."""
    variables = {**os.environ, **(environment or {})}
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, timeout=seconds, env=variables)
    if check and done.returncode != 0:
        raise AssertionError(f"docker {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout.strip()


def build(tag: str, folder: Path, *arguments: str, buildkit: bool = True) -> str:
    """Build an image, from the cache where nothing has changed."""
    # The host's network: a bridge may have no way to a package index that the host has.
    command = ("build", "--quiet", "--network", "host", "--tag", tag, *arguments, str(folder))
    docker(*command, seconds=600, environment={"DOCKER_BUILDKIT": "1" if buildkit else "0"})
    return tag


def output_of(name: str) -> str:
    """All that a container has printed, on both streams."""
    done = subprocess.run(["docker", "logs", name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    return done.stdout.decode(errors="replace")


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
