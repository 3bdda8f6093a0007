"""The settings file on the page: form and text in step, the difference first, and a way back."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Watched, watch
from tests.e2e.programs import Api, Program

pytestmark = [pytest.mark.browser, pytest.mark.engine, pytest.mark.timeout(150)]

HELD = """() => document.documentElement.outerHTML
  + [...document.querySelectorAll("input, textarea")].map((field) => field.value).join()"""


@pytest.fixture
def file(demo: tuple[Program, Api]) -> Iterator[Path]:
    """The demo's settings file, which is afterwards what it was."""
    path = Path(demo[1].get("/config")["path"])
    before = path.read_text()
    yield path
    path.write_text(before)


@pytest.fixture
def page(demo: tuple[Program, Api], file: Path, watched: Watched) -> Any:
    return opened(watched, demo[1])


def opened(watched: Watched, api: Api, query: str = "") -> Any:
    watched.page.goto(f"http://127.0.0.1:{api.port}/#/settings{query}")
    watched.page.get_by_label("Text of the settings file").or_(watched.page.locator(".settings-form")).first.wait_for()
    return watched.page


def section(page: Any, key: str) -> None:
    details = page.locator(f"details[data-key={key}]")
    if details.get_attribute("open") is None:
        details.locator("summary").click()


def number(page: Any, path: str) -> Any:
    return page.locator(f"[data-path='{path}'] input[type=number]")


def text_of(page: Any) -> str:
    return str(page.get_by_label("Text of the settings file").input_value())


def write(page: Any, old: str, new: str) -> None:
    now = text_of(page)
    assert old in now
    page.get_by_label("Text of the settings file").fill(now.replace(old, new))


def save(page: Any, how: str) -> None:
    page.get_by_role("button", name="Save…").click()
    page.get_by_role("dialog").get_by_role("button", name=how, exact=True).click()


def rows(page: Any, kind: str) -> list[str]:
    texts = page.get_by_role("dialog").locator(f".diff-{kind} .diff-text").all_inner_texts()
    return [re.sub(r"^(added|removed): *", "", text).strip() for text in texts]


def test_three_values_are_three_lines_and_proxlb_runs_with_them(
    demo: tuple[Program, Api], page: Any, file: Path
) -> None:
    api = demo[1]
    before = file.read_text()
    number(page, "balancing.balanciness").fill("7")
    section(page, "proxmox_api")
    number(page, "proxmox_api.timeout").fill("12")
    section(page, "service")
    page.locator("[data-path='service.log_level']").get_by_role("button", name="DEBUG").click()
    expect(page.get_by_text("3 lines changed, not saved")).to_be_visible()
    assert re.search(r"balanciness: 7 +#", text_of(page))
    page.get_by_role("button", name="Save…").click()
    assert rows(page, "removed") == [
        "timeout: 10  # seconds per request",
        "balanciness: 10  # percentage points between the fullest and the emptiest node",
        "log_level: INFO",
    ]
    added = [row.split("#")[0].strip() for row in rows(page, "added")]
    assert added == ["timeout: 12", "balanciness: 7", "log_level: DEBUG"]
    pid = api.get("/service")["pid"]
    page.get_by_role("dialog").get_by_role("button", name="Save, run now").click()
    expect(page.get_by_text("ProxLB runs with the new settings.")).to_be_visible(timeout=60_000)
    lines = zip(before.splitlines(), file.read_text().splitlines(), strict=True)
    assert len([old for old, new in lines if old != new]) == 3
    service = api.get("/service")
    assert (service["state"], service["pid"] != pid) == ("running", True)
    assert any(line["level"] == "DEBUG" for line in api.get("/logs?limit=500")["items"])


def test_text_and_form_are_one_draft(page: Any, file: Path) -> None:
    number(page, "balancing.balanciness").fill("21")
    expect(page.get_by_text("1 line changed, not saved")).to_be_visible()
    write(page, "method: memory", "method: cpu")
    expect(page.locator("[data-path='balancing.method']").get_by_role("button", name="CPU")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(number(page, "balancing.balanciness")).to_have_value("21")
    page.get_by_role("button", name="Changes (2)").click()
    expect(page.locator(".diff-added")).to_have_count(2)
    page.get_by_role("link", name="Nodes").click()
    page.get_by_role("link", name="Settings", exact=True).click()
    expect(page.get_by_text("2 lines changed, not saved")).to_be_visible()
    page.get_by_role("button", name="bring balanciness back").click()
    expect(page.get_by_text("1 line changed, not saved")).to_be_visible()
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_role("button", name="Discard")).to_be_disabled()
    assert "method: memory" in text_of(page)


