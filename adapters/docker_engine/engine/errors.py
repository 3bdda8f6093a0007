"""The docker SDK's exceptions in the project's own words."""

import errno
import os
import socket
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import docker.errors
import requests
import urllib3
from proxlb_ui.adapters.docker_engine.engine.client import explanation_of
from proxlb_ui.domain.errors import Conflict, Denied, NotFound, ProxlbUiError, TimedOut, Unavailable

SENTENCE_CHARACTERS = 300
_COMPOSE_HINT = "deploy/README.md shows both ways to give the cockpit access to the Docker engine."


class WrongApiVersion(Exception):
    """The engine wants to be spoken to in this version of its API."""

    def __init__(self, version: str) -> None:
        super().__init__(version)
        self.version = version


@contextmanager
def translated(host: str, container: str) -> Generator[None, None, None]:
    """Raise what the domain knows in place of what the SDK raises."""
    try:
        yield
    except docker.errors.APIError as exc:
        raise _refused(exc, container) from exc
    except (requests.Timeout, urllib3.exceptions.TimeoutError) as exc:
        path = host.removeprefix("unix://")
        raise TimedOut(f"The Docker engine at {path} did not answer in time.", "Look at its load.") from exc
    except (requests.RequestException, urllib3.exceptions.HTTPError, docker.errors.DockerException, OSError) as exc:
        raise _unreachable(exc, host) from exc


def _refused(exc: docker.errors.APIError, container: str) -> Exception:
    status = exc.response.status_code if exc.response is not None else 500
    said = one_line(explanation_of(str(exc.explanation or "")))
    if version := _wanted_version(said):
        return WrongApiVersion(version)
    if status == 404 and "No such exec" in said:
        return NotFound("The Docker engine no longer knows this run.", "Its Docker container was stopped or removed.")
    if status == 404:
        return no_such_container(container)
    if status in (401, 403, 405):
        hint = "The socket proxy or an authorization plugin of the engine decides that."
        return Denied(f"The Docker engine does not let the cockpit do this{': ' + said if said else '.'}", hint)
    if status == 409:
        return Conflict(f"The Docker engine cannot do this now: {said}", "Look at the state of the Docker container.")
    if status == 501 or "does not support reading" in said:
        hint = "Use the json-file, local or journald logging driver for ProxLB's Docker container."
        return Unavailable("The logging driver of ProxLB's Docker container keeps no log that could be read.", hint)
    if status in (502, 503, 504):
        hint = "The socket proxy runs, and the Docker engine behind it does not answer: is it running?"
        return Unavailable("The Docker engine does not answer the socket proxy.", hint)
    return Unavailable(f"The Docker engine reports: {said or f'error {status}'}", "Correct the cause and try again.")


def no_such_container(name: str, but: str = "") -> NotFound:
    """Nothing has this name; `but` names what might be meant."""
    hint = "Create it, or name the right one in PROXLB_CONTAINER; `docker ps -a` lists them all."
    return NotFound(f"There is no Docker container named {name}.", f"{but} {hint}".lstrip())


def _wanted_version(said: str) -> str | None:
    for words in ("Maximum supported API version is ", "Minimum supported API version is "):
        if words in said:
            return said.partition(words)[2].split(",")[0].strip()
    return None


def _unreachable(exc: BaseException, host: str) -> ProxlbUiError:
    found = _system_error_in(exc)
    number = found.errno if found is not None else None
    path = host.removeprefix("unix://")
    if isinstance(found, socket.gaierror):
        hint = "Correct DOCKER_HOST, or start what has that name."
        return Unavailable(f"Nothing is known by the name in {path}, where the Docker engine should be.", hint)
    if number == errno.ENOENT:
        return Unavailable(f"There is no Docker socket at {path}.", f"Mount it into the cockpit. {_COMPOSE_HINT}")
    if number in (errno.EACCES, errno.EPERM):
        user = os.getuid()
        hint = f"Add the socket's group to the cockpit with group_add, or use the socket proxy. {_COMPOSE_HINT}"
        return Denied(f"User {user} may not use the Docker socket at {path}.", hint)
    if number == errno.ECONNREFUSED and (not host.startswith("unix://") or Path(path).is_socket()):
        return Unavailable(f"The Docker engine does not answer at {path}.", "Is it running? `systemctl status docker`")
    if number in (errno.ECONNREFUSED, errno.ENOTSOCK):
        hint = "Docker creates a directory where a mounted file does not exist: start the engine and mount its socket."
        return Unavailable(f"What is at {path} is not a socket.", hint)
    return Unavailable(f"The connection to the Docker engine at {path} broke.", "It is tried again by itself.")


def _system_error_in(exc: BaseException) -> OSError | None:
    """The operating system's error, however deeply the libraries have wrapped it."""
    seen: set[int] = set()
    waiting: list[BaseException] = [exc]
    while waiting:
        found = waiting.pop()
        if id(found) in seen:
            continue
        seen.add(id(found))
        if isinstance(found, OSError) and found.errno is not None:
            return found
        waiting += [part for part in (found.__cause__, found.__context__) if part is not None]
        waiting += [part for part in found.args if isinstance(part, BaseException)]
        reason = getattr(found, "reason", None)
        waiting += [reason] if isinstance(reason, BaseException) else []
    return None


def one_line(text: str) -> str:
    """The engine's words without line ends, and not too many of them."""
    return " ".join(text.split())[:SENTENCE_CHARACTERS]
