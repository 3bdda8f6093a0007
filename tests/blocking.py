"""Our own code must not block the event loop; what holds the loop up raises where it does so."""

from collections.abc import Iterator
from contextlib import contextmanager

from blockbuster import BlockBuster, blockbuster_ctx

OURS = ["proxlb_ui.adapters", "proxlb_ui.domain", "proxlb_ui.entrypoints"]
ALLOWED = (
    # Once, before anything is served: the framework looks where it is, and the page's files are read.
    ("entrypoints/web/app.py", "create_app"),
    ("entrypoints/web/assets/files.py", "__init__"),
    # Coverage takes a lock, and looks at files, in the middle of whatever it watches.
    ("coverage/collector.py", "lock_data"),
    ("coverage/control.py", "_should_trace"),
)


@contextmanager
def no_blocking() -> Iterator[BlockBuster]:
    """While this is entered."""
    with blockbuster_ctx(OURS) as guard:
        for function in guard.functions.values():
            for file, name in ALLOWED:
                function.can_block_in(file, name)
        yield guard
