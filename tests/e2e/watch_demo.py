"""Wait until a demo has moved a guest: `python3 tests/e2e/watch_demo.py PORT LOG`; needs nothing but Python."""

import json
import sys
import time
import urllib.request
from pathlib import Path

LONGEST_SECONDS = 600


def moved(port: str) -> list[dict[str, str]]:
    """The migrations that have ended well; none while the cockpit does not answer yet."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/migrations", timeout=5) as answer:
            return [row for row in json.load(answer)["items"] if row["state"] == "ok"]
    except OSError:
        return []


def main(port: str, log: str) -> None:
    """Print the first migration, or end with the demo's output."""
    deadline = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < deadline:
        if rows := moved(port):
            print("the demo moved", rows[0]["guest"], "from", rows[0]["source"], "to", rows[0]["target"])
            return
        time.sleep(1)
    raise SystemExit("the demo moved nothing:\n" + Path(log).read_text())


if __name__ == "__main__":
    main(*sys.argv[1:])