def test_a_replaced_secret_is_nowhere_afterwards(
    demo: tuple[Program, Api], page: Any, file: Path, watched: Watched
) -> None:
    answers: list[str] = []
    page.on("response", lambda response: "/api/v1/" in response.url and answers.append(response.text()))
    old = re.search(r'token_secret: "(.+)"', file.read_text())
    assert old is not None
    section(page, "proxmox_api")
    page.locator("[data-path='proxmox_api.token_secret'] input").fill("brand-new-4711")
    number(page, "balancing.balanciness").fill("9")
    expect(page.get_by_text("2 lines changed, not saved")).to_be_visible()
    page.get_by_role("button", name="Save…").click()
    assert "token_secret: <<new-secret:proxmox_api.token_secret>>" in rows(page, "added")
    page.get_by_role("dialog").get_by_role("button", name="Only save").click()
    expect(page.get_by_text("Settings saved.")).to_be_visible()
    assert 'token_secret: "brand-new-4711"' in file.read_text()
    page.get_by_role("button", name="Backups").click()
    page.get_by_role("button", name=re.compile("^View the backup")).first.click()
    expect(page.locator(".backup-details .diff")).to_be_visible()
    _, raw = demo[1].request("GET", "/config/raw")
    for found in (page.evaluate(HELD), "\n".join(answers), raw):
        assert "brand-new-4711" not in str(found)
        assert old[1] not in str(found)
    assert any("new-secret" in answer for answer in answers)


def test_broken_text_is_refused_at_its_line(page: Any, file: Path) -> None:
    before = file.read_text()
    write(page, "balancing:\n", "balancing: [\n")
    problem = page.locator(".settings-right .settings-problem.tone-serious")
    expect(problem.first).to_contain_text("YAML")
    expect(page.locator(".editor-mark").first).to_be_attached()
    assert page.get_by_role("button", name="Save…").is_disabled()
    expect(number(page, "balancing.balanciness")).to_be_disabled()
    problem.first.get_by_role("button", name=re.compile("Go to line")).click()
    expect(page.get_by_label("Text of the settings file")).to_be_focused()
    write(page, "balancing: [\n", "balancing:\n")
    expect(number(page, "balancing.balanciness")).to_be_enabled()
    assert file.read_text() == before


def test_a_misspelt_key_is_corrected_with_one_click(page: Any, file: Path) -> None:
    write(page, "  balanciness: 10", "  balancines: 10")
    page.locator(".settings-right").get_by_role("button", name="Change to balanciness").click()
    expect(page.get_by_role("button", name="Discard")).to_be_disabled()
    assert "  balanciness: 10" in text_of(page)


def test_a_value_that_cannot_be_is_told_beside_its_field(page: Any, file: Path) -> None:
    section(page, "service")
    number(page, "service.schedule.interval").fill("-3")
    expect(page.locator("[data-path='service.schedule.interval'] .settings-problem")).to_be_visible()
    assert page.get_by_role("button", name="Save…").is_disabled()
    page.get_by_role("button", name="Discard").click()
    expect(page.locator("[data-path='service.schedule.interval'] .settings-problem")).to_have_count(0)


def test_of_two_tabs_none_loses_anything(
    browser: Any, demo: tuple[Program, Api], page: Any, file: Path, watched: Watched
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    other = opened(watch(context), demo[1])
    number(page, "balancing.balanciness").fill("11")
    expect(page.get_by_text("1 line changed, not saved")).to_be_visible()
    number(other, "balancing.balanciness").fill("22")
    save(other, "Only save")
    expect(other.get_by_text("Settings saved.")).to_be_visible()
    context.close()
    expect(page.get_by_text("Somebody else saved the file while you were editing.")).to_be_visible()
    watched.expected = ("412",)
    save(page, "Only save")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("region", name="What they changed").locator(".diff-added")).to_contain_text("22")
    expect(dialog.get_by_role("region", name="What saving yours would do").locator(".diff-added")).to_contain_text("11")
    dialog.get_by_role("button", name="Take theirs").click()
    expect(number(page, "balancing.balanciness")).to_have_value("22")
    page.get_by_role("button", name="Bring my draft back").click()
    expect(number(page, "balancing.balanciness")).to_have_value("11")
    expect(page.get_by_text("1 line changed, not saved")).to_be_visible()
    save(page, "Only save")
    expect(page.get_by_text("Settings saved.").last).to_be_visible()
    assert "balanciness: 11" in file.read_text()


