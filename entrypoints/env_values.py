"""Turning the text of an environment variable into a checked value."""

import ipaddress
import re
from collections.abc import Callable, Mapping
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

_Value = TypeVar("_Value")
_Default = TypeVar("_Default")


class BadValue(ValueError):
    """Says in one sentence, beginning after the variable's name, what is wrong."""


class Reader:
    """Reads variables one by one and collects what is wrong, so that all of it can be told at once."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: list[str] = []

    def read(self, name: str, parse: Callable[[str], _Value], default: _Default) -> _Value | _Default:
        """The parsed value; unset, empty and wrong give the default."""
        value = self.environ.get(name, "").strip()
        return self._parsed(name, value, parse, default) if value else default

    def secret(self, name: str, parse: Callable[[str], _Value]) -> _Value | None:
        """A secret, given directly or as the path of a file in NAME_FILE."""
        direct, path = self.environ.get(name, "").strip(), self.environ.get(f"{name}_FILE", "").strip()
        if direct and path:
            self.problems.append(f"{name} and {name}_FILE are both set: use one of them.")
            return None
        if path:
            try:
                direct = Path(path).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as problem:
                self.problems.append(f"{name}_FILE: {path} cannot be read ({type(problem).__name__}).")
                return None
            if not direct:
                self.problems.append(f"{name}_FILE: {path} is empty.")
        return self._parsed(name, direct, parse, None) if direct else None

    def _parsed(self, name: str, value: str, parse: Callable[[str], _Value], default: _Default) -> _Value | _Default:
        try:
            return parse(value)
        except BadValue as problem:
            self.problems.append(f"{name} {problem}.")
            return default


def text(value: str) -> str:
    """Any text without control characters."""
    if any(ord(character) < 32 for character in value):
        raise BadValue("must not contain control characters")
    return value


def boolean(value: str) -> bool:
    """true/false in the spellings people use."""
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if value.lower() not in words:
        raise BadValue(f"is {value!r}, but must be true or false")
    return words[value.lower()]


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """A whole number within bounds."""

    def parse(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
            raise BadValue(f"is {value!r}, but must be a whole number from {least} to {most}")
        return int(value)

    return parse


def one_of(*words: str) -> Callable[[str], str]:
    """One of a closed list, whatever its case."""

    def parse(value: str) -> str:
        for word in words:
            if value.lower() == word.lower():
                return word
        raise BadValue(f"is {value!r}, but must be one of {', '.join(words)}")

    return parse


def listed(value: str) -> tuple[str, ...]:
    """Entries separated by commas or spaces."""
    return tuple(part for part in re.split(r"[,\s]+", value) if part)


def host_names(value: str) -> tuple[str, ...]:
    """Host names without scheme and port."""
    names = tuple(name.lower().rstrip(".") for name in listed(value))
    for name in names:
        if not re.fullmatch(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?", name):
            raise BadValue(f"contains {name!r}, but takes plain host names: no scheme, no port, no wildcard")
    return names


def origins(value: str) -> tuple[str, ...]:
    """Origins: scheme, host and port."""
    found = tuple(origin.lower().rstrip("/") for origin in listed(value))
    for origin in found:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or "@" in origin:
            raise BadValue(f"contains {origin!r}, but takes origins such as https://ops.example.org")
    return found


def networks(value: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Addresses or networks in CIDR notation."""
    try:
        return tuple(ipaddress.ip_network(part, strict=False) for part in listed(value))
    except ValueError as problem:
        raise BadValue(f"is wrong: {problem}; write addresses or networks such as 10.0.0.0/8") from problem


def base_path(value: str) -> str:
    """A path with a leading slash and without a trailing one; empty for the root."""
    path = "/" + value.strip("/")
    if not re.fullmatch(r"(/[A-Za-z0-9._~-]+)*/?", path) or ".." in path.split("/"):
        raise BadValue(f"is {value!r}, but must be a plain path such as /proxlb")
    return path.rstrip("/")


def container_name(value: str) -> str:
    """A name Docker would give a container."""
    if not re.fullmatch(r"[a-zA-Z0-9][a-zA-Z0-9_.-]*", value):
        raise BadValue(f"is {value!r}, which is not a name of a Docker container")
    return value


def docker_host(value: str) -> str:
    """Where a Docker engine listens."""
    if not re.fullmatch(r"unix:///[^\s\0]+|tcp://(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):\d{1,5}", value):
        raise BadValue("must be like unix:///var/run/docker.sock or tcp://socket-proxy:2375")
    return value


def unit_name(value: str) -> str:
    """A systemd service unit."""
    if not re.fullmatch(r"[a-zA-Z0-9][a-zA-Z0-9:_.@\\-]*\.service", value):
        raise BadValue(f"is {value!r}, which is not a systemd service such as proxlb.service")
    return value


def readable_file(value: str) -> str:
    """The path of a file we can read."""
    try:
        with Path(value).open("rb"):
            return value
    except OSError as problem:
        raise BadValue(f"names {value}, which cannot be read ({problem.strerror})") from problem


def is_loopback(host: str) -> bool:
    """True for addresses only this machine reaches."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
