"""The open scene as the room reads it, asked of the fake Maya: names, values, links, facts; and how little is asked."""

from __future__ import annotations

import pytest

from tests.fakes.maya import Habits
from tests.plugins.maya.scenes import LAYERS, many


@pytest.fixture
def session(open_scene):
    """What was opened, and the room's reading of it, which holds on to the fake it was imported with."""
    made = open_scene(LAYERS)
    from af_maya._session import Session

    return made, Session()


def test_nodes_have_the_shortest_names_that_only_they_have(session):
    _, graph = session
    assert graph.nodes("renderSetupLayer") == ["beauty", "matte"]
    assert graph.nodes("camera") == [
        "perspShape",
        "topShape",
        "frontShape",
        "sideShape",
        "shotCamShape",
        "left|eye|eyeShape",
        "right|eye|eyeShape",
    ]
    assert graph.parent("left|eye|eyeShape") == "left|eye" and graph.parent("left") == ""
    assert graph.type_of("rs_beauty") == "renderLayer" and graph.type_of("nobody") == ""


def test_values_are_those_of_the_file_else_the_defaults(session):
    _, graph = session
    assert graph.value("defaultRenderGlobals", "endFrame") == 20.0
    assert graph.value("defaultRenderGlobals", "animation") is True
    assert graph.value("defaultRenderGlobals", "byFrameStep") == 1.0
    assert graph.value("defaultRenderGlobals", "imageFilePrefix") == "", "Maya answers None for what was never set"
    assert graph.value("defaultRenderGlobals", "noSuchThing") is None
    assert graph.value("nobody", "endFrame") is None
    assert graph.value("topShape", "renderable") is False


def test_links_are_told_both_ways(session):
    _, graph = session
    assert graph.sources("beauty", "legacyRenderLayer") == {"legacyRenderLayer": "rs_beauty.message"}
    assert graph.targets("rs_beauty", "message") == ["beauty.legacyRenderLayer"]
    assert graph.sources("legacy", "adjustments") == {"adjustments[0].plug": "shotCamShape.renderable"}
    assert graph.sources("nobody") == {} and graph.targets("nobody", "message") == []


def test_facts_of_the_scene(session):
    made, graph = session
    scene = graph.scene
    assert (scene.path, scene.project) == (made.path.as_posix(), made.path.parent.as_posix())
    assert scene.rules["images"] == "images"
    assert (scene.version, scene.fps) == ("2023", 25.0)
    assert scene.plugins == {"mtoa": True, "lost": False}
    assert scene.file_info["note"] == 'a "quoted" one'


def test_layer_shows_its_own_values_and_the_session_stays(session):
    made, graph = session
    before = made.state()
    plugs = [("defaultRenderGlobals", "endFrame"), ("defaultRenderGlobals", "startFrame")]
    assert graph.values_in("rs_beauty", plugs) == [8.0, 1.0]
    assert graph.values_in("legacy", [("shotCamShape", "renderable")]) == [False]
    assert made.state() == before
    assert made.fake.undo_steps == []


def test_layer_that_is_gone_is_a_sentence_and_the_session_stays(session):
    from afsubmit.errors import SceneError

    made, graph = session
    before = made.state()
    with pytest.raises(SceneError, match="gone"):
        graph.values_in("gone", [])
    assert made.state() == before


def test_nothing_is_asked_twice(session):
    from af_maya._graph import Remembered

    made, graph = session
    graph = Remembered(graph)
    for _ in range(3):
        graph.value("shotCamShape", "renderable")
        graph.parent("shotCamShape")
        graph.sources("rs_beauty")
        graph.is_referenced("shotCamShape")
        assert graph.scene.fps == 25.0
    counts = {
        name: made.fake.calls.count(name) for name in ("getAttr", "listRelatives", "listConnections", "referenceQuery")
    }
    assert set(counts.values()) == {1}


@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025])
def test_each_year_has_the_commands_that_are_asked(open_scene, year):
    open_scene(LAYERS, habits=Habits(year=year))
    from af_maya._session import Session

    graph = Session()
    assert graph.scene.version == str(year)
    assert graph.nodes("camera")


def test_references_are_told_with_their_state(open_scene, tmp_path):
    (tmp_path / "cam.ma").write_text(
        '//Maya ASCII 2023 scene\ncreateNode transform -n "shot";\ncreateNode camera -n "shotShape" -p "shot";\n'
    )
    text = (
        '//Maya ASCII 2023 scene\nfile -rdi 1 -ns "c" -rfn "cRN" -op "v=0;" -typ "mayaAscii" "cam.ma";\n'
        'file -rdi 1 -ns "off" -dr 1 -rfn "offRN" -typ "mayaAscii" "off.ma";\n'
        'file -rdi 1 -ns "gone" -rfn "goneRN" -typ "mayaAscii" "gone.ma";\n'
        'file -r -ns "c" -dr 1 -rfn "cRN" -op "v=0;" -typ "mayaAscii" "cam.ma";\n'
        'createNode reference -n "cRN";\nsetAttr ".ed" -type "dataReferenceEdits"\n\t"cRN"\n\t"cRN" 0\n\t"cRN" 1\n'
        '\t2 "|c:shot|c:shotShape" "renderable" " 0";\n'
    )
    (tmp_path / "off.ma").write_text("//Maya ASCII 2023 scene\n")
    open_scene(text)
    from af_maya._session import Session

    graph = Session()
    assert [(one.node, one.namespace, one.is_loaded, one.unseen) for one in graph.scene.references] == [
        ("cRN", "c", True, ""),
        ("offRN", "off", False, ""),
        ("goneRN", "gone", True, "There is no such file."),
    ]
    assert graph.is_referenced("c:shotShape") and not graph.is_referenced("perspShape")
    assert graph.value("c:shotShape", "renderable") is False


def test_scan_of_sixty_layers_with_four_cameras_asks_little_and_switches_nothing(open_scene):
    made = open_scene(many(60, 4))
    from af_maya._host import MayaHost

    switches: list[str] = []
    made.fake.do_editRenderLayerGlobals = lambda **flags: switches.append(flags.get("currentRenderLayer", "")) or "x"
    made.fake.calls.clear()
    outputs = MayaHost().outputs()
    assert len(outputs) == 61 * 4
    assert len(made.fake.calls) <= 12 * len(outputs)
    assert not any(switches), "every override names its node: nothing has to be looked at in its layer"
    frames = {output.facts.layer: str(output.frames) for output in outputs}
    assert frames["rs_pass7"] == "7-27" and frames["rs_pass59"] == "59-79"
