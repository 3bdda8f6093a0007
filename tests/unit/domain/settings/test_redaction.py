"""Secrets do not get out through the log."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proxlb_ui.domain.model.settings.text.redaction import HIDDEN, SHORTEST_SECRET, Redactor

SECRET = "3f2c9a1e-0c6a-4b5e-9d53-2a0d2b3c4d5e"
SECRETS = st.text(st.characters(codec="utf-8"), min_size=SHORTEST_SECRET, max_size=40).filter(lambda s: s not in HIDDEN)


@given(SECRETS, st.text(), st.text())
def test_a_known_secret_never_passes(secret: str, before: str, after: str) -> None:
    assert secret not in Redactor([secret])(f"{before}{secret}{after}").replace(HIDDEN, "")


@given(st.sets(SECRETS, min_size=1, max_size=4), st.data())
def test_nor_does_one_of_several(secrets: set[str], data: st.DataObject) -> None:
    secret = data.draw(st.sampled_from(sorted(secrets)))
    assert secret not in Redactor(secrets)(f"<{secret}>").replace(HIDDEN, "")


@pytest.mark.parametrize(
    "text",
    [
        f"{{'pass': '{SECRET}', 'user': 'root@pam'}}",
        f'"pass": "{SECRET}"',
        f"pass: {SECRET}",
        f"token_secret={SECRET}",
        f"token_secret: '{SECRET}'",
        f"password={SECRET}&username=root",
        f"Authorization: PVEAPIToken=proxlb@pve!proxlb={SECRET}",
        f"PVEAuthCookie=PVE:root@pam:6743A1B2::{SECRET.replace('-', '')}==",
        f"CSRFPreventionToken: 6743A1B2:{SECRET.replace('-', '')}",
        f"[type=missing, input_value={{'hosts': ['a'], 'pass': '{SECRET}...n': False}}, input_type=dict]",
        f"[type=missing, input_value={{'hosts': ['a...{SECRET}'}}, input_type=dict]",
    ],
)
def test_what_looks_like_a_secret_is_hidden(text: str) -> None:
    hidden = Redactor()(text)
    assert SECRET not in hidden and SECRET.replace("-", "") not in hidden
    assert HIDDEN in hidden


@pytest.mark.parametrize(
    "text",
    [
        "Balancing: Starting to migrate VM guest web01 from pve1 to pve2.",
        "Error parsing x [type=int_parsing, input_value='lots', input_type=str]",
        "Wrong user/token format defined. User and token id must be splitted!",
        "Set guest bypass: from node a to node b.",
        "Job ID UPID:pve1:0001:0002:6743A1B2:qmigrate:101:root@pam: (guest: web01)",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert Redactor(["abc"])(text) == text


def test_a_redactor_does_not_show_what_it_knows() -> None:
    assert SECRET not in repr(Redactor([SECRET]))


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "text", ["pass='", "input_value={", "input_value={}, input_type=", "PVEAPIToken=", "pass ", "pass='\\", "PVE:a:"]
)
def test_no_line_takes_long(text: str) -> None:
    assert Redactor([SECRET])(text * 30_000)
