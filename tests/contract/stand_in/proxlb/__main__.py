"""Does what its settings (JSON) say: prints, waits for commands, ends, crashes, ignores signals."""

import json
import os
import signal
import sys
import time
from pathlib import Path

PREFIX = "2026-11-24 02:20:58,951 - ProxLB - "


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def interrupted(number, frame):
    say("")
    say(" ProxLB has been successfully terminated by user.")
    os._exit(0)


def obey(path):
    """Take commands from a pipe, one JSON list per line, until told to end."""
    with os.fdopen(os.open(path, os.O_RDWR), "rb", buffering=0) as pipe:
        waiting = b""
        while True:
            *commands, waiting = (waiting + pipe.read(65536)).split(b"\n")
            for command in commands:
                word, value = json.loads(command)
                if word == "exit":
                    sys.exit(value)
                say(value) if word == "say" else print(value, file=sys.stderr, flush=True)


def main():
    signal.signal(signal.SIGHUP, lambda number, frame: say(f"{PREFIX}INFO - Hangup noted."))
    signal.signal(signal.SIGINT, interrupted)
    if "--version" in sys.argv:
        say("ProxLB version: 2.3.0")
        return 0
    path = sys.argv[sys.argv.index("-c") + 1]
    script = json.loads(Path(path).read_text())
    if script.get("stubborn"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if not script.get("mute"):
        say(f"{PREFIX}INFO - Using config path: {path}")
    if script.get("show_arguments"):
        say(f"{PREFIX}INFO - arguments {' '.join(sys.argv[1:])}")
    for line in script.get("lines", []):
        say(line)
    for line in script.get("errors", []):
        print(line, file=sys.stderr, flush=True)
    sys.stdout.write("x" * script.get("flood_bytes", 0))
    sys.stdout.flush()
    if "orphan_seconds" in script and os.fork() == 0:
        time.sleep(script["orphan_seconds"])
        os._exit(0)
    if "commands" in script:
        obey(script["commands"])
    while script.get("endless"):
        signal.pause()
    return script.get("exit_code", 0)


sys.exit(main())
