"""The settings file on disk, parsed again only when it has changed."""

import hashlib
import os
import stat
import time
from pathlib import Path

from proxlb_ui.adapters.yaml_settings.file.errors import DIRECTORY_HINT, unreadable
from proxlb_ui.adapters.yaml_settings.file.threads import FileThreads
from proxlb_ui.adapters.yaml_settings.text.document import LARGEST_FILE_BYTES, mapping_in
from proxlb_ui.domain.errors import Invalid, ProxlbUiError
from proxlb_ui.domain.model.settings.values.settings import Settings, SettingsFile
from pydantic import ValidationError

_Stamp = tuple[int, int, int, int]
_SHOWN_PROBLEMS = 5
# A file changed twice within the grain of its time stamp looks unchanged.
_FRESH_NANOSECONDS = 2_000_000_000


class YamlSettingsStore:
    """Reads one path; the outcome, good or bad, is kept until the file's times, size or inode change."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._threads = FileThreads(path)
        # One value, not two: several threads may read at once, and the stamp of the new file beside the content of the
        # old one would keep the old settings until somebody touches the file again.
        self._known: tuple[_Stamp, SettingsFile | ProxlbUiError] | None = None

    async def read(self) -> SettingsFile:
        """The settings as they are in the file now."""
        return await self._threads.call(self._read)

    def _read(self) -> SettingsFile:
        try:
            status = Path(self._path).stat()
            # A change of owner or mode moves only ctime, and may have shut us out.
            stamp = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
            known = self._known
            if known is None or known[0] != stamp or self._may_have_changed(status, known[1]):
                known = self._known = stamp, self._parsed(status)
        except OSError as exc:
            self._known = None
            raise unreadable(self._path, exc) from exc
        found = known[1]
        if isinstance(found, ProxlbUiError):
            raise type(found)(found.message, found.hint) from None
        return found

    def _may_have_changed(self, status: os.stat_result, found: SettingsFile | ProxlbUiError) -> bool:
        """True for a file so fresh that its stamp proves nothing, unless its bytes are the same."""
        if time.time_ns() - status.st_mtime_ns > _FRESH_NANOSECONDS or not stat.S_ISREG(status.st_mode):
            return False
        digest = hashlib.sha256(Path(self._path).read_bytes()).hexdigest()
        return not isinstance(found, SettingsFile) or found.digest != digest

    def _parsed(self, status: os.stat_result) -> SettingsFile | ProxlbUiError:
        if stat.S_ISDIR(status.st_mode):
            return Invalid(f"{self._path} is a directory, not a file.", DIRECTORY_HINT)
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


def _problems(exc: ValidationError) -> str:
    """Where and what, without the values: these may be secrets."""
    found = exc.errors(include_url=False, include_context=False, include_input=False)
    told = [f"{'.'.join(str(part) for part in one['loc'])}: {_lowered(one['msg'])}" for one in found[:_SHOWN_PROBLEMS]]
    more = len(found) - len(told)
    return "; ".join(told) + (f"; and {more} more" if more else "")


def _lowered(text: str) -> str:
    """Pydantic's sentence inside ours, without the name of one of our classes."""
    return text[:1].lower() + text[1:].split(" or instance of ")[0]
