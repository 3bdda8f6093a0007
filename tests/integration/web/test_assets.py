"""The page's own files: found by exact name only, cached for ever under a name that changes with them."""

import re
from pathlib import Path

import pytest
from proxlb_ui.entrypoints.web.assets.files import Assets
from proxlb_ui.entrypoints.web.security import SecurityPolicy
from proxlb_ui.entrypoints.web.services import WebConfig

from tests.integration.web.conftest import HOST, World, build


async def test_the_page_names_its_build(world: World) -> None:
    response = await world.client().get("/", headers=HOST)
    text = await response.get_data(as_text=True)
    assert response.content_type == "text/html; charset=utf-8"
    assert "{{" not in text
    assert response.headers["Cache-Control"] == "no-cache"
    again = await world.client().get("/", headers={**HOST, "If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


async def test_everything_the_page_links_exists_and_lasts(world: World) -> None:
    text = await (await world.client().get("/", headers=HOST)).get_data(as_text=True)
    links = re.findall(r'(?:src|href)="(assets/[^"#]+)"', text)
    assert len(links) >= 3
    for link in links:
        response = await world.client().get(f"/{link}", headers=HOST)
        assert response.status_code == 200, link
        assert "immutable" in response.headers["Cache-Control"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_stylesheets_are_one_request(world: World) -> None:
    client = world.client()
    response = await client.get(f"/assets/{Assets().build}/styles/main.css", headers=HOST)
    text = await response.get_data(as_text=True)
    assert response.content_type == "text/css; charset=utf-8"
    assert "@import" not in text
    assert (
        0
        < text.index(":root")
        < text.index(".button {")
        < text.index(".node-grid {")
        < text.index("prefers-reduced-motion: reduce) {\n  *")
    )
    assert (await client.get(f"/assets/{Assets().build}/styles/reset.css", headers=HOST)).status_code == 404


def test_a_change_in_any_stylesheet_is_another_build(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "main.css").write_text('@import "../page.css";\n')
    builds = set()
    for text in ("a { color: red }", "a { color: blue }"):
        (tmp_path / "page.css").write_text(text)
        assets = Assets(tmp_path)
        builds.add(assets.build)
        sheet = assets.find("styles/main.css")
        assert sheet is not None
        assert sheet.body.decode().strip() == text
    assert len(builds) == 2


@pytest.mark.parametrize(
    "name",
    ["../index.html", "..%2findex.html", "%2e%2e/pyproject.toml", "app/..%5c..%5cREADME.md", "app/main.js%00", "app/",
     "//etc/passwd", "app/%c0%ae%c0%ae/main.js", "__init__.py"],
)  # fmt: skip
async def test_no_path_leads_elsewhere(world: World, name: str) -> None:
    build_id = Assets().build
    response = await world.client().get(f"/assets/{build_id}/{name}", headers=HOST)
    assert response.status_code in (404, 308)
    assert b"GNU" not in await response.get_data()


async def test_below_a_base_path() -> None:
    client = build(SecurityPolicy(base_path="/proxlb"), WebConfig("/proxlb", "1")).client()
    for path, status in (("/proxlb/", 200), ("/proxlb", 308), ("/", 404), ("/proxlb/healthz", 200), ("/healthz", 200)):
        assert (await client.get(path, headers=HOST)).status_code == status, path
    assert (await client.get("/proxlb/api/v1/overview", headers=HOST)).status_code == 200
    assert (await client.get("/api/v1/overview", headers=HOST)).status_code == 404
