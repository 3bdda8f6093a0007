"""The project's own images, built once for all tests from what is in this folder now."""

from functools import cache
from pathlib import Path

from tests.docker.engine_image import build

ROOT = Path(__file__).resolve().parents[3]
DOCKERFILE = ROOT / "deploy" / "docker" / "Dockerfile"


@cache
def cockpit_image(*, classic: bool = False) -> str:
    return build(
        "proxlb-ui-test/cockpit" + ("-classic" if classic else ""),
        ROOT,
        "--file",
        str(DOCKERFILE),
        buildkit=not classic,
    )


@cache
def demo_image() -> str:
    return build("proxlb-ui-test/demo", ROOT, "--file", str(DOCKERFILE), "--target", "demo")
