"""What an entry of proxmox_api.host.hosts names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.settings.values.hosts import parse_host

from tests.approval import approve


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
