"""`proxlb-ui healthcheck`: does the running cockpit answer? For Docker's HEALTHCHECK and for scripts."""

import argparse
import http.client
import sys

from proxlb_ui.domain.errors import Unavailable
from proxlb_ui.entrypoints.config import load_config

TIMEOUT_SECONDS = 3


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("healthcheck", help="ask the running cockpit whether it is well; exit 0 or 1")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Ask /healthz on loopback, wherever the server is bound."""
    config = load_config()
    host = "127.0.0.1" if config.host in ("0.0.0.0", "") else "::1" if config.host == "::" else config.host  # noqa: S104
    connection = http.client.HTTPConnection(host, config.port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", f"{config.base_path}/healthz", headers={"Host": f"localhost:{config.port}"})
        status = connection.getresponse().status
    except OSError as problem:
        raise Unavailable(f"No answer from {host}:{config.port}: {problem}", "Is proxlb-ui running?") from problem
    finally:
        connection.close()
    print("healthy" if status == http.client.OK else f"unhealthy: HTTP {status}", file=sys.stderr)
    return 0 if status == http.client.OK else 1
