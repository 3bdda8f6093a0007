"""`proxlb-ui serve`: the cockpit, configured by the environment."""

import argparse
import asyncio

from proxlb_ui.entrypoints.config import load_config


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("serve", help="serve the cockpit; configured by environment variables")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM."""
    # Not at the top: a health check every few seconds should not load a web server.
    from proxlb_ui.entrypoints.main import serve

    return asyncio.run(serve(load_config()))
