"""What stands in a query string: numbers, words and texts within their bounds."""

from enum import StrEnum
from typing import TypeVar

from proxlb_ui.domain.errors import Invalid

LONGEST_TEXT = 200
Choice = TypeVar("Choice", bound=StrEnum)


def whole_number(name: str, value: str, least: int, most: int, default: int) -> int:
    """The number, or the default for an empty value."""
    if not value:
        return default
    digits = value.isascii() and value.isdigit() and len(value) <= len(str(most))
    if not digits or not least <= int(value) <= most:
        raise Invalid(f"{name} must be a whole number from {least} to {most}.")
    return int(value)


def one_of(choices: type[Choice], name: str, value: object) -> Choice | None:
    """The choice a value names; None for an empty one."""
    if not value:
        return None
    if value not in list(choices):
        raise Invalid(f"Unknown {name} {str(value)[:20]!r}.", f"Use one of {', '.join(choices)}.")
    return choices(str(value))


def short_text(name: str, value: object) -> str:
    """The text, unless it is too long to be searched for."""
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise Invalid(f"{name} must be a text of at most {LONGEST_TEXT} characters.")
    return value
