"""The page and its files."""

from proxlb_ui.domain.errors import NotFound
from proxlb_ui.entrypoints.web.assets.files import Asset, Assets
from proxlb_ui.entrypoints.web.kit.answers import wants_gzip
from quart import Blueprint, Response, request

FOREVER = "public, max-age=31536000, immutable"
ICON = "icon.svg"


def asset_blueprint(assets: Assets) -> Blueprint:
    """Routes that need no sign-in: the page asks for the token itself."""
    routes = Blueprint("assets", __name__)

    @routes.get("/")
    async def index() -> Response:
        return _answer(assets.index, "no-cache")

    @routes.get(f"/assets/{assets.build}/<path:name>")
    async def asset(name: str) -> Response:
        found = assets.find(name)
        if found is None:
            raise NotFound("There is no such file.", "Reload the page: it may be older than the server.")
        return _answer(found, FOREVER)

    @routes.get("/favicon.ico")
    async def favicon() -> Response:
        found = assets.find(ICON)
        return _answer(found, "max-age=86400") if found else Response(status=204)

    return routes


def _answer(asset: Asset, cache: str) -> Response:
    headers = {"ETag": asset.etag, "Cache-Control": cache, "Vary": "Accept-Encoding"}
    if request.if_none_match.contains(asset.etag.strip('"')):
        return Response(status=304, headers=headers)
    if asset.gzip is not None and wants_gzip():
        return Response(asset.gzip, headers={**headers, "Content-Encoding": "gzip"}, content_type=asset.content_type)
    return Response(asset.body, headers=headers, content_type=asset.content_type)
