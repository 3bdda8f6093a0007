"""What of the program's own log is written, and what of its libraries'."""

import logging
from collections.abc import Iterator

import pytest
from proxlb_ui.entrypoints import main
from proxlb_ui.entrypoints.logging_setup import set_up_logging


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("proxlb_ui")
    handlers, levels = root.handlers[:], (root.level, ours.level)
    yield
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


def test_our_own_lines_are_written_and_a_librarys_only_when_something_is_wrong(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logging("text", "INFO")
    main.log.info("open http://localhost")
    logging.getLogger("some.library").info("chatter")
    logging.getLogger("some.library").warning("trouble")
    written = capsys.readouterr().err
    assert "INFO     proxlb_ui.entrypoints.main: open http://localhost" in written
    assert "trouble" in written and "chatter" not in written
