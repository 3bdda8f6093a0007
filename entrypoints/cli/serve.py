"""`proxlb-ui serve`: the cockpit, configured by the environment."""

import argparse
import asyncio

from entrypoints.config import load_config
from entrypoints.main import serve


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("serve", help="serve the cockpit; configured by environment variables")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM."""
    return asyncio.run(serve(load_config()))
