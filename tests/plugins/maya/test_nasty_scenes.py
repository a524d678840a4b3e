"""Scenes from the corners of Maya's grammar and rules, held against Autodesk's pages: what is rendered, and where."""

from __future__ import annotations

from pathlib import Path

import pytest
from af_maya._scene_file import open_scene

from tests.plugins.maya.scenes import CAMERAS, END, GLOBALS, HEAD, MANAGER, OWN, camera, layer, links, unique

OFF = CAMERAS.replace('"perspShape" -p "persp";\n', '"perspShape" -p "persp";\n\tsetAttr ".rnd" no;\n')
MASTER_OFF = MANAGER.replace('"defaultRenderLayer";\n', '"defaultRenderLayer";\n\tsetAttr ".rndr" no;\n')
SHORT = '\tsetAttr ".ef" 3;\n\tsetAttr ".outf" 32;\n\tsetAttr ".ifp" -type "string" "{}";\n'
RIG = (
    "//Maya ASCII 2023 scene\n//Codeset: UTF-8\n"
    + camera("hero", is_on=False)
    + camera("wit", is_on=False)
    + "// End\n"
)


def scene(*parts: str, prefix: str = "shot", master: str = MANAGER, more: str = "") -> str:
    return HEAD + OFF + "".join(parts) + master + GLOBALS + SHORT.format(prefix) + more + OWN + END


def layered(*names: str, prefix: str = "shot", nodes: str = "", hangs: str = "") -> str:
    """Layers of Render Setup, and what is put into them."""
    own = "".join(layer(name, number) for number, name in enumerate(names, 1)) + nodes
    linked = "".join(links(name, number) for number, name in enumerate(names, 1)) + hangs
    return scene(camera("cam"), prefix=prefix, master=MASTER_OFF + own).replace(OWN, OWN + linked)


def ordered(first: tuple[str, str], second: tuple[str, str], name: str) -> tuple[str, str]:
    """Two overrides of one attribute of which the second stands below the first."""
    nodes, hangs = (text.replace(name, f"{name}2") for text in second)
    nodes = nodes.replace(f'"string" "{name[7:]}2"', f'"string" "{name[7:]}"')
    return first[0] + nodes, first[1] + hangs + f'connectAttr "{name}Collection.nxt" "{name}2Collection.prv";\n'


def reference(namespace: str, path: str, node: str, *edits: str) -> str:
    """A reference with what is changed of it."""
    listed = "".join(f"\n\t\t2 {edit}" for edit in edits)
    text = f'file -rdi 1 -ns "{namespace}" -rfn "{node}" -typ "mayaAscii" "{path}";\n'
    text += f'file -r -ns "{namespace}" -dr 1 -rfn "{node}" -typ "mayaAscii" "{path}";\n'
    made = f'createNode reference -n "{node}";\n\tsetAttr ".ed" -type "dataReferenceEdits" \n\t\t"{node}"\n'
    return text + (f'{made}\t\t"{node}" {len(edits)}{listed};\n' if edits else "")


ENDS = ordered(unique("beauty", "endFrame", "10"), unique("beauty", "endFrame", "6"), "beauty_endFrame")
CASES = {
    "the override below counts": (layered("beauty", nodes=ENDS[0], hangs=ENDS[1]), ["beauty 1-6 shot"]),
    "tokens of every kind": (
        layered("x", "y", prefix="%/l<camera>/%s_<LAYER>"), ["x 1-3 x/cam/shot_x", "y 1-3 y/cam/shot_y"],
    ),
    "a stereo rig renders as its cameras": (
        scene(
            'createNode stereoRigTransform -n "rig";\ncreateNode stereoRigCamera -n "rigShape" -p "rig";\n'
            '\tsetAttr ".rnd" no;\n', camera("rigL", parent="rig"), camera("rigR", parent="rig"),
        ),
        ["masterLayer rigL 1-3 rigL/shot", "masterLayer rigR 1-3 rigR/shot"],
    ),
    "cameras of one name below two groups": (
        scene(
            'createNode transform -n "a";\ncreateNode transform -n "b";\n',
            camera("eye", parent="a"), camera("eye", parent="b"),
        ),
        ["masterLayer a|eye 1-3 a_eye/shot", "masterLayer b|eye 1-3 b_eye/shot"],
    ),
    "a file that is referenced twice": (
        scene(reference("a", "rig.ma", "aRN"), reference("b", "rig.ma{1}", "bRN", '"|b:hero|b:heroShape" "rnd" " on"')),
        ["masterLayer 1-3 shot"],
    ),
    "a reference by a variable, edited": (
        scene(reference("s", "$RIGS/rig.ma", "sRN", '"|s:wit|s:witShape" "renderable" " 1"'), camera("own")),
        ["masterLayer s:wit 1-3 s_wit/shot", "masterLayer own 1-3 own/shot"],
    ),
    "a prefix in two parts with signs of the grammar": (
        scene(camera("cam")).replace('"string" "shot"', '"string" ( "a/"\n\t\t+ "b;//c" )'), ["masterLayer 1-3 a/b;/c"],
    ),
    "comments wherever they may stand": (
        scene(camera("cam"), more='/* ; " */ setAttr /* " */ ".bfs" /*a*/ 2 ; // " ;\n'), ["masterLayer 1,3 shot"],
    ),
    "attributes by their whole names": (
        scene(
            camera("cam"),
            more='setAttr ":defaultRenderGlobals.endFrame" 5;\nsetAttr -l on defaultRenderGlobals.bfs 2;\n',
        ),
        ["masterLayer 1-5x2 shot"],
    ),
    "lines as Windows ends them": (scene(camera("cam")).replace("\n", "\r\n"), ["masterLayer 1-3 shot"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_nasty_scene_is_read_as_maya_renders_it(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, wanted = CASES[name]
    monkeypatch.setenv("RIGS", str(tmp_path))
    (tmp_path / "workspace.mel").write_text("// a project\n")
    (tmp_path / "rig.ma").write_text(RIG, "utf-8")
    (tmp_path / "shot.ma").write_bytes(text.encode())
    images, ending = f"{tmp_path.as_posix()}/images/", ".@####@.png"
    outputs = open_scene(str(tmp_path / "shot.ma")).outputs()
    assert [f"{one.name} {one.frames} {one.files[0][len(images) : -len(ending)]}" for one in outputs] == wanted
    assert all(len(one.files) == 1 and one.files[0].startswith(images) for one in outputs)
