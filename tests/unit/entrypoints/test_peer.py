"""Who asked, as the peer is worked out from one connection."""

from types import SimpleNamespace

import pytest
from proxlb_ui.domain.errors import Invalid
from proxlb_ui.entrypoints.web.security import SecurityPolicy
from proxlb_ui.entrypoints.web.security.peer import peer_of
from werkzeug.datastructures import Headers


def connection(path: str, *headers: tuple[str, str]) -> SimpleNamespace:
    scope = {"client": ("192.0.2.9", 5), "scheme": "http", "path": path}
    return SimpleNamespace(scope=scope, headers=Headers(list(headers)))


def test_whole_address_in_the_request_line_must_name_the_same_host() -> None:
    host = ("Host", "localhost:8080")
    with pytest.raises(Invalid, match="more than one host"):
        peer_of(connection("http://evil.example/api/v1/overview", host), SecurityPolicy())
    assert peer_of(connection("http://localhost:8080/", host), SecurityPolicy()).host == "localhost:8080"


def test_missing_host_is_empty() -> None:
    assert peer_of(connection("/"), SecurityPolicy()).host == ""


def test_two_hosts_are_refused_unless_the_same() -> None:
    with pytest.raises(Invalid):
        peer_of(connection("/", ("Host", "a"), ("Host", "b")), SecurityPolicy())
    assert peer_of(connection("/", ("Host", "a"), ("Host", "a")), SecurityPolicy()).host == "a"
