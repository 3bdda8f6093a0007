"""Ending the process while a thread is still inside a library."""

import logging
import os
import sys
import threading


def leave(code: int) -> int:
    """The exit code, where the interpreter may tidy up; else the end of the process, right here.

    A daemon thread may be anywhere, such as in OpenSSL opening a connection. The interpreter would free what it
    works with, and the process would end with a fault of memory (139) instead of its code.
    """
    left = [thread for thread in threading.enumerate() if thread.daemon and not isinstance(thread, threading.Timer)]
    if left:
        logging.shutdown()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)
    return code
