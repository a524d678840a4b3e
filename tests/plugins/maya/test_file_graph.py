"""A .ma file as a graph: what is set and what is not, names, connections, references with their edits, the project."""

from __future__ import annotations

from pathlib import Path

import pytest
from af_maya import _references
from af_maya._ascii import Grammar
from af_maya._file_graph import FileGraph

from afsubmit.errors import SceneError

HEAD = "//Maya ASCII 2023 scene\n//Name: a.ma\n//Codeset: UTF-8\n"
END = "// End of a.ma\n"


def graph_of(folder: Path, body: str, name: str = "shot.ma") -> FileGraph:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(HEAD + body + END, "utf-8")
    return FileGraph(str(folder / name))


def camera(name: str, above: str = "", more: str = "") -> str:
    parent = f' -p "{above}"' if above else ""
    return (
        f'createNode transform -n "{name}"{parent};\n'
        f'createNode camera -n "{name}Shape" -p "{above + "|" if above else ""}{name}";\n{more}'
    )


def reference(
    path: str, namespace: str = "set", node: str = "setRN", *, words: str = "", kind: str = "mayaAscii"
) -> str:
    """Both statements, as Maya writes them for a reference that is loaded; `words` are those of the first."""
    return (
        f'file -rdi 1 -ns "{namespace}" {words} -rfn "{node}" -op "v=0;" -typ "{kind}" "{path}";\n'
        f'file -r -ns "{namespace}" -dr 1 -rfn "{node}" -op "v=0;" -typ "{kind}" "{path}";\n'
    )


def edits(node: str, *sections: str) -> str:
    listed = "\n\t\t".join(sections)
    return (
        f'createNode reference -n "{node}";\n\tsetAttr ".ed" -type "dataReferenceEdits" \n\t\t"{node}"\n\t\t{listed};\n'
    )


def test_head_units_plug_ins_and_texts_are_told(tmp_path: Path) -> None:
    body = (
        'requires maya "2023";\nrequires -nodeType "aiOptions" "mtoa" "5.1.0";\nrequires "stereoCamera" "10.0";\n'
        'currentUnit -l centimeter -a degree -t pal;\nfileInfo "note" "say \\"hello\\"\\\\n";\n'
    )
    scene = graph_of(tmp_path, body).scene
    assert (scene.version, scene.fps, scene.path) == ("2023", 25.0, (tmp_path / "shot.ma").as_posix())
    assert dict(scene.plugins) == {"mtoa": None, "stereoCamera": None}
    assert dict(scene.file_info) == {"note": 'say "hello"\\n'}


@pytest.mark.parametrize(
    ("unit", "fps"),
    [("film", 24.0), ("ntscf", 60.0), ("23.976fps", 24000 / 1001), ("120fps", 120.0), ("0fps", None), ("x", None)],
)
def test_time_unit_says_the_frame_rate(tmp_path: Path, unit: str, fps: float | None) -> None:
    graph = graph_of(tmp_path, f'currentUnit -t "{unit}";\n')
    assert graph.scene.fps == (fps or 24.0)
    assert bool(graph.problems) is (fps is None)


VALUES = """select -ne :defaultRenderGlobals;
	addAttr -ci true -h true -sn "dss" -ln "defaultSurfaceShader" -dt "string";
	setAttr ".ren" -type "string" "arnold";
	setAttr -l on ".an" yes;
	setAttr ".fs" 1001;
	setAttr ".ef" 1e3;
	setAttr -av ".ep" 6;
	setAttr ".outf" 51; setAttr ".pff" on;
	setAttr ".ifp" -type "string" ( "a/" + "<Camera>" );
createNode absUniqueOverride -n "over";
	addAttr -ci true -sn "atv" -ln "attrValue" -at "bool";
	addAttr -ci true -sn "own" -ln "ownNumber" -dv 4 -at "long";
createNode renderLayer -n "old";
	setAttr -s 2 ".adjs[0:1].val"  1 0;
	setAttr ".adjs[2].val" -type "float3" 1 0.5 0 ;
setAttr "defaultResolution.w" 1920;
"""


