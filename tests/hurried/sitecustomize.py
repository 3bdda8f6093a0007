"""Python loads this before ProxLB where a test puts it on the path: what ProxLB sleeps through is short.

It polls a migration every five seconds and pauses after each guest it reads. Its schedule stays as it is.
"""

import time

TIMES_FASTER = 20
LONGEST_PAUSE_SECONDS = 30
_sleep = time.sleep


def _hurried(seconds: float) -> None:
    _sleep(seconds / TIMES_FASTER if seconds <= LONGEST_PAUSE_SECONDS else seconds)


time.sleep = _hurried
