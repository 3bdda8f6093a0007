"""`proxlb-ui serve` with a server that loses patience within a second, where its usual waits would be the test's."""

import asyncio
import sys

from proxlb_ui.entrypoints.config import load_config
from proxlb_ui.entrypoints.main import serve
from proxlb_ui.entrypoints.server import Patience

if __name__ == "__main__":
    sys.exit(asyncio.run(serve(load_config(), Patience(keep_alive_seconds=1, read_seconds=3, ping_seconds=1))))
