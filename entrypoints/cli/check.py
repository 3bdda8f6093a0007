"""`proxlb-ui check`: what the first-run page shows, in the terminal."""

import argparse
import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from proxlb_ui.entrypoints.config import load_config

if TYPE_CHECKING:
    from proxlb_ui.domain.use_cases.setup.check_setup import SetupItem

SERVICE_SECONDS = 10.0
MARKS = {"ok": "ok  ", "warning": "warn", "failed": "FAIL", "skipped": "skip"}


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("check", help="look for everything the cockpit needs and say what is missing")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print one row per check; exit 1 if something failed."""
    items = asyncio.run(_look())
    for item in items:
        _print(item)
    return 1 if any(item.state == "failed" for item in items) else 0


async def _look() -> "tuple[SetupItem, ...]":
    # Not at the top, as in `serve`.
    from proxlb_ui.entrypoints.container import build_container
    from proxlb_ui.entrypoints.main import close
    from proxlb_ui.entrypoints.runtimes import with_runtime_found

    container = build_container(await with_runtime_found(load_config()))
    try:
        async with container.background().running({"service": container.control_service().run}):
            await container.watch_cluster().refresh()
            with suppress(TimeoutError):
                async with asyncio.timeout(SERVICE_SECONDS):
                    await container.control_service().change.wait(0)
            return await container.check_setup().items()
    finally:
        await close(container)


def _print(item: "SetupItem") -> None:
    print(f"[{MARKS[item.state]}] {item.title}: {item.message}")
    for label, text in (("looked for", item.looked_for), ("what to do", item.hint), ("fix", item.fix)):
        if text and (item.state != "ok" or label == "looked for"):
            print(f"         {label}: {text}")
