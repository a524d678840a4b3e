"""The copy of a .ma file for the farm: paths as the farm sees them, everything else byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from af_maya import _copy
from hypothesis import given, settings
from hypothesis import strategies as st

from afsubmit.errors import SceneError
from afsubmit.studio.pathmap import PathMap

MAP = PathMap([("/mnt/show", "/farm/the show"), ("P:/lib", "/farm/lib")])
HEAD = "//Maya ASCII 2023 scene\n//Codeset: {}\n"


def mapped(folder: Path, body: str, *, codeset: str = "UTF-8", codec: str = "utf-8", path_map: PathMap = MAP) -> str:
    path = folder / "copy.ma"
    head = HEAD.format(codeset)
    path.write_bytes((head + body).encode(codec))
    _copy.map_scene(str(path), path_map)
    assert [one.name for one in folder.iterdir()] == ["copy.ma"]
    return path.read_bytes().decode(codec)[len(head) :]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            'file -r -ns "s" -dr 1 -rfn "sRN" -typ "mayaAscii" "/mnt/show/set.ma{2}";\n',
            'file -r -ns "s" -dr 1 -rfn "sRN" -typ "mayaAscii" "/farm/the show/set.ma{2}";\n',
            id="a reference",
        ),
        pytest.param(
            'file -rdi 1 -ns "s" -rfn "sRN" -op "v=0;/mnt/show" -typ\n\t\t "mayaAscii" "P:\\\\lib\\\\a.ma";\n',
            'file -rdi 1 -ns "s" -rfn "sRN" -op "v=0;/mnt/show" -typ\n\t\t "mayaAscii" "/farm/lib/a.ma";\n',
            id="another system's, over lines",
        ),
        pytest.param('setAttr ".ftn" -type "string" "/mnt/show/a.<UDIM>.exr";', None, id="a texture"),
        pytest.param(
            'setAttr -l on "file1.fileTextureName" -type "string" "/mnt/show/a.exr";', None, id="by long name"
        ),
        pytest.param('setAttr ".dso" -type "string" "/mnt/show/a.ass.gz";', None, id="a stand-in"),
        pytest.param('setAttr ".cfn" -type "string" "/mnt/show/c.%04d.fur";', None, id="a cache"),
        pytest.param('setAttr ".imn" -type "string" "/mnt/show/plate.#.exr";', None, id="an image plane"),
        pytest.param('setAttr ".fns" -type "stringArray" 2 "/mnt/show/a.abc" "/mnt/show/b.abc" ;', None, id="several"),
        pytest.param('setAttr ".ifp" -type "string" "/mnt/show/out/<Scene>";', None, id="an absolute prefix"),
        pytest.param('setAttr ".texture_searchpath" -type "string" "/mnt/show/a:/mnt/show/b";', None, id="a list"),
        pytest.param(
            'setAttr ".ftn" -type "string" ( "/mnt/" + "show/\\"x\\".exr" );',
            'setAttr ".ftn" -type "string" "/farm/the show/\\"x\\".exr";',
            id="in pieces, with quotes",
        ),
        pytest.param(
            'setAttr ".ed" -type "dataReferenceEdits" "sRN" "sRN" 1 2 "s:file1" "fileTextureName" " -type \\"string\\" '
            '\\"/mnt/show/a.exr\\"";',
            None,
            id="an edit of a reference",
        ),
        pytest.param('setAttr ".nts" -type "string" "/mnt/show/a.exr";', "", id="a note stays"),
        pytest.param('setAttr ".ftn" -type "string" "see /mnt/show/a.exr";', "", id="a path inside a text stays"),
        pytest.param('setAttr ".ftn" -type "string" "/mnt/shows/a.exr";', "", id="another folder stays"),
        pytest.param('setAttr ".ftn" -type "string" "sourceimages/a.exr";', "", id="a relative path stays"),
        pytest.param('createNode file -n "/mnt/show";', "", id="a name stays"),
        pytest.param('// setAttr ".ftn" -type "string" "/mnt/show/a.exr";\n', "", id="a comment stays"),
        pytest.param('setAttr ".b" -type "string" "file -r \\"/mnt/show/a.ma\\"";', "", id="a script stays"),
    ],
)
def test_known_paths_are_mapped_and_nothing_else(tmp_path: Path, before: str, after: str | None) -> None:
    wanted = before.replace("/mnt/show", "/farm/the show") if after is None else after or before
    assert mapped(tmp_path, before + "\n// End\n") == wanted + "\n// End\n"


def test_letters_are_those_of_the_scene(tmp_path: Path) -> None:
    path_map = PathMap([("/mnt/\u8868", "/farm/\u80fd")])
    body = 'setAttr ".ftn" -type "string" "/mnt/\u8868/a.exr";\nsetAttr ".nts" -type "string" "\u8868";\n'
    found = mapped(tmp_path, body, codeset="932", codec="cp932", path_map=path_map)
    assert found == body.replace("/mnt/\u8868", "/farm/\u80fd")
    path_map = PathMap([("/mnt", "/farm/\u80fd")])
    with pytest.raises(SceneError, match="code page 1252, which cannot hold /farm/\u80fd/a"):
        mapped(tmp_path, 'setAttr ".ftn" -type "string" "/mnt/a";', codeset="1252", path_map=path_map)


def test_damaged_copy_is_a_sentence_and_stays_as_it_is(tmp_path: Path) -> None:
    body = 'setAttr ".ftn" -type "string" "/mnt/show/a.exr";\nsetAttr "'
    with pytest.raises(SceneError, match="Line 4: the string"):
        mapped(tmp_path, body)
    assert (tmp_path / "copy.ma").read_text("utf-8").endswith(body)


def test_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SceneError, match="cannot be written"):
        _copy.map_scene(str(tmp_path / "gone.ma"), MAP)


@given(st.lists(st.sampled_from([*'ab;"\\/\n\t()+é', ".ftn", '"', "setAttr", "file", " -r ", "//", "/*", "*/"])))
@settings(deadline=None)
def test_scene_without_a_mapped_folder_stays_byte_for_byte(tmp_path_factory: pytest.TempPathFactory, parts) -> None:
    path = tmp_path_factory.mktemp("copy") / "copy.ma"
    content = (HEAD.format("UTF-8") + "".join(parts)).encode()
    path.write_bytes(content)
    try:
        _copy.map_scene(str(path), MAP)
    except SceneError as error:
        told = str(error)
    else:
        told = ""
    assert not told or told.startswith("Line ")
    assert path.read_bytes() == content


PALETTE = (
    "# XGen\nFileVersion 18\n\nPalette\n\tname\t\t\thair\n\txgDataPath\t\t/mnt/show/xgen/hair;P:/lib/hair\n"
    "\txgProjectPath\t\t/mnt/show/\n\tdescription\t\t/mnt/show/not a path\nendAttrs\n"
)


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])
def test_palette_of_xgen_finds_its_data_on_the_farm(tmp_path: Path, ends: str) -> None:
    path = tmp_path / "copy__hair.xgen"
    path.write_bytes(PALETTE.replace("\n", ends).encode())
    _copy.map_palette(str(path), MAP)
    wanted = PALETTE.replace("/mnt/show/xgen/hair;P:/lib/hair", "/farm/the show/xgen/hair;/farm/lib/hair")
    wanted = wanted.replace("Path\t\t/mnt/show/", "Path\t\t/farm/the show/").replace("\n", ends)
    assert path.read_bytes().decode() == wanted


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param('setAttr ".xfn" -type "string" "shot.v1__fur.xgen";', "copy.af__fur.xgen", id="a collection"),
        pytest.param(
            'setAttr ".xgFileName" -type "string" "D:/a\\\\shot.v1__fur.xgen";', "copy.af__fur.xgen", id="whole"
        ),
        pytest.param('setAttr ".xfn" -type "string" "other__fur.xgen";', "other__fur.xgen", id="of another scene"),
        pytest.param('setAttr ".ftn" -type "string" "shot.v1__fur.xgen";', "shot.v1__fur.xgen", id="no collection"),
        pytest.param(
            'setAttr ".ed" -type "dataReferenceEdits" "RN" "RN" 1 2 "|ns:fur" "xgFileName" '
            '" -type \\"string\\" \\"shot.v1__ns__fur.xgen\\"";',
            "copy.af__ns__fur.xgen",
            id="of a reference",
        ),
    ],
)
def test_collections_of_xgen_name_the_files_beside_the_copy(tmp_path: Path, before: str, after: str) -> None:
    path = tmp_path / "copy.af.ma"
    path.write_text(HEAD.format("UTF-8") + before + "\n", "utf-8")
    _copy.name_palettes(str(path), "/show/scenes/shot.v1.ma")
    assert f'{after}"'.replace('"', "") in path.read_text("utf-8").replace("\\", "").replace('"', "")
    assert ("shot.v1" in path.read_text("utf-8")) == ("shot.v1" in after)
