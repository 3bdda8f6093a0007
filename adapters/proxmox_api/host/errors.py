"""What proxmoxer and requests raise, in the cockpit's words."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from proxlb_ui.domain.errors import Denied, Invalid, ProxlbUiError, TimedOut, Unavailable
from proxmoxer.core import AuthenticationError, ResourceException
from requests.exceptions import ChunkedEncodingError, ConnectionError, RequestException, SSLError, Timeout

_CERTIFICATE_HINT = (
    "Trust the cluster's authority (/etc/pve/pve-root-ca.pem) as CA file, give the node a valid certificate, "
    "or set proxmox_api.ssl_verification: false."
)
_CREDENTIALS_HINT = (
    "Check proxmox_api.user and its token_id and token_secret, or pass. The user needs its realm, as in proxlb@pve."
)
_PRIVILEGE_HINT = "Give the user and its token the role: pveum acl modify / --roles proxlb --users USER"
_NO_PROXMOX_HINT = "Check that host and port lead to Proxmox itself, not to another web server or a proxy."


@contextmanager
def translated(host: str) -> Iterator[None]:
    """Whatever goes wrong inside is raised as the cockpit's own error, naming the host."""
    try:
        yield
    except ProxlbUiError:
        raise
    except ResourceException as exc:
        raise _from_status(host, exc.status_code, str(exc.content or "")) from exc
    except AuthenticationError as exc:
        raise _from_login(host, str(exc)) from exc
    except Timeout as exc:
        hint = "The node is overloaded, or a firewall drops the packets."
        raise TimedOut(f"{host} does not answer in time.", hint) from exc
    except SSLError as exc:
        raise Unavailable(
            f"The certificate of {host} is not trusted: {_why_untrusted(exc)}.", _CERTIFICATE_HINT
        ) from exc
    except (ConnectionError, ChunkedEncodingError) as exc:
        raise _from_connection(host, exc) from exc
    except OSError as exc:
        # requests reports a missing CA file this way; RequestException is an OSError, too.
        if "CA certificate bundle" in str(exc):
            raise Invalid("The CA file for Proxmox cannot be read.", "Check its path and permissions.") from exc
        if isinstance(exc, RequestException):
            raise not_proxmox(host) from exc
        raise Unavailable(f"{host} cannot be reached: {exc.strerror or exc}.", "Check network and firewall.") from exc
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise not_proxmox(host) from exc


def not_proxmox(host: str) -> Unavailable:
    """The host answers, but with something that is no Proxmox answer."""
    return Unavailable(f"{host} answers, but not like Proxmox.", _NO_PROXMOX_HINT)


def _from_status(host: str, status: int, reason: str) -> ProxlbUiError:
    said = " ".join(reason.split())[:300]
    if status == 401:
        return Denied(f"{host} does not accept the credentials.", _CREDENTIALS_HINT)
    if status == 403:
        return Denied(f"{host} refuses: {said or 'a privilege is missing'}.", _PRIVILEGE_HINT)
    if status in (595, 596, 597, 598, 599):
        detail = f": {said}" if said else ""
        return Unavailable(f"{host} cannot reach another node{detail}.", "Check the nodes and the cluster network.")
    if status == 501:
        return Unavailable(f"{host} does not know this call.", "Proxmox VE 8 or newer is needed.")
    if status in (502, 503, 504):
        return Unavailable(
            f"Something in front of {host} answers {status} {said}.".replace(" .", "."), _NO_PROXMOX_HINT
        )
    if status >= 500:
        return Unavailable(f"{host} reports an error: {said or status}.", "See the log of pveproxy on that node.")
    return Unavailable(f"{host} answers {status} {said}.".replace(" .", "."), _NO_PROXMOX_HINT)


def _from_login(host: str, text: str) -> ProxlbUiError:
    code = re.search(r"code: (\d+)", text)
    if code is not None and code[1] != "401":
        return _from_status(host, int(code[1]), "")
    if "Two Factor" in text or "TFA" in text:
        hint = "Use an API token instead of the password."
        return Denied(f"{host} asks for a second factor, which a service cannot give.", hint)
    return Denied(f"{host} does not accept the credentials.", _CREDENTIALS_HINT)


def _why_untrusted(exc: SSLError) -> str:
    text = str(exc).replace("\\'", "'")
    if found := re.search(r"certificate verify failed: (.+?)\.?\s*\(_ssl", text):
        return found[1]
    return "it does not speak TLS" if "WRONG_VERSION" in text or "record layer" in text else "the TLS handshake failed"


def _from_connection(host: str, exc: RequestException) -> Unavailable:
    causes = list(_causes(exc))
    text = str(exc)
    if any(isinstance(cause, socket.gaierror) for cause in causes) or "Failed to resolve" in text:
        return Unavailable(f"The name of {host} cannot be resolved.", "Check proxmox_api.host.hosts and the DNS.")
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes) or "Connection refused" in text:
        return Unavailable(f"{host} refuses connections.", "Check the port, and that pveproxy runs on the node.")
    if "No route to host" in text or "unreachable" in text:
        return Unavailable(f"There is no way to {host}.", "Check that the node is up, and network and firewall.")
    return Unavailable(f"{host} closed the connection.", "It may be restarting; the next attempt follows by itself.")


def _causes(exc: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting = [exc]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        inner = [arg for arg in (*one.args, getattr(one, "reason", None)) if isinstance(arg, BaseException)]
        waiting += [one.__cause__, one.__context__, *inner]
