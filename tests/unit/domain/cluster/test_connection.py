"""From ProxLB's settings to a connection."""

from typing import Any

import pytest
from proxlb_ui.domain.errors import Invalid
from proxlb_ui.domain.model.cluster.connection import ConnectionOverride, connection_from
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