def test_attribute_holds_what_is_set_else_its_default(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, VALUES)
    named = {
        "currentRenderer": "arnold",
        "animation": True,
        "startFrame": 1001.0,
        "endFrame": 1000.0,
        "byFrameStep": 1.0,
        "extensionPadding": 6,
        "imageFormat": 51,
        "putFrameBeforeExt": True,
        "imageFilePrefix": "a/<Camera>",
        "defaultSurfaceShader": "",
        "noSuchThing": None,
    }
    held = {name: graph.value(":defaultRenderGlobals", name) for name in named}
    assert held == named
    assert {name: type(value) for name, value in held.items()} == {name: type(value) for name, value in named.items()}
    assert graph.value("over", "attrValue") is False and graph.value("over", "ownNumber") == 4
    assert graph.value("old", "adjustments[1].value") == 0
    assert graph.value("old", "adjustments[2].value") == (1.0, 0.5, 0.0)
    assert graph.value("defaultResolution", "width") == 1920
    assert graph.value("nobody", "width") is None and graph.type_of("nobody") == ""


DEEP = 3000


def chain(names: list[str]) -> str:
    """Transforms below each other."""
    above = ["", *("|" + "|".join(names[: place + 1]) for place in range(len(names)))]
    below = [f' -p "{path}"' if path else "" for path in above]
    return "".join(f'createNode joint -n "{name}"{put};\n' for name, put in zip(names, below))


@pytest.mark.parametrize(
    ("body", "named"),
    [
        pytest.param(
            'createNode joint -n "j0";\n'
            + "".join(f'createNode joint -n "j{n}" -p "j{n - 1}";\n' for n in range(1, DEEP))
            + f'createNode camera -n "camShape" -p "j{DEEP - 1}";\n',
            ("camShape", f"j{DEEP - 1}"), id="a chain deeper than Python calls",
        ),
        pytest.param(
            chain(["g"] * 4) + 'createNode camera -n "camShape" -p "|g|g|g|g";\n',
            ("camShape", "g|g|g|g"), id="all of one name",
        ),
        pytest.param(
            'createNode transform -n "a" -p "b";\ncreateNode transform -n "b" -p "a";\n'
            'createNode camera -n "camShape" -p "a";\n',
            ("camShape", "a"), id="a ring",
        ),
        pytest.param(
            'createNode transform -n "own" -p "own";\ncreateNode camera -n "camShape" -p "own";\n',
            ("camShape", "own"), id="below itself",
        ),
        pytest.param(
            'createNode lambert -n "camShape";\ncreateNode transform -n "cam";\ncreateNode multiplyDivide -n "m1";\n'
            '\tsetAttr ".i1" -type "float3" 1 2 3 ;\ncreateNode animCurveTL -n "c1";\n\tsetAttr ".tan" 18;\n'
            'createNode camera -n "camShape" -p "cam";\n',
            ("camShape", "cam"), id="nodes that nobody asks for stand between",
        ),
    ],
)  # fmt: skip
def test_camera_is_found_wherever_it_stands(body: str, named: tuple[str, str], tmp_path: Path) -> None:
    graph = graph_of(tmp_path, body)
    (shape,) = [name for name in graph.nodes("camera") if "camShape" in name]
    assert (shape, graph.parent(shape)) == named
    there = graph_of(tmp_path, reference("shot.ma"), "other.ma")
    (shape,) = [name for name in there.nodes("camera") if "camShape" in name]
    assert there.parent(shape).replace("set:", "") == named[1]


def test_nodes_are_called_by_the_shortest_name_that_only_they_have(tmp_path: Path) -> None:
    body = 'createNode transform -n "a";\ncreateNode transform -n "b";\n' + camera("eye", "a") + camera("eye", "b")
    body += 'createNode transform -n "eye";\n' + camera("main")
    body += 'createNode transform -n "c";\ncreateNode mesh -n "mainShape" -p "c";\n'
    graph = graph_of(tmp_path, body)
    assert list(graph.nodes("camera")) == ["a|eye|eyeShape", "b|eye|eyeShape", "main|mainShape"]
    assert [graph.parent(name) for name in graph.nodes("camera")] == ["a|eye", "b|eye", "main"]
    assert graph.type_of("|eye") == "transform" and graph.parent("|eye") == ""
    assert graph.type_of("|b|eye|eyeShape") == "camera" and graph.type_of("|eye|eyeShape") == ""
    assert graph.parent("a") == ""


