"""The command line: one subcommand per way to run the program."""

import argparse
import sys
from collections.abc import Sequence

from proxlb_ui.domain.errors import ProxlbUiError
from proxlb_ui.entrypoints.cli import check, demo, healthcheck, serve, simulate
from proxlb_ui.entrypoints.cli.leaving import leave
from proxlb_ui.entrypoints.config import VERSION

COMMANDS = (serve, demo, simulate, check, healthcheck)


def build_parser() -> argparse.ArgumentParser:
    """The parser with every subcommand; each command module registers itself."""
    parser = argparse.ArgumentParser(prog="proxlb-ui", description="The web cockpit for ProxLB.")
    parser.add_argument("--version", action="version", version=f"proxlb-ui {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.register(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a problem the user can solve is two lines on stderr, not a traceback."""
    options = build_parser().parse_args(arguments)
    return leave(_run(options))


def _run(options: argparse.Namespace) -> int:
    try:
        return int(options.run(options))
    except ProxlbUiError as problem:
        print(f"proxlb-ui: {problem.message}", file=sys.stderr)
        if problem.hint:
            print(f"           {problem.hint}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
