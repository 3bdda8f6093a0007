"""Following the log while its container restarts, is replaced or loses its name; on a real engine."""

import asyncio
from contextlib import aclosing

import pytest
from proxlb_ui.adapters.docker_engine import DockerContainer, DockerLogSource, DockerServiceControl
from proxlb_ui.domain.model.log.lines import LineKind

from tests.contract.child_fixtures import PREFIX, Commands
from tests.contract.docker_fixtures import SOCKET, Create, redact
from tests.contract.suites.log_source import everything
from tests.docker.engine_image import docker, removed_afterwards, unique_name
from tests.docker.log_watching import back_to, held_open, viewing

pytestmark = pytest.mark.docker

LOST = "Docker no longer has the lines this view stood at"
CONNECTS = 200


def say(commands: Commands, *texts: str) -> None:
    for text in texts:
        commands.give("say", f"{PREFIX}INFO - {text}")


async def test_a_restart_loses_and_repeats_nothing(idle: str, commands: Commands) -> None:
    async with viewing(idle) as viewer:
        say(commands, "line 1")
        await viewer.until("line 1")
        await asyncio.to_thread(docker, "restart", idle)
        say(commands, "line 2")
        await viewer.until("line 2")
        docker("stop", idle)
        await asyncio.sleep(1.5)
        docker("start", idle)
        say(commands, "line 3")
        await viewer.until("line 3")
    assert viewer.lines == ["line 1", "line 2", "line 3"]
    assert viewer.notes == []


async def test_lines_that_came_while_nobody_looked_are_read_after(idle: str, commands: Commands) -> None:
    async with viewing(idle) as viewer:
        say(commands, "line 1")
        await viewer.until("line 1")
    source = DockerLogSource(DockerContainer(idle, SOCKET), redact)
    cursor = (await source.read()).lines[-1].cursor
    docker("restart", idle)
    say(commands, *(f"line {number}" for number in range(2, 8_000)))
    seen: list[str] = []
    async with asyncio.timeout(20), aclosing(source.follow(cursor)) as batches:
        while "line 7999" not in seen[-1:]:
            seen += [line.text for line in await anext(batches) if line.text.startswith("line ")]
    assert seen == [f"line {number}" for number in range(2, 8_000)]


async def test_it_is_replaced_while_followed(idle: str, create: Create, commands: Commands) -> None:
    async with viewing(idle) as viewer:
        say(commands, "line 1")
        await viewer.until("line 1")
        docker("rm", "--force", idle)
        await viewer.until(f"There is no Docker container named {idle}.")
        create()
        await viewer.until(LOST)
        await asyncio.sleep(2)
        docker("start", idle)
        say(commands, "line 2")
        await viewer.until("line 2")
    assert viewer.lines == ["line 1", "line 2"]
    assert sum(LOST in text for text in viewer.texts) == 1, "said once, not for as long as it is stopped"


async def test_a_replacement_that_prints_little_is_seen_at_once(idle: str, create: Create, commands: Commands) -> None:
    async with viewing(idle) as viewer:
        say(commands, "line 1")
        await viewer.until("line 1")
        docker("rm", "--force", idle)
        commands.script(commands=str(commands.path), mute=True)
        docker("start", create())
        await asyncio.sleep(2.5)
        say(commands, "line 2")
        await viewer.until("line 2", seconds=8)
    assert viewer.lines == ["line 1", "line 2"]


@pytest.mark.parametrize("chatty", [False, True], ids=["quiet", "chatty"])
async def test_it_loses_its_name_while_followed(idle: str, commands: Commands, chatty: bool) -> None:
    async def chat() -> None:
        while chatty:
            say(commands, "still here")
            await asyncio.sleep(0.2)

    with removed_afterwards(unique_name()) as other:
        chatting = asyncio.create_task(chat())
        async with viewing(idle) as viewer:
            say(commands, "line 1")
            await viewer.until("line 1")
            docker("rename", idle, other)
            await viewer.until(f"There is no Docker container named {idle}.")
            docker("rename", other, idle)
            say(commands, "line 2")
            await viewer.until("line 2")
        chatting.cancel()
        await asyncio.wait({chatting})
    assert viewer.lines == ["line 1", "line 2"]


async def test_another_container_takes_its_name(idle: str, create: Create, commands: Commands) -> None:
    with removed_afterwards(unique_name()) as other:
        async with viewing(idle) as viewer:
            say(commands, "line 1")
            await viewer.until("line 1")
            docker("rename", idle, other)
            docker("kill", other)
            docker("start", create())
            say(commands, "line 2")
            await viewer.until("line 2")
    assert viewer.lines == ["line 1", "line 2"]


async def test_a_cursor_nobody_knows_shows_what_comes(idle: str, commands: Commands) -> None:
    say(commands, "line 1")
    source = DockerLogSource(DockerContainer(idle, SOCKET), redact)
    await everything(source, 1)
    async with asyncio.timeout(10), aclosing(source.follow("nonsense")) as batches:
        (note,) = await anext(batches)
        assert note.kind is LineKind.NOTE and LOST in note.text
        waiting = asyncio.create_task(anext(batches))
        await asyncio.sleep(0.2)
        say(commands, "line 2")
        assert [line.text for line in await waiting] == ["line 2"]


async def test_a_terminal_is_followed_too(create: Create, commands: Commands) -> None:
    name = create("--tty")
    docker("start", name)
    say(commands, "line 0")
    await everything(DockerLogSource(DockerContainer(name, SOCKET), redact), 1)
    async with viewing(name) as viewer:
        say(commands, "line 1", "line ü 2")
        await viewer.until("line ü 2")
        await asyncio.to_thread(docker, "restart", name)
        say(commands, "line 3")
        await viewer.until("line 3")
    assert viewer.lines == ["line 1", "line ü 2", "line 3"]
    page = await DockerLogSource(DockerContainer(name, SOCKET), redact).read()
    assert not [line.text for line in page.lines if "\r" in line.text]


async def test_lines_of_one_moment_and_of_both_streams_keep_their_places(idle: str, commands: Commands) -> None:
    count = 600
    block = "\n".join(f"{PREFIX}INFO - line {number}" for number in range(count))
    commands.give("say", block)
    commands.give("warn", f"{PREFIX}ERROR - line bad")
    source = DockerLogSource(DockerContainer(idle, SOCKET), redact)
    lines = await everything(source, count + 1)
    assert len({line.cursor for line in lines}) == len(lines)
    for line, following in zip(lines[::40], lines[1::40], strict=False):
        assert (await source.read(after=line.cursor, limit=1)).lines == (following,)
        assert (await source.read(before=following.cursor, limit=1)).lines == (line,)


async def test_comings_and_goings_leave_nothing_behind(idle: str) -> None:
    container = DockerContainer(idle, SOCKET)
    source, control = DockerLogSource(container, redact), DockerServiceControl(container, redact)

    async def look() -> None:
        async with aclosing(source.follow()) as batches:
            waiting = asyncio.ensure_future(anext(batches))
            await asyncio.sleep(0.01)
            waiting.cancel()
            await asyncio.wait({waiting})
        async with aclosing(control.watch()) as statuses:
            await anext(statuses)

    await look()
    before = await back_to((0, 0), seconds=0.5)
    for _ in range(CONNECTS // 2):
        await asyncio.gather(look(), look())
    after = await back_to(before)
    await control.close()
    assert after[0] <= before[0] + 1 and after[1] <= before[1], f"files and threads: {before} before, {after} after"
    assert held_open()[1] <= before[1]
