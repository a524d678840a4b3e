"""A Maya scene without Maya, from the terminal on: what it renders, its settings, its copy, and bad files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import hypothesis
import pytest
from af_maya._scene_file import SceneFile, open_scene
from hypothesis import given
from hypothesis import strategies as st

from afsubmit.errors import SceneError
from afsubmit.studio.pathmap import PathMap
from afsubmit.submission.settings import scene_text
from afsubmit.submitter import scripting

PROJECT = Path(__file__).resolve().parents[3]
HEAD = "//Maya ASCII 2023 scene\n//Name: shot.ma\n//Codeset: UTF-8\n"
BODY = """requires maya "2023";
fileInfo "version" "2023";
createNode transform -n "cam";
createNode camera -n "camShape" -p "cam";
createNode renderLayerManager -n "renderLayerManager";
createNode renderLayer -n "defaultRenderLayer";
select -ne :defaultRenderGlobals;
	setAttr ".outf" 32;
	setAttr ".imfkey" -type "string" "png";
	setAttr ".an" yes;
	setAttr ".fs" 1001;
	setAttr ".ef" 1010;
	setAttr ".pff" yes;
	setAttr ".ifp" -type "string" "beauty/<Scene>";
connectAttr "renderLayerManager.rlmi[0]" "defaultRenderLayer.rlid";
"""
END = "// End of shot.ma\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with a folder for scenes."""
    (tmp_path / "show" / "scenes" / "sh010").mkdir(parents=True)
    (tmp_path / "show" / "workspace.mel").write_text('workspace -fr "images" "out";\n')
    return tmp_path / "show" / "scenes" / "sh010"


def saved(folder: Path, body: str = BODY, *, end: str = END, name: str = "shot.ma") -> Path:
    (folder / name).write_text(HEAD + body + end, "utf-8")
    return folder / name


def said(host: SceneFile) -> str:
    found = [*host.scene().problems, *(problem for output in host.outputs() for problem in output.problems)]
    return "\n".join(f"{one.level} {one.where}: {one.message}" for one in found)


