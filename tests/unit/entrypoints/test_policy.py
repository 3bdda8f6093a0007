"""What the security policy makes of the configuration."""

from proxlb_ui.entrypoints.config import Config
from proxlb_ui.entrypoints.web.security import SecurityPolicy


def test_token_made_up_at_the_start_is_long_new_and_told_in_the_fragment() -> None:
    first, second = (SecurityPolicy.from_config(Config(base_path="/proxlb")) for _ in range(2))
    assert first.token is not None
    assert len(first.token) >= 43
    assert first.token != second.token
    assert first.sign_in_url() == f"http://127.0.0.1:8080/proxlb/#token={first.token}"
    assert first.token not in repr(first)


def test_token_that_was_given_is_kept() -> None:
    assert SecurityPolicy.from_config(Config(token="canary-token-4711")).token == "canary-token-4711"


def test_without_sign_in_there_is_no_token() -> None:
    policy = SecurityPolicy.from_config(Config(host="::1", auth="none"))
    assert policy.token is None
    assert policy.sign_in_url() == "http://[::1]:8080/"
