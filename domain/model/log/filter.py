"""Which log lines a reader wants to see."""

from dataclasses import dataclass

from proxlb_ui.domain.model.log.lines import LogLevel, LogLine


@dataclass(frozen=True, slots=True)
class LogFilter:
    """A least level and a text to contain, upper and lower case alike."""

    level: LogLevel | None = None
    text: str = ""

    @property
    def passes_everything(self) -> bool:
        return not self.text and self.level in (None, LogLevel.DEBUG)

    def passes(self, line: LogLine) -> bool:
        if self.level is not None and line.level.rank < self.level.rank:
            return False
        return not self.text or self.text.casefold() in line.text.casefold()
