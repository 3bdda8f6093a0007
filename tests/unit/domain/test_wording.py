"""The node somebody probably meant."""

import pytest
from proxlb_ui.domain.model.wording import meant_node

NODES = ("pve1", "PVE2", "backup")


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("pve1.example.com", "pve1"),
        ("PVE1", "pve1"),
        ("pve2.lan", "PVE2"),
        (" pve1 ", "pve1"),
        ("bakcup.example.com", "backup"),
        ("elsewhere", None),
        ("", None),
    ],
)
def test_a_domain_or_another_case_hides_no_node(written: str, found: str | None) -> None:
    assert meant_node(written, NODES) == found
