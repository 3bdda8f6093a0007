"""The document for machines is complete."""

from proxlb_ui.entrypoints.web.kit.errors import TABLE

from tests.integration.web.conftest import HOST, World


async def test_every_route_is_described_and_nothing_else(world: World) -> None:
    document = await (await world.client().get("/openapi.json", headers=HOST)).get_json()
    described = {(path, method) for path, methods in document["paths"].items() for method in methods}
    expected = set()
    for rule in world.cockpit.app.url_map.iter_rules():
        if rule.endpoint.startswith(("assets.", "openapi.")):
            continue
        path = rule.rule.replace("<int:", "<").replace("<", "{").replace(">", "}")
        methods = {"GET"} if rule.websocket else set(rule.methods or ()) - {"HEAD", "OPTIONS"}
        expected |= {(path, method.lower()) for method in methods}
    assert described == expected
    assert ("/api/v1/service/{action}", "post") in described


async def test_every_answer_names_the_error_shape(world: World) -> None:
    document = await (await world.client().get("/openapi.json", headers=HOST)).get_json()
    for methods in document["paths"].values():
        for operation in methods.values():
            reference = operation["responses"]["default"]["content"]["application/json"]["schema"]["$ref"]
            assert reference == "#/components/schemas/Error"
            assert operation["summary"]
    codes = document["components"]["schemas"]["Error"]["properties"]["error"]["properties"]["code"]["enum"]
    assert {code for _, code in TABLE.values()} <= set(codes)


async def test_health_needs_nothing(empty: World) -> None:
    assert (await empty.client().get("/healthz", headers=HOST)).status_code == 200
    ready = await (await empty.client().get("/readyz", headers=HOST)).get_json()
    assert ready == {"status": "ready", "loops": {}, "tasks": {}}
