"""Everything that can go wrong, as a person would sort it.

ProxlbUiError
├── Unavailable   the other side cannot be reached or does not answer sensibly
├── Denied        it answers, but refuses us
├── NotFound      the thing asked for does not exist
├── Invalid       what we were given cannot be used
│   └── Refused   ProxLB would not accept it
├── Conflict      it cannot be done now, because something else is under way
│   └── Stale     what it was made for has changed meanwhile
└── TimedOut      it was asked, and took longer than we wait
"""


class ProxlbUiError(Exception):
    """One sentence that says what is wrong, and a hint that says what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Unavailable(ProxlbUiError):
    """The other side cannot be reached or does not answer sensibly."""


class Denied(ProxlbUiError):
    """The other side answers, but refuses us."""


class NotFound(ProxlbUiError):
    """The thing asked for does not exist."""


class Invalid(ProxlbUiError):
    """What we were given cannot be used."""


class Refused(Invalid):
    """ProxLB would not accept what we were given."""


class Conflict(ProxlbUiError):
    """It cannot be done now, because something else is under way."""


class Stale(Conflict):
    """What it was made for has changed meanwhile."""


class TimedOut(ProxlbUiError):
    """It was asked for, and took longer than we wait."""
