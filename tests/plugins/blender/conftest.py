"""A real Blender with the add-on in it, and servers of every mood, once for the whole run."""

from __future__ import annotations

import contextlib
import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.farm_server import FarmServer
from tests.plugins.blender.rig import Rig, blender_path

PLUGIN = Path(__file__).resolve().parents[3] / "plugins" / "blender"
MOODS = ("well", "silent", "refusing", "hanging up", "deaf from the job on")


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip that an artist installs."""
    spec = importlib.util.spec_from_file_location("build_zip", PLUGIN / "build_zip.py")
    builder = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(builder)
    return builder.build(tmp_path_factory.mktemp("zip"))


@pytest.fixture(scope="session")
def rig(tmp_path_factory: pytest.TempPathFactory, archive: Path) -> Rig:
    """A Blender with the add-on installed; without a Blender these tests fail, they do not look green."""
    path = blender_path()
    if not path:
        pytest.fail("No Blender: put one on PATH or name it in AFSUBMIT_TEST_BLENDER.")
    made = Rig(path, tmp_path_factory.mktemp("blender"), archive)
    made.install()
    return made


@pytest.fixture(scope="session")
def servers() -> Iterator[dict[str, FarmServer]]:
    """A server for each mood, and "away": an address where nobody listens."""
    with contextlib.ExitStack() as stack:
        yield {mood: stack.enter_context(FarmServer(mood)) for mood in MOODS}


@pytest.fixture(scope="session")
def outcomes(rig: Rig, servers: dict[str, FarmServer]):
    """What came of the cases of a file; each file is run once."""
    done: dict[str, dict[str, str]] = {}
    addresses = {mood: server.address for mood, server in servers.items()}
    addresses["away"] = _nobody()

    def of(file: str) -> dict[str, str]:
        if file not in done:
            done[file] = rig.cases(file, addresses)
        return done[file]

    return of


def _nobody() -> str:
    with FarmServer() as gone:
        return gone.address
