"""The cockpit's own log says what it is asked to say."""

import logging
from collections.abc import Iterator

import pytest
from proxlb_ui.domain import background
from proxlb_ui.entrypoints import main
from proxlb_ui.entrypoints.logging_setup import set_up_logging


@pytest.fixture(autouse=True)
def _put_back() -> Iterator[None]:
    loggers = [logging.getLogger(), logging.getLogger("proxlb_ui")]
    before = [(logger, logger.level, list(logger.handlers)) for logger in loggers]
    yield
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers[:] = handlers


@pytest.mark.parametrize("module", [main, background], ids=lambda module: str(module.__name__))
def test_our_modules_are_heard_at_the_level_asked_for_and_libraries_only_when_something_is_wrong(
    module: object, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logging("text", "INFO")
    logging.getLogger(module.__name__).info("open http://localhost")  # type: ignore[attr-defined]
    logging.getLogger(module.__name__).debug("too much")  # type: ignore[attr-defined]
    logging.getLogger("somebody.else").info("chatter")
    logging.getLogger("somebody.else").warning("trouble")
    lines = capsys.readouterr().err.splitlines()
    assert [line.rpartition(": ")[2] for line in lines] == ["open http://localhost", "trouble"]
