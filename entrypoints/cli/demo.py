"""`proxlb-ui demo`: a simulated cluster, the real ProxLB and the cockpit, in one command."""

import argparse
import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path

from proxlb_ui.entrypoints.cli.extras import DEMO, require
from proxlb_ui.entrypoints.config import Config, load_config
from proxlb_ui.entrypoints.simulator.options import SimulatorOptions
from proxlb_ui.entrypoints.simulator.settings_text import proxlb_settings
from proxlb_ui.entrypoints.simulator.subprocess import simulator_process


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("demo", help="simulated cluster + real ProxLB + cockpit, on loopback")
    parser.add_argument("--port", type=int, default=8080, help="the cockpit's port (default: %(default)s)")
    parser.add_argument("--pve-port", type=int, default=0, help="the simulated cluster's port (default: any free one)")
    SimulatorOptions.add_arguments(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM; everything lives in one temporary folder that goes with it."""
    require(DEMO)
    # Not at the top, as in `serve`.
    from proxlb_ui.entrypoints.main import serve

    simulated = SimulatorOptions.from_arguments(options)
    with tempfile.TemporaryDirectory(prefix="proxlb-ui-demo-") as name:
        folder = Path(name)
        with simulator_process(simulated, options.pve_port, folder) as cluster:
            settings = folder / "proxlb.yaml"
            settings.write_text(_settings(simulated, cluster.host, cluster.port))
            print(f"\n  Open http://127.0.0.1:{options.port}/\n", flush=True)
            print(f"  Simulated Proxmox cluster: {cluster.url}   Ctrl-C ends everything.\n", flush=True)
            return asyncio.run(serve(_config(options.port, settings, cluster.ca_file)))


def _settings(simulated: SimulatorOptions, host: str, port: int) -> str:
    # Pools prefer the upper half of the nodes, so that a rule of a pool is there to be seen.
    upper = [f"pve{number}" for number in range(simulated.nodes // 2 + 1, simulated.nodes + 1)][:4]
    return proxlb_settings(host, port, token_secret=simulated.token_secret, preferred_nodes=upper)


def _config(port: int, settings: Path, ca_file: Path) -> Config:
    config = load_config(
        overrides={
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "PROXLB_CONFIG": str(settings),
            "PROXLB_UI_RUNTIME": "process",
            "PROXLB_UI_PVE_CA_FILE": str(ca_file),
            "REQUESTS_CA_BUNDLE": str(ca_file),
        }
    )
    return replace(config, engine_autostart=True)