def test_an_engine_that_fails_is_brought_back_with_one_click(
    demo: tuple[Program, Api], page: Any, file: Path, watched: Watched
) -> None:
    api, before = demo[1], file.read_text()
    section(page, "proxmox_api")
    page.locator("[data-path='proxmox_api.token_id'] input").fill("wrong")
    expect(page.get_by_text("1 line changed, not saved")).to_be_visible()
    save(page, "Save, run now")
    expect(page.get_by_text("ProxLB does not run with the new settings.")).to_be_visible(timeout=60_000)
    expect(page.get_by_label("ProxLB's last words")).to_contain_text("401")
    page.get_by_role("button", name="Bring the earlier file back and start").click()
    expect(page.get_by_text("ProxLB runs with the new settings.")).to_be_visible(timeout=60_000)
    assert file.read_text() == before
    assert api.get("/service")["state"] == "running"


def test_a_backup_is_restored_only_by_its_word(page: Any, file: Path) -> None:
    before = file.read_text()
    number(page, "balancing.balanciness").fill("33")
    expect(page.get_by_text("1 line changed, not saved")).to_be_visible()
    save(page, "Only save")
    expect(page.get_by_text("Settings saved.")).to_be_visible()
    page.get_by_role("button", name="Backups").click()
    page.get_by_role("button", name=re.compile("^View the backup")).first.click()
    page.get_by_role("button", name="Restore…").click()
    restore = page.get_by_role("dialog").get_by_role("button", name="Restore", exact=True)
    assert restore.is_disabled()
    page.get_by_label("Type restore to confirm").fill("restore")
    restore.click()
    page.get_by_role("dialog").get_by_role("button", name="Next run").click()
    expect(page.get_by_text("take effect with the next run")).to_be_visible()
    assert file.read_text() == before


def test_an_address_names_a_field(demo: tuple[Program, Api], file: Path, watched: Watched) -> None:
    page = opened(watched, demo[1], "?path=proxmox_cluster.ignore_nodes")
    expect(page.locator("[data-path='proxmox_cluster.ignore_nodes'] textarea")).to_be_focused()
    page.goto(f"http://127.0.0.1:{demo[1].port}/#/balancing")
    page.get_by_text("Reserve, pools, pressure and other limits").click()
    page.locator("[data-key=pools]").get_by_role("link", name="Edit in the settings file").click()
    expect(page.locator("[data-path='balancing.pools']")).to_be_in_viewport()


def test_pools_and_lists_are_edited_without_their_text(page: Any, file: Path) -> None:
    page.get_by_label("Name of a pool to add").fill("dev")
    page.get_by_label("Name of a pool to add").press("Enter")
    page.get_by_role("group", name="dev").get_by_role("button", name="anti-affinity").click()
    page.get_by_label("dev: nodes to pin to").fill("pve1\npve2")
    section(page, "proxmox_cluster")
    page.locator("[data-path='proxmox_cluster.maintenance_nodes'] textarea").fill("pve3")
    save(page, "Only save")
    expect(page.get_by_text("Settings saved.")).to_be_visible()
    written = file.read_text()
    assert "maintenance_nodes: [pve3]" in written
    assert re.search(r"dev:\n\s+type: anti-affinity\n\s+pin:(\s+\[pve1, pve2\]|\n\s+- pve1\n\s+- pve2)", written)
    assert "# a preference" in written


def test_what_is_typed_key_by_key_stays_as_typed(page: Any, file: Path) -> None:
    section(page, "proxmox_cluster")
    page.locator("[data-path='proxmox_cluster.ignore_nodes'] textarea").focus()
    page.keyboard.type("pve1\n\npve2", delay=100)
    field = page.get_by_label("Text of the settings file")
    field.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("# typed slowly\nsolver:\n  enable: true\n", delay=50)
    expect(page.get_by_text("4 lines changed, not saved")).to_be_visible()
    expect(page.locator("[data-path='proxmox_cluster.ignore_nodes'] textarea")).to_have_value("pve1\n\npve2")
    assert text_of(page).endswith("# typed slowly\nsolver:\n  enable: true\n")
    assert "ignore_nodes: [pve1, pve2]" in text_of(page)
    section(page, "solver")
    expect(page.locator("[data-path='solver.enable'] input")).to_be_checked()
    page.get_by_role("button", name="Discard").click()