def test_connections_are_told_from_both_ends_in_long_names(tmp_path: Path) -> None:
    body = camera("cam") + 'createNode renderLayer -n "old";\ncreateNode aiOptions -s -n "opts";\n'
    body += 'createNode aiAOV -n "z";\ncreateNode aiAOV -n "n";\ncreateNode animCurveTU -n "curve";\n'
    body += 'connectAttr "|cam|camShape.rnd" "old.adjs[3].plg";\nconnectAttr "curve.o" ":defaultRenderGlobals.fs";\n'
    body += 'connectAttr "z.msg" "opts.aovs"\n\t\t -na;\nconnectAttr -na "n.msg" "opts.aovs";\n'
    graph = graph_of(tmp_path, body)
    assert graph.sources("old") == {"adjustments[3].plug": "camShape.renderable"}
    assert graph.sources("old", "adjustments") == graph.sources("old") and graph.sources("old", "adjust") == {}
    assert list(graph.targets("camShape", "renderable")) == ["old.adjustments[3].plug"]
    assert graph.sources("opts") == {"aovList[0]": "z.message", "aovList[1]": "n.message"}
    assert graph.sources("defaultRenderGlobals", "startFrame") == {"startFrame": "curve.o"}


def test_scene_has_the_layer_that_every_scene_has(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, camera("cam"))
    assert list(graph.nodes("renderLayer")) == ["defaultRenderLayer"]
    assert graph.sources("defaultRenderLayer") == {"identification": "renderLayerManager.renderLayerId[0]"}


def test_reference_brings_its_cameras_and_no_second_of_what_every_scene_has(tmp_path: Path) -> None:
    graph_of(tmp_path, 'createNode camera -s -n "perspShape";\n' + camera("cam"), "set.ma")
    body = reference("set.ma") + 'createNode camera -s -n "perspShape";\n' + camera("own")
    graph = graph_of(tmp_path, body)
    assert list(graph.nodes("camera")) == ["set:camShape", "perspShape", "ownShape"]
    assert [graph.is_referenced(name) for name in graph.nodes("camera")] == [True, False, False]
    assert graph.parent("set:camShape") == "set:cam"
    (found,) = graph.scene.references
    assert (found.node, found.path, found.namespace) == ("setRN", (tmp_path / "set.ma").as_posix(), "set")
    assert found.is_loaded and found.unseen == ""
    assert list(graph.nodes("renderLayer")) == ["set:defaultRenderLayer", "defaultRenderLayer"]


