"""From ProxLB's settings to a connection."""

from typing import Any

import pytest
from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.cluster.connection import ConnectionOverride, PveConnection, connection_from
from proxlb_ui.domain.model.settings.values.settings import ProxmoxApi

from tests.approval import approve


def api(**changes: Any) -> ProxmoxApi:
    usual = {"hosts": ["pve1"], "user": "proxlb@pve", "token_id": "t", "token_secret": "s3cret"}
    return ProxmoxApi.model_validate({**usual, **changes})


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


def test_what_the_cockpit_does_not_set_is_as_in_the_settings() -> None:
    found = connection_from(api(ssl_verification=False, timeout=11), ConnectionOverride(token_id="ui"))
    assert (found.hosts, found.user, found.verify_tls, found.ca_file) == ((("pve1", 8006),), "proxlb@pve", False, None)
    assert (found.token_id, found.token_secret, found.timeout_seconds) == ("t", "s3cret", 11)
    assert connection_from(api(ssl_verification=False), ConnectionOverride(verify_tls=True)).verify_tls
    assert connection_from(api(timeout=9)).timeout_seconds == 10


def test_neither_kind_of_secret_is_printed() -> None:
    with_password = connection_from(api(token_id=None, token_secret=None, **{"pass": "hunter22"}))
    assert "hunter22" not in repr(with_password)
    bare = PveConnection((("pve1", 8006),), "root@pam")
    assert (bare.password, bare.token_secret, bare.verify_tls, bare.timeout_seconds) == (None, None, True, 10)


@pytest.mark.parametrize("name", ["", "ui@pve", "ui!x"])
def test_a_token_of_the_cockpit_needs_a_bare_name_too(name: str) -> None:
    with pytest.raises(Invalid) as caught:
        connection_from(api(), ConnectionOverride(token_id=name, token_secret="mine"))
    approve("refusals", [caught.value.message, caught.value.hint])


@pytest.mark.parametrize("bad", ["https://n1:8006", "", "a, b"])
def test_one_unusable_host_leaves_the_others(bad: str) -> None:
    """S3: ProxLB warns of such an entry and goes on to the next."""
    assert connection_from(api(hosts=[bad, "pve2"])).hosts == (("pve2", 8006),)
    assert connection_from(api(hosts=["pve2", bad])).hosts == (("pve2", 8006),)
    with pytest.raises(Invalid, match="not a host"):
        connection_from(api(hosts=[bad]))
