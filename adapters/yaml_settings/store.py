"""The settings file on disk, parsed again only when it has changed."""

import asyncio
import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from adapters.yaml_settings.document import LARGEST_FILE_BYTES, mapping_in
from domain.errors import Denied, Invalid, NotFound, ProxlbUiError, TimedOut, Unavailable
from domain.model.settings import Settings, SettingsFile

_Result = TypeVar("_Result")
_Stamp = tuple[int, int, int]
_SHOWN_PROBLEMS = 5
_READ_SECONDS = 10.0


class YamlSettingsStore:
    """Reads one path; the outcome, good or bad, is kept until the file's time, size or inode changes."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._stamp: _Stamp | None = None
        self._found: SettingsFile | ProxlbUiError | None = None

    async def read(self) -> SettingsFile:
        """The settings as they are in the file now."""
        return await self._call(self._read)

    async def _call(self, work: Callable[[], _Result]) -> _Result:
        """The one place where work crosses into a thread."""
        try:
            async with asyncio.timeout(_READ_SECONDS):
                return await asyncio.to_thread(work)
        except TimeoutError as exc:
            hint = "The disk or network share it lies on does not answer."
            raise TimedOut(f"{self._path} could not be read within {_READ_SECONDS:g} s.", hint) from exc

    def _read(self) -> SettingsFile:
        try:
            status = Path(self._path).stat()
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            if self._found is None or stamp != self._stamp:
                self._found, self._stamp = self._parsed(status), stamp
        except OSError as exc:
            self._found = self._stamp = None
            raise self._unreadable(exc) from exc
        if isinstance(self._found, ProxlbUiError):
            raise type(self._found)(self._found.message, self._found.hint) from None
        return self._found

    def _parsed(self, status: os.stat_result) -> SettingsFile | ProxlbUiError:
        if stat.S_ISDIR(status.st_mode):
            hint = "Docker creates a directory when the file to mount does not exist: remove it and create the file."
            return Invalid(f"{self._path} is a directory, not a file.", hint)
        if not stat.S_ISREG(status.st_mode):
            return Invalid(f"{self._path} is not a regular file.", "Name the YAML file itself.")
        with Path(self._path).open("rb") as file:
            content = file.read(LARGEST_FILE_BYTES + 1)
        try:
            raw = mapping_in(content, self._path)
            settings = Settings.model_validate(raw)
        except ProxlbUiError as exc:
            return exc
        except ValidationError as exc:
            return Invalid(
                f"{self._path} is not accepted: {_problems(exc)}.", "ProxLB 2 would not start with it either."
            )
        return SettingsFile(self._path, hashlib.sha256(content).hexdigest(), settings, raw)

    def _unreadable(self, exc: OSError) -> ProxlbUiError:
        if isinstance(exc, FileNotFoundError | NotADirectoryError):
            hint = "Set PROXLB_CONFIG, or copy ProxLB's example: /etc/proxlb/proxlb_example.yaml."
            return NotFound(f"{self._path} does not exist.", hint)
        if isinstance(exc, PermissionError):
            hint = f"Let the cockpit's group read it: chgrp proxlb-ui {self._path} && chmod g+r {self._path}"
            return Denied(f"{self._path} may not be read.", hint)
        return Unavailable(f"{self._path} cannot be read: {exc.strerror}.", "Check the disk and the mount.")


def _problems(exc: ValidationError) -> str:
    """Where and what, without the values: these may be secrets."""
    found = exc.errors(include_url=False, include_context=False, include_input=False)
    told = [f"{'.'.join(str(part) for part in one['loc'])}: {_lowered(one['msg'])}" for one in found[:_SHOWN_PROBLEMS]]
    more = len(found) - len(told)
    return "; ".join(told) + (f"; and {more} more" if more else "")


def _lowered(text: str) -> str:
    """Pydantic's sentence inside ours, without the name of one of our classes."""
    return text[:1].lower() + text[1:].split(" or instance of ")[0]