def test_reference_is_found_by_variable_project_folder_and_old_project(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("SETS", str(tmp_path / "sets"))
    project = tmp_path / "show"
    project.mkdir()
    rules = 'workspace -fr "images" "img; out";\nworkspace -fr "scene" "scenes";\n'.replace("; ", " ")
    (project / "workspace.mel").write_text("//Maya 2023 Project Definition\n\n" + rules)
    graph_of(tmp_path / "sets", camera("a"), "a.ma")
    graph_of(project / "scenes", camera("b"), "b.ma")
    graph_of(project / "scenes" / "shots", camera("c"), "c.ma")
    paths = ("$SETS/a.ma", "scenes/b.ma", "c.ma", "Z:/old/show//scenes/b.ma", "${SETS}/a.ma{2}", "$NOT_SET/a.ma")
    body = "".join(reference(path, f"n{number}", f"n{number}RN") for number, path in enumerate(paths))
    graph = graph_of(project / "scenes" / "shots", body)
    assert [one.unseen for one in graph.scene.references] == ["", "", "", "", "", "There is no such file."]
    assert graph.scene.references[5].path == "$NOT_SET/a.ma"
    assert list(graph.nodes("camera")) == ["n0:aShape", "n1:bShape", "n2:cShape", "n3:bShape", "n4:aShape"]
    assert graph.scene.project == str(project)
    assert dict(graph.scene.rules) == {"images": "img out", "scene": "scenes"}


@pytest.mark.parametrize(
    ("path", "kind", "unseen"),
    [
        pytest.param("gone.ma", "mayaAscii", "no such file", id="missing"),
        pytest.param("b.mb", "mayaBinary", "Maya binary file", id="binary"),
        pytest.param("c.abc", "Alembic", "type Alembic", id="of a plug-in"),
        pytest.param("d.ma", "mayaAscii", "Line 4: the file ends", id="cut short"),
        pytest.param("shot.ma", "mayaAscii", "reads itself", id="itself"),
    ],
)
def test_reference_that_cannot_be_seen_says_why(tmp_path: Path, path: str, kind: str, unseen: str) -> None:
    for name in ("b.mb", "c.abc"):
        (tmp_path / name).write_bytes(b"FOR8")
    (tmp_path / "d.ma").write_text(HEAD + "createNode")
    graph = graph_of(tmp_path, reference(path, kind=kind) + camera("own"))
    assert unseen in graph.scene.references[0].unseen
    assert list(graph.nodes("camera")) == ["ownShape"]


def test_unloaded_references_bring_nothing_and_are_no_mistake(tmp_path: Path) -> None:
    graph_of(tmp_path, camera("cam"), "inner.ma")
    graph_of(tmp_path, reference("inner.ma", "in", "inRN") + camera("cam"), "set.ma")
    body = reference("set.ma", "off", "offRN", words="-dr 1") + reference("set.ma")
    body += 'file -rdi 2 -ns "in" -dr 1 -rfn "set:inRN" -typ "mayaAscii" "inner.ma";\n'
    graph = graph_of(tmp_path, body)
    assert list(graph.nodes("camera")) == ["set:camShape"]
    assert [(one.node, one.is_loaded, one.unseen) for one in graph.scene.references] == [
        ("offRN", False, ""),
        ("setRN", True, ""),
        ("set:inRN", False, ""),
    ]


def test_ring_of_references_ends(tmp_path: Path) -> None:
    for name, other in (("a.ma", "b.ma"), ("b.ma", "c.ma"), ("c.ma", "a.ma")):
        graph_of(tmp_path, reference(other, other[0], f"{other[0]}RN") + camera("cam"), name)
    graph = FileGraph(str(tmp_path / "a.ma"))
    assert list(graph.nodes("camera")) == ["b:c:camShape", "b:camShape", "camShape"]
    assert "reads itself" in graph.scene.references[-1].unseen or "reads itself" in graph.scene.references[0].unseen


def test_references_that_double_at_each_depth_end(tmp_path: Path) -> None:
    for number in range(30):
        body = reference(f"{number + 1}.ma", "l", "lRN") + reference(f"{number + 1}.ma", "r", "rRN")
        graph_of(tmp_path, body if number < 29 else camera("cam"), f"{number}.ma")
    graph = FileGraph(str(tmp_path / "0.ma"))
    assert any("scenes are referenced" in one.unseen for one in graph.scene.references)


def test_edits_change_what_a_reference_brought(tmp_path: Path) -> None:
    graph_of(tmp_path, camera("cam", more='\tsetAttr ".rnd" no;\n') + camera("two"), "set.ma")
    sections = (
        '"setRN" 0\n\t\t"setRN" 6',
        '0 "|set:two" "|rig" "-s -r "',
        '1 |rig "note" "nts" " -ci 1 -dt \\"string\\""',
        '2 "|set:cam|set:camShape" "renderable" " 1"',
        '2 "|rig|set:two|set:twoShape" "renderable" " -av -k 1 0"',
        '5 3 "setRN" "|set:cam|set:camShape.renderable" \n\t\t"setRN.placeHolderList[1]" ""',
        '7 "link" ":lightLinker1" 2 "|set:cam.message" ":defaultLightSet.message" \n\t\t0',
        '"setRN" 1',
        '2 "set:camShape" "rnd" " 0"',
    )
    body = reference("set.ma") + edits("setRN", *sections) + 'createNode transform -n "rig";\n'
    body += 'createNode renderLayer -n "old";\nconnectAttr "setRN.phl[1]" "old.adjs[0].plg";\n'
    graph = graph_of(tmp_path, body)
    assert {name: graph.value(name, "renderable") for name in graph.nodes("camera")} == {
        "set:camShape": False,
        "set:twoShape": False,
    }
    assert graph.parent("set:two") == "rig"
    assert graph.sources("old") == {"adjustments[0].plug": "set:camShape.renderable"}


def test_outer_scene_has_the_last_word_on_an_inner_reference(tmp_path: Path) -> None:
    graph_of(tmp_path, camera("cam"), "inner.ma")
    inside = edits("inRN", '"inRN" 1\n\t\t2 "|in:cam|in:camShape" "renderable" " 0"')
    graph_of(tmp_path, reference("inner.ma", "in", "inRN") + inside, "set.ma")
    assert FileGraph(str(tmp_path / "set.ma")).value("in:camShape", "renderable") is False
    outside = edits("setRN", '"set:inRN" 1\n\t\t2 "|set:in:cam|set:in:camShape" "renderable" " 1"')
    graph = graph_of(tmp_path, reference("set.ma") + outside)
    assert graph.value("set:in:camShape", "renderable") is True


def test_camera_in_an_unreadable_reference_counts_where_the_scene_makes_it_renderable(tmp_path: Path) -> None:
    sections = (
        '"setRN" 2\n\t\t2 "|set:cam|set:camShape" "renderable" " 1"',
        '2 "|set:cam|set:camShape" "depth" " 0"',
        '"offRN" 1\n\t\t2 "|off:cam|off:camShape" "renderable" " 1"',
    )
    body = reference("gone.ma") + reference("gone.ma", "off", "offRN", words="-dr 1") + edits("setRN", *sections)
    graph = graph_of(tmp_path, body)
    assert list(graph.nodes("camera")) == ["set:camShape"]
    assert graph.parent("set:camShape") == "set:cam"
    assert graph.value("set:camShape", "renderable") is True and graph.is_referenced("set:camShape")


@pytest.mark.parametrize(
    "words",
    [
        '"aRN"',
        '"aRN" "aRN"',
        '"aRN" "aRN" 3 2 "x" "y" " 1"',
        '"aRN" "aRN" 1',
        '"aRN" "aRN" 1 7 "link"',
        '"aRN" "aRN" 1 7 "link" "x" 99 "y"',
        '"aRN" "aRN" 99999999999999999999 2 "x" "y" " 1" "bRN" 1 5',
        "2 2 2 2",
    ],
)
def test_damaged_edits_end(words: str) -> None:
    assert len(list(_references.edits(Grammar().words(words.encode())))) <= 3


def test_command_that_maya_does_not_write_is_told_once(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, 'eval "setAttr defaultRenderGlobals.ef 5";\n\neval "x";\nlockNode -l 1;\n')
    (told,) = graph.problems
    assert told.startswith("Line 4: Maya itself writes no eval into a scene.")


def test_strange_letters_and_a_missing_end_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.ma"
    path.write_bytes((HEAD.replace("UTF-8", "no page") + 'createNode transform -n "é";\n').encode())
    told = " ".join(FileGraph(str(path)).problems)
    assert "the code page no page, which is not known here" in told
    assert "does not end as Maya ends a scene" in told
    path.write_bytes(HEAD.encode() + b'createNode transform -n "\xe9";\n' + END.encode())
    assert "holds bytes that are no letters" in " ".join(FileGraph(str(path)).problems)


def test_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SceneError, match="cannot be read: No such file"):
        FileGraph(str(tmp_path / "gone.ma"))


def test_long_edits_and_long_lists_are_read_and_long_texts_of_others_are_not_held(tmp_path: Path) -> None:
    graph_of(tmp_path, camera("cam"), "set.ma")
    many = "\n\t\t".join(f'2 "|set:ctl{number}" "translate" " -type \\"double3\\" 0 0 0"' for number in range(30_000))
    body = reference("set.ma") + edits("setRN", f'"setRN" 30001\n\t\t{many}\n\t\t2 "set:camShape" "rnd" " 0"')
    names = "\\n".join(f"|grp|body{number}" for number in range(5_000))
    body += f'createNode simpleSelector -n "sel";\n\tsetAttr ".ssl" -type "string" "{names}";\n'
    body += f'createNode anybodysNode -n "own";\n\tsetAttr ".data" -type "string" "{"x" * 50_000}";\n'
    graph = graph_of(tmp_path, body)
    assert graph.value("set:camShape", "renderable") is False
    assert str(graph.value("sel", "staticSelection")).count("\n") == 4_999
    assert graph.type_of("own") == "anybodysNode" and graph.value("own", "data") is None
