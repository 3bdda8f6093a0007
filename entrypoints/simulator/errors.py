"""How the simulated API refuses."""


class ApiError(Exception):
    """An answer with status >= 400; the first line of the message is the HTTP reason phrase."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        errors: dict[str, str] | None = None,
        empty: bool = False,
        newline: bool = True,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = errors
        self.empty = empty
        self.newline = newline

    @property
    def reason(self) -> str:
        """The reason phrase."""
        return self.message.splitlines()[0] if self.message else "error"


def parameter_error(**errors: str) -> ApiError:
    """The answer to bad parameters."""
    return ApiError(400, "Parameter verification failed.", errors=errors)
