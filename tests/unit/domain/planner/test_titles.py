"""Short titles of the reasons to stay, as a filter and a table show them."""

from proxlb_ui.domain.planner.plan import StayReason
from proxlb_ui.domain.planner.sentences import STAY_TITLES

from tests.approval import approve


def test_every_reason_has_its_title() -> None:
    assert set(STAY_TITLES) == set(StayReason)
    approve("stay-titles", [f"{reason}: {title}" for reason, title in STAY_TITLES.items()])
