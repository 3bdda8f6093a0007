"""A ProxLB settings file that fits the simulated cluster."""

import os
from collections.abc import Sequence
from pathlib import Path

from proxlb_ui.domain.errors import Unavailable
from proxlb_ui.entrypoints.simulator.options import DEFAULT_SECRET


def proxlb_settings(
    host: str,
    port: int,
    *,
    user: str = "proxlb@pve",
    token_id: str = "proxlb",  # noqa: S107 - a name, not a secret
    token_secret: str = DEFAULT_SECRET,
    password: str = "",
    interval_minutes: int = 1,
    balanciness: int = 10,
    daemon: bool = True,
    preferred_nodes: Sequence[str] = (),
) -> str:
    """The file's text; with a password it is used instead of the token; preferred_nodes are those of a pool."""
    credentials = f'  token_id: {token_id}\n  token_secret: "{token_secret}"'
    if password:
        credentials = f'  pass: "{password}"'
    pools = ""
    if preferred_nodes:
        pools = (
            f"  pools:\n    office:\n      pin: [{', '.join(preferred_nodes)}]\n      strict: false  # a preference\n"
        )
    return f"""\
# How ProxLB reaches the cluster.
proxmox_api:
  hosts: ["{host}:{port}"]
  user: {user}
{credentials}
  ssl_verification: true
  timeout: 10  # seconds per request

# Nodes listed here are emptied, or left alone.
proxmox_cluster:
  maintenance_nodes: []
  ignore_nodes: []

balancing:
  enable: true  # false: calculate only
  balance_types: [vm, ct]
  method: memory
  mode: used
  balanciness: {balanciness}  # percentage points between the fullest and the emptiest node
{pools}
service:
  daemon: {"true" if daemon else "false"}
  schedule:
    interval: {interval_minutes}
    format: minutes
  log_level: INFO
"""


def write_settings(path: Path, host: str, port: int, token_secret: str) -> None:
    """A new file for its owner and group; one that is there already may have been edited, and stays."""
    text = proxlb_settings(host, port, token_secret=token_secret)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        return
    except OSError as problem:
        raise Unavailable(f"{path} cannot be written: {problem.strerror}.", "Choose another place.") from problem
