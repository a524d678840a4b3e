"""The stand-in for `Render`: it stops where Maya stops, and names images by Autodesk's rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes import maya_render

HEAD = """\
//Maya ASCII 2024 scene
requires maya "2024";
createNode transform -n "cam";
createNode camera -n "camShape" -p "cam";
"""
GLOBALS = "select -ne :defaultRenderGlobals;\n"
LAYERS = """\
createNode renderLayer -n "defaultRenderLayer";
	setAttr ".rndr" no;
createNode renderSetupLayer -n "beauty";
createNode renderLayer -n "rs_renderSetupLayer1";
createNode renderSetupLayer -n "fx";
createNode renderLayer -n "rs_fx";
	setAttr ".rndr" no;
connectAttr "rs_renderSetupLayer1.msg" "beauty.lrl";
connectAttr "rs_fx.msg" "fx.lrl";
"""


def rendered(place: Path, text: str, *words: str, renderer: str = "sw") -> list[str]:
    """What Render writes below the images of the project, or what it ends with."""
    scene = place / "shot.ma"
    scene.write_text(HEAD + text, "utf-8")
    code = maya_render.main(["-r", renderer, *words, "-proj", place.as_posix(), scene.as_posix()])
    if code:
        return [str(code)]
    images = place / "images"
    return sorted(file.relative_to(images).as_posix() for file in images.rglob("*") if file.is_file())


@pytest.mark.parametrize(
    ("text", "words", "files"),
    [
        pytest.param("", "", ["shot.iff"], id="one picture has no number"),
        pytest.param("", "-s 8 -e 8", ["shot.iff.0008"], id="-s writes one"),
        pytest.param(
            '\tsetAttr ".an" yes;\n\tsetAttr ".ef" 2;\n', "", ["shot.iff.0001", "shot.iff.0002"], id="animation"
        ),
        pytest.param(
            '\tsetAttr ".pff" yes;\n\tsetAttr ".outf" 32;\n', "-s 8 -e 8", ["shot.0008.png"], id="number first"
        ),
        pytest.param('\tsetAttr ".pff" yes;\n\tsetAttr ".peie" 2;\n', "-s 8 -e 8", ["shot_0008.iff"], id="underscore"),
        pytest.param('\tsetAttr ".pff" yes;\n\tsetAttr ".peie" 0;\n', "-s 8 -e 8", ["shot0008.iff"], id="no sign"),
        pytest.param('\tsetAttr ".ofc" 1;\n', "-s 8 -e 8", ["shot.0008"], id="no ending"),
        pytest.param(
            '\tsetAttr ".ifp" -type "string" "a/<Scene>_%c";\n', "-s 8 -e 8", ["a/shot_cam.iff.0008"], id="tokens"
        ),
        pytest.param("", "-s 8 -e 8 -im b/<RenderLayer>", ["b/masterLayer.iff.0008"], id="prefix given"),
        pytest.param("", "-s 10 -e 14 -b 2 -rfs 1 -rfb 5", [f"shot.iff.{n:04}" for n in (1, 6, 11)], id="renumbered"),
    ],
)
def test_images_are_named_by_the_rules(tmp_path: Path, text: str, words: str, files: list[str]) -> None:
    assert rendered(tmp_path, GLOBALS + text, *words.split()) == files


@pytest.mark.parametrize(
    ("habits", "words", "files"),
    [
        pytest.param("", "", ["shot.iff"], id="one layer is on"),
        pytest.param("counts_all", "", ["beauty/shot.iff"], id="layers that are off count, too"),
        pytest.param(
            "counts_all names_rs", "", ["rs_renderSetupLayer1/shot.iff"], id="and folders have the node's name"
        ),
        pytest.param("counts_all", "-rl rs_renderSetupLayer1", ["shot.iff"], id="-rl takes the folder away"),
        pytest.param(
            "", "-rl rs_renderSetupLayer1 -im <RenderLayer>", ["beauty.iff"], id="the token is the artist's name"
        ),
        pytest.param("", "-rl rs_fx", [], id="a layer that is off renders nothing"),
        pytest.param("", "-rl beauty", ["211"], id="no node of that name"),
    ],
)
def test_layers_have_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, habits: str, words: str, files) -> None:
    monkeypatch.setenv("MAYA_HABITS", habits)
    assert rendered(tmp_path, LAYERS, *words.split()) == files


@pytest.mark.parametrize(
    ("renderer", "words", "code"),
    [
        pytest.param("arnold", "-fnc 3", 206, id="arnold's sure flags have no layout"),
        pytest.param("redshift", "-fnc 3", 206, id="nor have redshift's"),
        pytest.param("renderman", "-im a", 206, id="renderman has no prefix"),
        pytest.param("3delight", "-rl a", 206, id="3delight's layers are -lr"),
        pytest.param("vray", "-rfs 1", 206, id="v-ray renumbers nothing"),
        pytest.param("maxwell", "-s 1", 206, id="no such renderer"),
        pytest.param("sw", "-cam other", 210, id="no such camera"),
        pytest.param("sw", '-im a"b', 210, id="a quote ends the string of its script"),
    ],
)
def test_render_stops(tmp_path: Path, capsys, renderer: str, words: str, code: int) -> None:
    assert rendered(tmp_path, "", *words.split(), renderer=renderer) == [str(code)]
    assert capsys.readouterr().out.strip()


def test_files_that_are_there_are_left_out_when_it_is_told_so(tmp_path: Path, capsys) -> None:
    assert rendered(tmp_path, "", *"-s 1 -e 2".split())
    (tmp_path / "images" / "shot.iff.0001").write_text("mine", "utf-8")
    rendered(tmp_path, "", *"-s 1 -e 2 -skipExistingFrames true".split())
    assert (tmp_path / "images" / "shot.iff.0001").read_text("utf-8") == "mine"
    assert "Skipping frame 1" in capsys.readouterr().out


def test_project_that_is_not_there_is_a_command_line_it_cannot_read(tmp_path: Path) -> None:
    assert maya_render.main(["-r", "sw", "-proj", (tmp_path / "no").as_posix(), "a.ma"]) == 206


def test_templates_are_of_2023(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAYA_YEAR", "2023")
    assert rendered(tmp_path, "", "-rsp", "a.json") == ["shot.iff"]
    monkeypatch.setenv("MAYA_YEAR", "2025")
    assert rendered(tmp_path, "", "-rsp", "a.json") == ["206"]
