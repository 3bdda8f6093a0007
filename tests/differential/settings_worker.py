"""The real ProxLB reading settings, as a process: one JSON line in (a file's path), one JSON line out.

It goes as far as ProxLB does without a cluster: the file, the credentials, the hosts, and the pauses between runs.
"""

import contextlib
import io
import json
import logging
import sys
import time
from pathlib import Path
from typing import Any


def start(path: Path) -> None:
    """What ProxLB does at its start; raises or exits where it would end."""
    import proxmoxer
    import requests
    from proxlb.utils.config_parser import ConfigParser
    from proxlb.utils.helper import Helper
    from proxlb.utils.proxmox_api import Endpoint, ProxmoxApi

    config = ConfigParser(path).get_config()
    Helper.get_service_delay(config)
    api: Any = ProxmoxApi.__new__(ProxmoxApi)
    # Every host answers, so that only the settings decide; nothing listens at this address.
    api.test_api_proxmox_host = lambda host: Endpoint(host="127.0.0.1", port=1)
    session = api.api_connect(config)
    with contextlib.suppress(requests.exceptions.ConnectionError, proxmoxer.core.ResourceException):
        session.version.get()
    Helper.apply_maintenance_nodes_schedule(config)
    Helper.get_daemon_mode(config)


def ends_well(path: Path) -> bool:
    """True where a real ProxLB gets to its cluster: exit code 2 is that of a connection that fails."""
    try:
        start(path)
    except SystemExit as end:
        return end.code in (0, 2)
    # Whatever else ProxLB raises ends it.
    except Exception:  # noqa: BLE001
        return False
    return True


def _no_pause(seconds: float) -> None:
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")


def main() -> None:
    """Answer until the input ends."""
    logging.disable(logging.CRITICAL)
    time.sleep = _no_pause
    answers = sys.stdout
    for line in sys.stdin:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            accepted = ends_well(Path(json.loads(line)))
        print(json.dumps(accepted), file=answers, flush=True)


if __name__ == "__main__":
    main()
