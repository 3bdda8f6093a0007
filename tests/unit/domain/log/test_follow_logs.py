"""Reading back and following the log."""

import asyncio

import pytest
from proxlb_ui.adapters.in_memory.clock import FakeClock
from proxlb_ui.adapters.in_memory.log_source import InMemoryLogSource
from proxlb_ui.domain.background import Background, TaskFailure, TaskState
from proxlb_ui.domain.errors import Unavailable
from proxlb_ui.domain.model.log.filter import LogFilter
from proxlb_ui.domain.model.log.lines import LineKind, LogLevel, LogLine
from proxlb_ui.domain.use_cases.log.export_log import ExportLog
from proxlb_ui.domain.use_cases.log.follow_logs import SCANNED_LINES, Batch, FollowLogs, Subscription
from proxlb_ui.domain.use_cases.log.subscription import QUEUED_BYTES, QUEUED_LINES

from tests.waiting import PATIENCE_SECONDS


@pytest.fixture
def source() -> InMemoryLogSource:
    return InMemoryLogSource()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def logs(source: InMemoryLogSource, clock: FakeClock) -> FollowLogs:
    return FollowLogs(source, clock, Background(clock, lambda _: None))


def texts(lines: tuple[LogLine, ...]) -> list[str]:
    return [line.text for line in lines]


async def taken(subscription: Subscription) -> Batch:
    return await asyncio.wait_for(subscription.next(), PATIENCE_SECONDS)


class TestReadingAround:
    async def test_a_line_comes_with_its_neighbors(self, logs: FollowLogs, source: InMemoryLogSource) -> None:
        source.say(*(str(number) for number in range(100)))
        cursor = (await logs.read(text="50")).lines[0].cursor
        page = await logs.read_around(cursor, limit=10)
        assert texts(page.lines) == [str(number) for number in range(45, 56)]
        assert (page.more, page.gap) == (True, False)

    @pytest.mark.parametrize("text", ["0", "99"])
    async def test_the_first_and_the_last_line_are_found_too(
        self, logs: FollowLogs, source: InMemoryLogSource, text: str
    ) -> None:
        source.say(*(f"line {number:02}" for number in range(100)))
        cursor = (await logs.read(text=f"line {int(text):02}")).lines[0].cursor
        page = await logs.read_around(cursor, limit=4)
        assert f"line {int(text):02}" in texts(page.lines)
        assert not page.gap

    async def test_a_line_that_is_gone_is_told(self, logs: FollowLogs, source: InMemoryLogSource) -> None:
        source.say("a", "b")
        assert (await logs.read_around("nowhere")).gap


class TestExport:
    async def test_everything_comes_in_order_and_once(self, source: InMemoryLogSource) -> None:
        source.say(*(str(number) for number in range(3500)))
        found: list[str] = []
        async for batch in ExportLog(source).lines(LogFilter()):
            source.say("written meanwhile")
            found += texts(batch)
        assert found == [str(number) for number in range(3500)]

    async def test_only_what_passes(self, source: InMemoryLogSource) -> None:
        source.say("a", "b", level=LogLevel.ERROR)
        source.say("a")
        found = [texts(batch) async for batch in ExportLog(source).lines(LogFilter(LogLevel.ERROR, "A"))]
        assert found == [["a"]]

    async def test_it_is_bounded(self, source: InMemoryLogSource) -> None:
        source.say(*(str(number) for number in range(3500)))
        batches = [batch async for batch in ExportLog(source, most_pages=2).lines(LogFilter())]
        assert sum(map(len, batches)) == 2000
        assert batches[-1][-1].text == "3499"


class TestReading:
    async def test_without_a_filter_the_source_answers(self, logs: FollowLogs, source: InMemoryLogSource) -> None:
        source.say("a", "b", "c")
        page = await logs.read(limit=2)
        assert (texts(page.lines), page.more) == (["b", "c"], True)

    async def test_a_level_is_the_least(self, logs: FollowLogs, source: InMemoryLogSource) -> None:
        for level in LogLevel:
            source.say(level.value, level=level)
        page = await logs.read(level=LogLevel.ERROR)
        assert texts(page.lines) == ["ERROR", "CRITICAL"]

    async def test_text_is_found_in_any_case_however_far_back(
        self, logs: FollowLogs, source: InMemoryLogSource
    ) -> None:
        source.say("guest WEB01 moved", *["noise"] * 5000, "web01 again")
        page = await logs.read(text="Web01")
        assert texts(page.lines) == ["guest WEB01 moved", "web01 again"]
        assert not page.more

    async def test_a_full_page_can_be_continued_without_loss(self, logs: FollowLogs, source: InMemoryLogSource) -> None:
        source.say(*(f"hit {number}" if number % 3 else "noise" for number in range(4000)))
        seen: list[str] = []
        before = None
        while True:
            page = await logs.read(text="hit", before=before, limit=300)
            seen[:0] = texts(page.lines)
            if not page.more:
                break
            before = page.lines[0].cursor
        assert seen == [f"hit {number}" for number in range(4000) if number % 3]

    async def test_a_long_search_stops_and_says_where(self, logs: FollowLogs, source: InMemoryLogSource) -> None:
        source.say("needle", *["noise"] * (SCANNED_LINES + 10))
        page = await logs.read(text="needle")
        assert page.more and [line.kind for line in page.lines] == [LineKind.NOTE]
        assert texts((await logs.read(text="needle", before=page.lines[0].cursor)).lines) == ["needle"]

    async def test_forward_from_a_cursor(self, logs: FollowLogs, source: InMemoryLogSource) -> None:
        first, *_ = source.say("hit 0", "noise", "hit 1", *["noise"] * 1500, "hit 2", "hit 3")
        assert texts((await logs.read(text="hit", after=first.cursor)).lines) == ["hit 1", "hit 2", "hit 3"]
        assert texts((await logs.read(text="hit", after=first.cursor, limit=2)).lines) == ["hit 1", "hit 2"]
        assert (await logs.read(text="hit", after="unknown")).gap


