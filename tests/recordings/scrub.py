"""Take out of an output what belongs to the machine it was recorded on."""

import re
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

from proxlb_ui.entrypoints.simulator.options import DEFAULT_SECRET

_CERTIFICATE_AUTHORITIES = re.compile(r"\S*/cacert\.pem|\S*/ca\.pem")


def scrubbed(text: str, folder: Path, port: int, engines: Mapping[str, list[str]]) -> str:
    """Paths as in ProxLB's image, the port Proxmox' own, and no secret, be it one of a simulator."""
    # The longest path first, so that none is replaced in part.
    places = {
        str(folder): "/etc/proxlb",
        sysconfig.get_path("purelib"): "/opt/venv/lib/python3/site-packages",
        sys.prefix: "/opt/venv",
        sysconfig.get_path("stdlib"): "/usr/lib/python3",
        sys.base_prefix: "/usr",
        **{str(Path(command[-1]).parent): "/app/proxlb" for command in engines.values() if "/" in command[-1]},
    }
    text = _CERTIFICATE_AUTHORITIES.sub("/etc/ssl/certs/ca-certificates.crt", text)
    for place in sorted(places, key=len, reverse=True):
        text = text.replace(place, places[place])
    text = re.sub(rf"(?<=[:=' ]){port}\b", "8006", text)
    # ProxLB itself shortens what it prints of an input, so that only a part of the secret may be there.
    return re.sub(re.escape(DEFAULT_SECRET[:8]) + r"[0-9a-f-]*", "********", text)
