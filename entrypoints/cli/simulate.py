"""`proxlb-ui simulate`: the simulated Proxmox cluster alone, for tests, for strangers and for ProxLB itself."""

import argparse
import tempfile
from pathlib import Path

from proxlb_ui.entrypoints.cli.extras import SIMULATOR, require
from proxlb_ui.entrypoints.simulator.options import SimulatorOptions
from proxlb_ui.entrypoints.simulator.settings_text import write_settings

HOST, DEFAULT_PORT = "127.0.0.1", 8006


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("simulate", help="serve a simulated Proxmox VE cluster over HTTPS on loopback")
    parser.add_argument(
        "--port", type=int, default=DEFAULT_PORT, help="port on 127.0.0.1 (default: %(default)s; 0: any)"
    )
    parser.add_argument("--folder", type=Path, help="where the certificate is kept (default: a new temporary folder)")
    parser.add_argument("--settings", type=Path, help="write ProxLB's settings for this cluster here, if nothing is")
    SimulatorOptions.add_arguments(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM."""
    require(SIMULATOR)
    # Not at the top: who only serves the cockpit need not have what makes certificates.
    from proxlb_ui.entrypoints.simulator.run import serve

    simulated = SimulatorOptions.from_arguments(options)
    if options.settings:
        write_settings(options.settings, HOST, options.port, simulated.token_secret)
    if options.folder:
        serve(simulated, HOST, options.port, options.folder)
        return 0
    with tempfile.TemporaryDirectory(prefix="proxlb-ui-simulator-") as folder:
        serve(simulated, HOST, options.port, Path(folder))
    return 0
