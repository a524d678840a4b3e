"""A script without Nuke: from the file to a job with its copy, as `afsubmit submit comp.nk` does it."""

from __future__ import annotations

import pytest
from af_nuke._scene_file import open_scene
from af_nuke.plan import NukePlan

from afsubmit.errors import SceneError
from afsubmit.ui.background import Background
from afsubmit.ui.press import Press, Wish
from tests.fakes.farm_server import FarmServer

SCRIPT = 'Root {\n project_directory "\\[python \\{nuke.script_directory()\\}]"\n}\n'
SCRIPT += "Write {\n file out/a.%04d.exr\n name W\n}\n"


@pytest.fixture
def farm(monkeypatch):
    with FarmServer() as server:
        monkeypatch.setenv("AFSUBMIT_SERVER", server.address)
        yield server


def test_file_is_sent_with_a_copy_that_means_the_same_elsewhere(farm, tmp_path, monkeypatch) -> None:
    (tmp_path / "show").mkdir()
    (tmp_path / "copies").mkdir()
    monkeypatch.setenv("CGRU_PATHSMAP", f'[["{tmp_path}/show", "/farm/show"]]')
    path = tmp_path / "show" / "comp.nk"
    path.write_text(SCRIPT, "utf-8")
    wish = Wish(open_scene(str(path)), NukePlan(), {"snapshot_folder": str(tmp_path / "copies")})
    work = Background(Press(wish))
    assert work.finish(), work.outcome().text
    (job,) = farm.jobs.values()
    assert job["blocks"][0]["files"] == ["/farm/show/out/a.@####@.exr"]
    (copy,) = (tmp_path / "copies").iterdir()
    assert open_scene(str(copy)).outputs()[0].files == ("/farm/show/out/a.@####@.exr",)
    assert path.read_text("utf-8") == SCRIPT


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        pytest.param("a.nk", b"", "is empty", id="an empty file"),
        pytest.param("a.nk", b"\x00\x01\x02binary", "not a whole Nuke script", id="no text"),
        pytest.param("a.nknc", b"\x7b\x00encrypted", "submit it from Nuke", id="an edition that encrypts"),
        pytest.param("a.nk", None, "cannot be read", id="not there"),
        pytest.param(
            "a.nk", b"Root {\n first_frame {{nothing.here}}\n}\n", "worked out by Nuke", id="a range of Nuke's"
        ),
    ],
)
def test_file_that_cannot_be_read_is_a_sentence(tmp_path, name, content, words) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SceneError, match=words):
        open_scene(str(path))
