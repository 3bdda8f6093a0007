"""Python loads this before ProxLB where a test puts the folder first on its path: what ProxLB sleeps through is short.

It polls a migration every five seconds and pauses after each guest it reads; the simulated cluster is quicker too.
"""

import time

TIMES_FASTER = 20
_sleep = time.sleep


def _hurried(seconds: float) -> None:
    _sleep(seconds / TIMES_FASTER)


time.sleep = _hurried
