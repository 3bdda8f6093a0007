"""The last words of a container that has ended."""

import struct
from pathlib import Path

from proxlb_ui.adapters.docker_engine import DockerContainer, DockerServiceControl
from proxlb_ui.domain.model.service.service import ServiceState

from tests.docker.broken_engine import answer, described, engine_that_says

PREFIX = "2026-11-24 02:20:58,951 - ProxLB - "
EXITED = {
    "Status": "exited",
    "ExitCode": 2,
    "StartedAt": "2026-11-24T02:00:00Z",
    "FinishedAt": "2026-11-24T02:01:00Z",
}


TURNED_DOWN = answer(b'{"message": "bad parameter"}', "400 Bad Request")


def log(*lines: tuple[str, str]) -> bytes:
    frames = (f"{stamp} {PREFIX}{text}\n".encode() for stamp, text in lines)
    body = b"".join(struct.pack(">BxxxL", 1, len(frame)) + frame for frame in frames)
    return answer(body, content_type="application/vnd.docker.raw-stream")


async def test_only_those_of_its_last_life(tmp_path: Path) -> None:
    lines = log(
        ("2026-11-24T01:59:59Z", "CRITICAL - Another time."), ("2026-11-24T02:00:59Z", "CRITICAL - hunter2 is wrong.")
    )
    with engine_that_says(
        {"/proxlb/json": described(State=EXITED), "/logs": lines, "POST": TURNED_DOWN}, tmp_path
    ) as host:
        control = DockerServiceControl(
            DockerContainer("proxlb", host, answer_seconds=0.3), lambda text: text.replace("hunter2", "[redacted]")
        )
        status = await control.status()
        await control.close()
    assert status.last_lines == ("[redacted] is wrong.",)
    assert status.message == "ProxLB ended with exit code 2: [redacted] is wrong."


async def test_a_log_that_cannot_be_read_leaves_the_sentence(tmp_path: Path) -> None:
    refused = answer(b'{"message": "no"}', "403 Forbidden")
    with engine_that_says({"/proxlb/json": described(State=EXITED), "/v1.41": refused}, tmp_path) as host:
        control = DockerServiceControl(DockerContainer("proxlb", host, answer_seconds=1), str)
        status = await control.status()
        await control.close()
    assert (status.state, status.message, status.last_lines) == (
        ServiceState.FAILED,
        "ProxLB ended with exit code 2.",
        (),
    )
    assert status.hint == "Look at the log, correct the cause and start ProxLB again."