class TestFollowingAnEmptyLog:
    async def test_its_first_lines_are_seen_whenever_they_come(
        self, logs: FollowLogs, source: InMemoryLogSource, clock: FakeClock
    ) -> None:
        async with logs.subscribe() as view:
            await clock.settle()
            source.say("first", "second")
            await clock.advance(1)
            assert texts((await taken(view)).lines) == ["first", "second"]
            source.say("third")
            assert texts((await taken(view)).lines) == ["third"]

    async def test_a_line_that_comes_before_the_following_begins_is_not_lost(
        self, logs: FollowLogs, source: InMemoryLogSource, clock: FakeClock
    ) -> None:
        async with logs.subscribe() as view:
            source.say("first")  # the task that follows has not run yet; "from now on" would be after this line
            await clock.settle()
            source.say("second")
            await clock.settle()
            assert texts((await taken(view)).lines) == ["first", "second"]


class TestFollowing:
    @pytest.fixture(autouse=True)
    def something_was_said_before(self, source: InMemoryLogSource) -> None:
        source.say("long ago")

    async def test_all_viewers_share_one_stream(
        self, logs: FollowLogs, source: InMemoryLogSource, clock: FakeClock
    ) -> None:
        source.say("old")
        async with logs.subscribe() as one:
            async with logs.subscribe() as two:
                await clock.settle()
                assert (source.followers, logs.viewers) == (1, 2)
                source.say("new")
                assert texts((await taken(one)).lines) == texts((await taken(two)).lines) == ["new"]
            assert (source.followers, logs.viewers) == (1, 1)
        assert (source.followers, logs.viewers) == (0, 0)

    async def test_nothing_is_lost_between_subscribing_and_following(
        self, logs: FollowLogs, source: InMemoryLogSource
    ) -> None:
        source.say("old")
        async with logs.subscribe() as view:
            source.say("at once")
            assert texts((await taken(view)).lines) == ["at once"]

    async def test_a_viewer_sees_what_passes_its_filter(
        self, logs: FollowLogs, source: InMemoryLogSource, clock: FakeClock
    ) -> None:
        async with logs.subscribe() as view:
            view.set_filter(LogLevel.WARNING, "web")
            assert (view.level, view.text) == (LogLevel.WARNING, "web")
            await clock.settle()
            source.say("web info")
            source.say("web bad", "db bad", level=LogLevel.ERROR)
            assert texts((await taken(view)).lines) == ["web bad"]

    async def test_a_changed_filter_sifts_what_waits(
        self, logs: FollowLogs, source: InMemoryLogSource, clock: FakeClock
    ) -> None:
        async with logs.subscribe() as view:
            await clock.settle()
            source.say("a", "b")
            await clock.settle()
            view.set_filter(None, "b")
            assert texts((await taken(view)).lines) == ["b"]

    async def test_a_slow_viewer_loses_the_oldest_and_is_told(
        self, logs: FollowLogs, source: InMemoryLogSource, clock: FakeClock
    ) -> None:
        async with logs.subscribe() as slow, logs.subscribe() as quick:
            await clock.settle()
            source.say(*(str(number) for number in range(QUEUED_LINES + 7)))
            await clock.settle()
            first = await taken(slow)
            assert (first.dropped, first.lines[0].text) == (7, "7")
            assert (await taken(slow)).dropped == 0
            assert (await taken(quick)).dropped == 7

    async def test_large_lines_count_by_their_size(
        self, logs: FollowLogs, source: InMemoryLogSource, clock: FakeClock
    ) -> None:
        async with logs.subscribe() as view:
            await clock.settle()
            source.say(*(f"{number}" + "x" * (QUEUED_BYTES // 4) for number in range(10)))
            source.say("y" * (2 * QUEUED_BYTES))
            await clock.settle()
            batch = await taken(view)
            assert batch.dropped == 10
            assert batch.lines[-1].text.startswith("y")

    async def test_a_paused_viewer_waits_and_gets_it_later(
        self, logs: FollowLogs, source: InMemoryLogSource, clock: FakeClock
    ) -> None:
        async with logs.subscribe() as view:
            view.paused = True
            await clock.settle()
            source.say("a")
            waiting = asyncio.create_task(view.next())
            await clock.settle()
            assert not waiting.done()
            view.paused = False
            assert texts((await asyncio.wait_for(waiting, PATIENCE_SECONDS)).lines) == ["a"]

    async def test_a_broken_source_is_told_and_resumed_where_it_was(
        self, logs: FollowLogs, source: InMemoryLogSource, clock: FakeClock
    ) -> None:
        async with logs.subscribe() as view:
            await clock.settle()
            (last,) = source.say("before")
            assert texts((await taken(view)).lines) == ["before"]
            source.break_down(Unavailable("The log is away."))
            assert (await taken(view)).note == "The log is away."
            source.say("meanwhile")
            source.break_down(None)
            await clock.advance(0.5)
            assert texts((await taken(view)).lines) == ["meanwhile"]
            assert source.follows[-1] == last.cursor

    async def test_retries_become_rarer_up_to_ten_seconds(
        self, logs: FollowLogs, source: InMemoryLogSource, clock: FakeClock
    ) -> None:
        async with logs.subscribe():
            source.break_down(Unavailable("Away."))
            await clock.advance(60)
            assert 8 <= len(source.follows) <= 11
        await clock.advance(60)
        assert len(source.follows) <= 11

    async def test_a_viewer_may_come_back(self, logs: FollowLogs, source: InMemoryLogSource) -> None:
        for text in ("one", "two"):
            async with logs.subscribe() as view:
                source.say(text)
                await asyncio.sleep(0)
                source.say("more")
                seen: list[str] = []
                while "more" not in seen:  # in one batch or two, as the tasks happen to run
                    seen += [line.text for line in (await taken(view)).lines]
                assert seen[-1] == "more"
        assert source.followers == 0


class TestDefects:
    """What is no trouble of the source is ours: every viewer hears of it, and following goes on where it was."""

    @pytest.fixture
    def told(self) -> list[TaskFailure]:
        return []

    @pytest.fixture
    def owner(self, clock: FakeClock, told: list[TaskFailure]) -> Background:
        return Background(clock, told.append)

    @pytest.fixture
    def logs(self, source: InMemoryLogSource, clock: FakeClock, owner: Background) -> FollowLogs:
        source.say("long ago")
        return FollowLogs(source, clock, owner)

    async def test_viewers_are_told_and_lose_nothing(
        self, logs: FollowLogs, source: InMemoryLogSource, clock: FakeClock, owner: Background, told: list[TaskFailure]
    ) -> None:
        async with logs.subscribe() as one, logs.subscribe() as other:
            await clock.settle()
            source.break_down(KeyError("canary"))
            source.say("meanwhile")
            await clock.settle()
            for view in (one, other):
                batch = await taken(view)
                assert "goes on in 0.5 s" in batch.note
                assert "canary" not in batch.note
                assert (batch.lines, batch.back) == ((), False)
            assert owner.reports["live log"].state is TaskState.RESTARTING
            assert [(failure.name, failure.error.split()[0]) for failure in told] == [("live log", "KeyError")]
            source.break_down(None)
            await clock.advance(0.5)
            for view in (one, other):
                batch = await taken(view)
                assert (texts(batch.lines), batch.note, batch.back) == (["meanwhile"], "", True)
            source.say("and on")
            assert (await taken(one)).back is False
        assert not owner.reports

    async def test_the_last_viewer_may_leave_while_it_is_down(
        self, logs: FollowLogs, source: InMemoryLogSource, clock: FakeClock, owner: Background
    ) -> None:
        async with logs.subscribe():
            source.break_down(KeyError())
            await clock.settle()
        assert not owner.reports
        source.break_down(None)
        async with logs.subscribe() as view:
            source.say("new")
            assert texts((await taken(view)).lines) == ["new"]

    async def test_that_it_is_back_is_told_also_where_no_line_passes_the_filter(
        self, logs: FollowLogs, source: InMemoryLogSource, clock: FakeClock
    ) -> None:
        async with logs.subscribe() as view:
            view.set_filter(LogLevel.ERROR, "")
            source.break_down(Unavailable("away"))
            await clock.settle()
            assert (await taken(view)).note == "away"
            source.break_down(None)
            source.say("harmless")
            await clock.advance(1)
            assert await taken(view) == Batch(back=True)
