"""Ways in which a request is refused before it reaches a route."""

from proxlb_ui.domain.errors import Denied, Invalid


class SignInRequired(Denied):
    """The access token is missing or wrong."""


class WrongHost(Denied):
    """The Host header names something we are not."""


class TooManyAttempts(Denied):
    """Too many wrong access tokens in a short time."""


class IfMatchRequired(Invalid):
    """A change that does not say which state of the file it was made for."""