def afsubmit(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What came of the command line on a machine without Maya."""
    environ = {**os.environ, "PYTHONPATH": str(PROJECT / "core"), "AFSUBMIT_HOME": str(home / "state")}
    command = [sys.executable, "-m", "afsubmit", *words]
    return subprocess.run(command, cwd=home, env=environ, capture_output=True, text=True, timeout=300)


def test_dry_run_without_maya_shows_the_whole_job(folder: Path, tmp_path: Path) -> None:
    path = saved(folder)
    done = afsubmit(tmp_path, "submit", str(path), "--dry-run", "--json", "--server", "farm:51000")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    (job,) = json.loads(done.stdout)["jobs"]
    (block,) = job["blocks"]
    project = folder.parents[1].as_posix()
    assert (block["frame_first"], block["frame_last"]) == (1001, 1010)
    assert block["files"] == [f"{project}/out/beauty/shot.@####@.png"]
    assert f"-proj {project}" in block["command"] and "-cam cam" in block["command"]
    assert list(folder.iterdir()) == [path]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "The file is empty", id="empty"),
        pytest.param(b"FOR8\0\0\0\0Maya", "holds a Maya binary scene", id="binary under a text's ending"),
        pytest.param(b"{}", "no Maya ASCII scene", id="foreign"),
        pytest.param((HEAD + BODY[:-20]).encode(), "Line 18: the string that begins here", id="cut in a string"),
        pytest.param((HEAD + BODY + "createNode").encode(), "Line 19: the file ends", id="cut in a statement"),
    ],
)
def test_bad_file_is_a_sentence_with_its_name(folder: Path, tmp_path: Path, content: bytes, sentence: str) -> None:
    path = folder / "shot.ma"
    path.write_bytes(content)
    done = afsubmit(tmp_path, "submit", str(path), "--dry-run", "--server", "farm:51000")
    assert done.returncode == 1
    assert sentence in done.stderr and str(path) in done.stderr
    assert "Traceback" not in done.stderr


def test_binary_scene_offers_the_python_of_maya(folder: Path, tmp_path: Path) -> None:
    path = folder / "shot.mb"
    path.write_bytes(b"FOR8")
    done = afsubmit(tmp_path, "submit", str(path), "--dry-run", "--server", "farm:51000")
    assert done.returncode == 1
    assert f'mayapy -m afsubmit submit "{path}"' in done.stderr
    with pytest.raises(SceneError, match="Only Maya reads a binary scene"):
        open_scene(str(path))


def test_what_only_maya_knows_is_told(folder: Path) -> None:
    odd = 'eval "x";\ncurrentUnit -t "smoke";\nfile -r -ns "s" -dr 1 -rfn "sRN" "gone.ma";\n'.replace(" -dr 1", "")
    text = said(open_scene(str(saved(folder, odd + BODY))))
    assert "warning scene: Line 4: Maya itself writes no eval into a scene." in text
    assert "warning scene: Its time unit smoke is not known: 24 frames a second are taken." in text
    assert "warning scene: The reference gone.ma could not be read: There is no such file." in text


def test_file_cut_behind_a_statement_is_told(folder: Path) -> None:
    assert said(open_scene(str(saved(folder)))) == ""
    assert "It does not end as Maya ends a scene" in said(open_scene(str(saved(folder, end=""))))


def test_settings_are_those_that_maya_stored(folder: Path) -> None:
    values = {"priority": 120, "job_name": 'a "b"\\c\nd', "output_frames": {"cam": "1-5"}}
    line = f'fileInfo "{scene_text.NAME}" "{scene_text.encode(values)}";\n'
    assert open_scene(str(saved(folder, line + BODY))).load_settings() == values
    assert open_scene(str(saved(folder, f'fileInfo "{scene_text.NAME}" "%%%";\n{BODY}'))).load_settings() == {}


def test_settings_of_a_referenced_scene_are_not_taken(folder: Path) -> None:
    line = f'fileInfo "{scene_text.NAME}" "{scene_text.encode({"priority": 120})}";\n'
    saved(folder, line + BODY, name="set.ma")
    reference = 'file -rdi 1 -ns "s" -rfn "sRN" "set.ma";\nfile -r -ns "s" -dr 1 -rfn "sRN" "set.ma";\n'
    host = open_scene(str(saved(folder, reference + BODY)))
    assert host.load_settings() == {}
    assert said(host) == ""


def test_copy_is_the_file_and_is_mapped_afterwards(folder: Path) -> None:
    texture = 'createNode file -n "file1";\n\tsetAttr ".ftn" -type "string" "/mnt/show/a.exr";\n'
    path = saved(folder, BODY + texture)
    host, copy = open_scene(str(path)), folder / "copy.ma"
    host.save_snapshot(str(copy))
    assert copy.read_bytes() == path.read_bytes()
    host.map_snapshot(str(copy), PathMap([("/mnt/show", "/farm/show")]))
    assert copy.read_text("utf-8") == path.read_text("utf-8").replace("/mnt/show", "/farm/show")


def test_files_of_xgen_are_mapped_by_their_ending(folder: Path) -> None:
    host = open_scene(str(saved(folder)))
    for ending in (".xgen", ".abc"):
        (folder / f"copy__hair{ending}").write_text("\txgDataPath\t/mnt/show/x\n")
        host.map_sidecar(str(folder / f"copy__hair{ending}"), PathMap([("/mnt/show", "/farm/show")]))
    assert (folder / "copy__hair.xgen").read_text() == "\txgDataPath\t/farm/show/x\n"
    assert (folder / "copy__hair.abc").read_text() == "\txgDataPath\t/mnt/show/x\n"


@pytest.mark.parametrize(
    "word", ["nan", "inf", "-1e400", "1e300", "99999999999999999999", "-1", "0.5", "", '"x"', "1 2"]
)
@pytest.mark.parametrize("attribute", ["fs", "ef", "bfs", "ep", "outf", "ofc", "peie", "se", "be", "me", "an", "rnd"])
def test_number_that_is_none_is_a_problem_or_passed_over(folder: Path, attribute: str, word: str) -> None:
    strange = f'\tsetAttr ".{attribute}" {word};\n'
    body = BODY.replace("connectAttr", strange + "connectAttr", 1)
    plan = scripting.plan(saved(folder, body), server="farm:51000")
    assert plan.is_sendable or any(problem.level == "error" for problem in plan.problems)
    assert all(len(problem.message) < 500 for problem in plan.problems)


@pytest.mark.parametrize("attribute", ["se", "be"])
@pytest.mark.parametrize("word", ["1e400", "nan", "0.5"])
def test_renumbering_by_what_is_no_whole_number_is_an_error(folder: Path, attribute: str, word: str) -> None:
    strange = f'\tsetAttr ".me" yes;\n\tsetAttr ".{attribute}" {word};\n'
    assert "error masterLayer: Its files are numbered from" in said(
        open_scene(str(saved(folder, BODY.replace("connectAttr", strange + "connectAttr", 1))))
    )


STATEMENTS = [f"{line};\n" for line in BODY.split(";\n")[:-1]]
NUMBERS = st.sampled_from(["yes", "7", "-3", "1e9", "nan", '-type "string" "<Camera>/x"', '-type "double3" 1 2 3', ""])
SHORT = st.sampled_from(
    "ren outf an fs ef bfs ep ifp me se be rnd rndr do atv atr tgName ssl pat sen o adjs[0].val".split()
)
STRANGE = st.builds('\tsetAttr ".{}" {};\n'.format, SHORT, NUMBERS)
LAYER = 'createNode {} -n "n{}";\n'.format
KINDS = st.sampled_from(
    "renderLayer renderSetupLayer collection absUniqueOverride absOverride camera reference".split()
)
PLUGS = st.sampled_from(
    ["n1.msg", "n2.lrl", "n1.cl", "n2.pls", "renderLayerManager.rlmi[1]", "n1.rlid", "camShape.rnd"]
)
LINKS = st.builds('connectAttr "{}" "{}";\n'.format, PLUGS, PLUGS)


@given(st.lists(st.one_of(st.sampled_from(STATEMENTS), STRANGE, st.builds(LAYER, KINDS, st.integers(1, 3)), LINKS)))
@hypothesis.settings(deadline=None, max_examples=150)
def test_any_order_of_statements_ends_in_a_plan_or_a_sentence(tmp_path_factory, parts: list[str]) -> None:
    plan = scripting.plan(saved(tmp_path_factory.mktemp("any"), "".join(parts)), server="farm:51000")
    assert plan.is_sendable or any(problem.level == "error" for problem in plan.problems)


@given(st.integers(0, len(HEAD + BODY)))
@hypothesis.settings(deadline=None)
def test_scene_cut_anywhere_ends_in_a_sentence(tmp_path_factory, length: int) -> None:
    path = tmp_path_factory.mktemp("cut") / "shot.ma"
    path.write_text((HEAD + BODY)[:length], "utf-8")
    problems = scripting.plan(path, server="farm:51000").problems
    assert any(one.level == "error" or "does not end as Maya ends a scene" in one.message for one in problems)
