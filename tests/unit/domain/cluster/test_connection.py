"""From ProxLB's settings to a connection."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.cluster.connection import ConnectionOverride, connection_from, parse_host
from proxlb_ui.domain.model.settings.values.settings import ProxmoxApi

from tests.approval import approve


def api(**changes: Any) -> ProxmoxApi:
    usual = {"hosts": ["pve1"], "user": "proxlb@pve", "token_id": "t", "token_secret": "s3cret"}
    return ProxmoxApi.model_validate({**usual, **changes})


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("pve1", "pve1", 8006),
        ("pve1.example.com:443", "pve1.example.com", 443),
        ("192.0.2.1", "192.0.2.1", 8006),
        ("[2001:db8::1]", "2001:db8::1", 8006),
        ("[2001:db8::1]:8007", "2001:db8::1", 8007),
        ("fe80::1", "fe80::1", 8006),
        (" pve1 ", "pve1", 8006),
    ],
)
def test_host_forms(text: str, host: str, port: int) -> None:
    assert parse_host(text) == (host, port)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":8006",
        "pve1:",
        "pve1:0",
        "pve1:65536",
        "pve1:http",
        "https://pve1",
        "pve1/x",
        "[::1",
        "[::1]x",
        "[pve]",
        "a b",
    ],
)
def test_bad_hosts_come_with_examples(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_host(text)
    assert "proxmox_api.hosts" in caught.value.hint
    approve("refusals", [caught.value.message, caught.value.hint])


@given(st.text(max_size=40))
def test_any_text_is_a_host_or_invalid(text: str) -> None:
    try:
        host, port = parse_host(text)
    except Invalid:
        return
    assert host
    assert 0 < port < 65536
    assert "/" not in host


def test_the_token_is_used_and_the_timeout_is_never_below_ten() -> None:
    found = connection_from(api(hosts=["pve1", "pve2:443", "pve1"]))
    assert found.hosts == (("pve1", 8006), ("pve2", 443))
    assert (found.token_id, found.token_secret, found.password) == ("t", "s3cret", None)
    assert found.timeout_seconds == 10
    assert found.verify_tls
    assert "s3cret" not in repr(found)
    assert connection_from(api(timeout=60)).timeout_seconds == 60


def test_a_password_alone_is_used() -> None:
    found = connection_from(api(token_id=None, token_secret=None, **{"pass": "pw"}, ssl_verification=False))
    assert (found.password, found.token_secret, found.verify_tls) == ("pw", None, False)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"hosts": []}, "no Proxmox host"),
        ({"pass": "pw"}, "both a password and an API token"),
        ({"token_secret": None}, "neither"),
        ({"token_id": None}, "no name"),
        ({"token_id": "proxlb@pve!t"}, "must not contain the user"),
    ],
)
def test_what_proxlb_refuses_is_refused_with_a_remedy(changes: dict[str, Any], part: str) -> None:
    with pytest.raises(Invalid, match=part) as caught:
        connection_from(api(**changes))
    assert caught.value.hint
    assert "s3cret" not in caught.value.message
    approve("refusals", [caught.value.message, caught.value.hint])


def test_a_token_of_the_cockpit_replaces_any_credentials() -> None:
    own = ConnectionOverride(("pve9:1",), "ui@pve", "ui", "mine", False, "/etc/ca.pem")
    found = connection_from(api(**{"pass": "pw"}), own)
    assert (found.hosts, found.user, found.token_id, found.token_secret) == ((("pve9", 1),), "ui@pve", "ui", "mine")
    assert (found.password, found.verify_tls, found.ca_file) == (None, False, "/etc/ca.pem")
    assert "mine" not in repr(own)
