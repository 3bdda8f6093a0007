"""What a setting declares on its field beside type and default: words for people, a unit, bounds, a version."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo


class Section(BaseModel):
    """Part of the file; unknown keys are ignored, as ProxLB does."""

    model_config = ConfigDict(extra="ignore", frozen=True)


@dataclass(frozen=True, slots=True)
class Setting:
    """Stands on a field as Annotated[type, Setting(...)]; pages, findings, plan and docs/settings.md draw from it.

    minimum and maximum are what is sensible; what ProxLB refuses is in the field's type and constraints instead, so
    that a bound of a form never becomes a bound of ProxLB. outside says what ProxLB makes of a value that it accepts
    although it is beyond them. since is the first version of ProxLB with the key, None where it was always there;
    planned tells whether the plan depends on it.
    """

    title: str
    help: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    outside: str = ""
    since: str | None = None
    planned: bool = False

    def holds(self, value: float) -> bool:
        """True for a value within the sensible bounds."""
        return (self.minimum is None or value >= self.minimum) and (self.maximum is None or value <= self.maximum)

    @property
    def range(self) -> str:
        """The sensible bounds in words, or nothing where there are none."""
        if self.minimum is None:
            return ""
        unit = f" {self.unit}" if self.unit else ""
        return (
            f"{self.minimum:g} or more{unit}" if self.maximum is None else f"{self.minimum:g} to {self.maximum:g}{unit}"
        )


def setting_on(field: FieldInfo) -> Setting | None:
    """What the field declares; None for one whose own fields say everything."""
    return next((one for one in field.metadata if isinstance(one, Setting)), None)
