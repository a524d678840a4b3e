"""A copy that is text: every byte that nobody wanted changed is the artist's."""

from __future__ import annotations

import pytest

from afsubmit.errors import SceneError
from afsubmit.studio.pathmap import PathMap
from afsubmit.submission.sending import text_scene

BYTES = b"\xef\xbb\xbfname \xff\xfe\r\nfile /mnt/show/a.exr\n\x00"
FOLDERS = PathMap([("/mnt/show", "/farm/show")])


@pytest.fixture
def scene(tmp_path):
    path = tmp_path / "copy.txt"
    path.write_bytes(BYTES)
    return path


def test_bytes_and_line_ends_are_kept(scene) -> None:
    text_scene.write(str(scene), text_scene.read(str(scene)))
    assert scene.read_bytes() == BYTES


def test_copy_is_changed_where_it_was_asked_and_nowhere_else(scene) -> None:
    text_scene.rewrite(str(scene), str, lambda text: text.replace("a.exr", "b.exr"))
    assert scene.read_bytes() == BYTES.replace(b"a.exr", b"b.exr")


def test_copy_that_cannot_be_read_as_a_scene_goes_as_it_is(scene, caplog) -> None:
    def parse(text: str) -> str:
        raise SceneError("It is encrypted.")

    text_scene.rewrite(str(scene), parse, lambda text: "")
    assert scene.read_bytes() == BYTES and "encrypted" in caplog.text


def test_change_that_fails_stops_the_submission(scene) -> None:
    def change(text: str) -> str:
        raise SceneError("A path cannot be written.")

    with pytest.raises(SceneError, match="cannot be written"):
        text_scene.rewrite(str(scene), str, change)
    assert scene.read_bytes() == BYTES


def test_file_that_is_not_there_is_a_sentence(tmp_path) -> None:
    with pytest.raises(SceneError, match=r"no\.txt cannot be read: No such file"):
        text_scene.read(str(tmp_path / "no.txt"))
    with pytest.raises(SceneError, match="cannot be written"):
        text_scene.write(str(tmp_path), "")


@pytest.mark.parametrize(
    ("text", "grammar", "after"),
    [
        pytest.param("/mnt/show/a.exr", "[", "/farm/show/a.exr", id="a path"),
        pytest.param("/mnt/show old/a.exr", "[", "/mnt/show old/a.exr", id="a folder that only begins like it"),
        pytest.param(
            "[lindex {/mnt/show/a /mnt/show/b} 1]", "[", "[lindex {/farm/show/a /farm/show/b} 1]", id="a text"
        ),
        pytest.param("/mnt/show/a\n/mnt/show/b", "\n", "/farm/show/a\n/farm/show/b", id="a list"),
    ],
)
def test_paths_are_those_of_the_farm(text: str, grammar: str, after: str) -> None:
    assert text_scene.mapped(text, FOLDERS, grammar=grammar) == after
