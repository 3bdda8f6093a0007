"""The environment: what is accepted, what is refused, and that the documentation lists it."""

from pathlib import Path

import pytest
from proxlb_ui.domain.errors import Invalid
from proxlb_ui.entrypoints.config import VARIABLES, load_config

GUIDE = Path(__file__).parents[3] / "docs" / "configure.md"
TOKEN = "a-token-long-enough"


def table() -> str:
    """The table of docs/configure.md."""
    rows = ["| Variable | Default | Meaning |", "|---|---|---|"]
    for variable in VARIABLES:
        default = f"`{variable.default}`" if variable.default else ""
        also = f" Also as `{variable.name}_FILE`." if variable.secret else ""
        rows.append(f"| `{variable.name}` | {default} | {variable.meaning}{also} |")
    return "\n".join(rows) + "\n"


def test_documentation_lists_every_variable() -> None:
    assert table() in GUIDE.read_text(encoding="utf-8")


def test_empty_environment_needs_a_token_because_it_listens_everywhere() -> None:
    config = load_config({})
    assert (config.host, config.port, config.auth, config.read_only) == ("0.0.0.0", 8080, "token", False)
    assert config.token is None


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_loopback_needs_no_token_unless_asked(host: str) -> None:
    assert load_config({"HOST": host}).auth == "none"
    assert load_config({"HOST": host, "PROXLB_UI_AUTH": "token"}).auth == "token"


def test_no_sign_in_beyond_loopback_must_be_written_down() -> None:
    assert load_config({"HOST": "192.0.2.1"}).auth == "token"
    assert load_config({"HOST": "192.0.2.1", "PROXLB_UI_AUTH": "none"}).auth == "none"


@pytest.mark.parametrize("token", ["short", "changeme", "x" * 15])
def test_guessable_token_is_refused_and_not_repeated(token: str) -> None:
    with pytest.raises(Invalid, match="PROXLB_UI_TOKEN is too easy to guess") as refused:
        load_config({"PROXLB_UI_TOKEN": token})
    assert token not in refused.value.message


def test_token_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text(TOKEN + "\n", encoding="utf-8")
    assert load_config({"PROXLB_UI_TOKEN_FILE": str(path)}).token == TOKEN


def test_token_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="both set"):
        load_config({"PROXLB_UI_TOKEN": TOKEN, "PROXLB_UI_TOKEN_FILE": str(tmp_path / "token")})


def test_secrets_do_not_show_and_do_not_reach_the_engine() -> None:
    config = load_config({"PROXLB_UI_TOKEN": TOKEN, "PATH": "/bin", "AWS_SECRET": "canary"})
    assert TOKEN not in repr(config)
    assert config.engine_environment == {"PATH": "/bin"}


def test_every_bad_variable_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        load_config({"PORT": "70000", "PROXLB_UI_READ_ONLY": "maybe", "PROXLB_UNIT": "proxlb.service;reboot"})
    for name in ("3 environment variables", "PORT", "PROXLB_UI_READ_ONLY", "PROXLB_UNIT"):
        assert name in refused.value.message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PROXLB_UI_BASE_PATH", "/a/../b"),
        ("PROXLB_UI_BASE_PATH", "/a b"),
        ("PROXLB_UI_ALLOWED_HOSTS", "*"),
        ("PROXLB_UI_ALLOWED_HOSTS", "http://a"),
        ("PROXLB_UI_TRUSTED_ORIGINS", "https://u@a"),
        ("PROXLB_UI_TRUSTED_ORIGINS", "null"),
        ("PROXLB_UI_TRUSTED_PROXIES", "10.0.0.0/99"),
        ("PROXLB_CONTAINER", "-H evil"),
        ("PROXLB_UI_PVE_TOKEN_ID", "alone"),
    ],
)
def test_bad_value_is_refused(name: str, value: str) -> None:
    with pytest.raises(Invalid, match=name):
        load_config({name: value})


def test_misspelled_variable_is_a_warning_with_the_nearest_name() -> None:
    (warning,) = load_config({"PROXLB_UI_READONLY": "1"}).warnings
    assert "PROXLB_UI_READ_ONLY" in warning
