"""The last hour from Proxmox' rrddata; pure."""

from collections.abc import Sequence

from proxlb_ui.adapters.proxmox_api.answers.translate import Row, number
from proxlb_ui.domain.model.cluster.history import History, MeasuredPressure
from proxlb_ui.domain.model.settings.values.settings import Method

# Proxmox calls the pressure of disks io.
_WORDS = {Method.CPU: "cpu", Method.MEMORY: "memory", Method.DISK: "io"}
_RECENT_ROWS = 6


def history_from(averages: Sequence[Row], peaks: Sequence[Row]) -> History:
    """Averages over all rows, missing ones counted as 0, and the highest of the last six peaks, as ProxLB reckons."""
    return History(
        cpu_share=_average(averages, "cpu") if averages else None,
        pressure={
            method: _pressure(averages, peaks, word)
            for method, word in _WORDS.items()
            if _known(averages, f"pressure{word}some") or _known(peaks, f"pressure{word}some")
        },
    )


def _pressure(averages: Sequence[Row], peaks: Sequence[Row], word: str) -> MeasuredPressure:
    some, full = f"pressure{word}some", f"pressure{word}full"
    return MeasuredPressure(_average(averages, some), _average(averages, full), _peak(peaks, some), _peak(peaks, full))


def _average(rows: Sequence[Row], key: str) -> float:
    return sum(_known(rows, key)) / len(rows) if rows else 0.0


def _peak(rows: Sequence[Row], key: str) -> float:
    return max(_known(rows, key)[-_RECENT_ROWS:], default=0.0)


def _known(rows: Sequence[Row], key: str) -> list[float]:
    return [value for row in rows if (value := number(row.get(key))) is not None]
