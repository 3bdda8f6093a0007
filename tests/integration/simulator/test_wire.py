"""The simulated API over the wire: plain clients, status lines, headers, control."""

import gzip
import http.client
import json
import ssl
from typing import Any

import pytest
from proxlb_ui.entrypoints.simulator.options import DEFAULT_SECRET
from proxmoxer.core import AuthenticationError, ResourceException

from tests.integration.simulator.conftest import Served

TOKEN = {"Authorization": f"PVEAPIToken=proxlb@pve!proxlb={DEFAULT_SECRET}"}


def ask(served: Served, method: str, path: str, headers: dict[str, str], body: str = "") -> tuple[Any, bytes]:
    context = ssl.create_default_context(cafile=str(served.certificate.ca_file))
    connection = http.client.HTTPSConnection("127.0.0.1", served.server.port, context=context, timeout=10)
    try:
        connection.request(method, path, body or None, headers)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def test_proxmoxer_with_token_and_password(served: Served):
    assert len(served.client().cluster.resources.get(type="node")) == 4
    client = served.client(user="root@pam", password="simulator")
    vm = next(
        row for row in client.cluster.resources.get(type="vm") if row["type"] == "qemu" and row["status"] == "running"
    )
    target = next(node["node"] for node in client.nodes.get() if node["node"] != vm["node"])
    upid = client.nodes(vm["node"]).qemu(vm["vmid"]).migrate.post(target=target, online=1)
    assert client.nodes(vm["node"]).tasks(upid).status.get()["upid"] == upid
    with pytest.raises(AuthenticationError):
        served.client(user="root@pam", password="wrong")


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "reason"),
    [
        ("GET", "/api2/json/version", {}, 401, "No ticket"),
        ("GET", "/api2/json/version", {"Authorization": "PVEAPIToken=a@pve!b=c"}, 401, "Authentication failed!"),
        ("GET", "/api2/json/nosuch", TOKEN, 501, "Method 'GET /nosuch' not implemented"),
        ("HEAD", "/api2/json/version", TOKEN, 501, "method 'HEAD' not available"),
        ("GET", "/sim/stats", {}, 403, "Forbidden"),
    ],
)
def test_refusals(served: Served, method: str, path: str, headers: dict[str, str], status: int, reason: str):
    response, _ = ask(served, method, path, headers)
    assert (response.status, response.reason, response.headers["Connection"]) == (status, reason, "close")


def test_gzip_and_headers(served: Served):
    response, body = ask(served, "GET", "/api2/json/cluster/resources", {**TOKEN, "Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["Server"] == "pve-api-daemon/3.0"
    assert json.loads(gzip.decompress(body))["data"]


def test_faults_and_counts_by_control(served: Served):
    control = {"X-Simulator": "1"}
    ask(served, "POST", "/sim/faults", control, json.dumps({"add": ["node-offline:pve3", "500:/cluster/tasks"]}))
    response, body = ask(served, "GET", "/api2/json/nodes/pve3/status", TOKEN)
    assert (response.status, response.reason, body) == (595, "No route to host", b"")
    with pytest.raises(ResourceException) as caught:
        served.client().cluster.tasks.get()
    assert caught.value.status_code == 500
    stats = json.loads(ask(served, "GET", "/sim/stats", control)[1])
    assert stats["calls"]["GET /cluster/tasks"] == 1
    bad, _ = ask(served, "POST", "/sim/faults", control, '{"add": ["nonsense"]}')
    assert bad.status == 400
