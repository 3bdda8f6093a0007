"""One machine for each release, with the cockpit installed on it beside the real ProxLB and a simulated cluster."""

from collections.abc import Iterator

import pytest

from tests.needs import need
from tests.systemd.container import RELEASES
from tests.systemd.installation import TOKEN, Installation, bare, simulated_cluster


@pytest.fixture(scope="session", params=RELEASES)
def installed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Looked at with --dry-run first, and then installed."""
    need("systemd")
    folder = tmp_path_factory.mktemp("simulator")
    with bare(request.param) as found, simulated_cluster(folder, found):
        before = found.everything()
        told = found.install_well("--dry-run", "--port", str(found.port))
        assert found.everything() == before
        assert told.endswith("Nothing was changed.\n")
        found.machine.run("systemctl", "start", "proxlb.service")
        told = found.install_well("--port", str(found.port))
        assert f"http://cockpit:{found.port}/" in told
        assert f"cat {TOKEN}" in told
        yield found
