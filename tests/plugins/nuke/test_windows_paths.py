"""Scripts of artists at Windows: drives, shares and backslashes mean what they mean there, wherever the tests run."""

from __future__ import annotations

import os
import tkinter

import pytest
from af_nuke import _comp, _copy, _file_comp, _tcl_files
from af_nuke._announced import announced
from af_nuke._script import Script
from af_nuke._tcl import expand

from afsubmit.errors import SceneError

KNOBS = {"root.name": "C:/my shows/sh010/comp_v003.nk", "this.share": "//server/show/sh010/comp.v2.nk"}
ENVIRONMENT = {"SHOW": "C:\\shows\\big.show\\a b", "SHARE": "\\\\server\\show", "DISK": "C:\\", "SLASHES": "c:/shows"}


@pytest.fixture(autouse=True)
def _at_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_tcl_files, "IS_WINDOWS", True)


def tcl(text: str) -> str:
    """The same by Tcl; only that of Windows has an opinion."""
    interpreter = tkinter.Tcl()
    interpreter.createcommand("value", lambda name: KNOBS[name])
    interpreter.createcommand("getenv", lambda name: ENVIRONMENT[name])
    return str(interpreter.call("subst", text))


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("[file dirname [value root.name]]/out", "C:/my shows/sh010/out"),
        ("[file dirname [value this.share]]/out", "//server/show/sh010/out"),
        ("[file dirname [file dirname [file dirname [value this.share]]]]", "//server/show"),
        ("[file dirname [file dirname [file dirname [value root.name]]]]x", "C:/x"),
        ("[file normalize [file dirname [value this.share]]/.././x/../out]", "//server/show/out"),
        ("[file normalize [getenv SLASHES]/./../out]", "C:/out"),
        (
            "[file tail [file dirname [value this.share]]]|[file tail [getenv SHARE]]|[file tail [getenv DISK]]",
            "sh010||",
        ),
        ("[file rootname [value this.share]]", "//server/show/sh010/comp.v2"),
        ("[file rootname [getenv SHOW]]", "C:\\shows\\big.show\\a b"),
        ("[file extension [getenv SHOW]]|[file extension [file dirname [getenv SHOW]]]", "|.show"),
        ("[file tail [getenv SHOW]]|[file dirname [getenv SHOW]]", "a b|C:/shows/big.show"),
        ("[file join [getenv SHOW] comp a.exr]", "C:/shows/big.show/a b/comp/a.exr"),
        ("[file join [getenv SHARE] a\\\\b]", "//server/show/a/b"),
        ("[file join /x [value root.name]]", "C:/my shows/sh010/comp_v003.nk"),
        ("[file join [value root.name] [getenv SHARE]]", "//server/show"),
        ("[file normalize [getenv SHOW]]|[file normalize [getenv DISK]]", "C:/shows/big.show/a b|C:/"),
        ("[getenv SHOW]/a.%04d.exr", "C:\\shows\\big.show\\a b/a.%04d.exr"),
        ("[string map {\\\\ /} [getenv SHOW]]/x", "C:/shows/big.show/a b/x"),
        ("[join [split [getenv SHOW] \\\\] /]/x", "C:/shows/big.show/a b/x"),
        ("[regsub -all {\\\\} [getenv SHOW] /]/x", "C:/shows/big.show/a b/x"),
    ],
)
def test_tcl_parts_paths_as_it_does_on_windows(text: str, made: str) -> None:
    assert expand(text, lookup=KNOBS.get, frame=1, environment=ENVIRONMENT) == made
    assert os.name != "nt" or tcl(text) == made


@pytest.mark.parametrize("path", ["C:", "c:show", "/show/a", "~/a", "//server/show/a/../../.."])
def test_place_that_depends_on_the_session_is_left_to_nuke(path: str) -> None:
    with pytest.raises(SceneError, match="only be worked out by Nuke"):
        expand(f"[file normalize {path}]", lookup=KNOBS.get, frame=1, environment={})


SHARE, DRIVE = "//server/show/sh010/comp.nk", "C:/my shows/sh010/comp.nk"
WRITE = 'Root {{\n}}\nWrite {{\n file "{}"\n name W\n}}\n'
FILES = [
    pytest.param("\\[file dirname \\[value root.name]]/out/a.%04d.exr", SHARE, "//server/show/sh010/out/a.@####@.exr"),
    pytest.param("\\[file dirname \\[value root.name]]/out/a.%04d.exr", DRIVE, "C:/my shows/sh010/out/a.@####@.exr"),
    pytest.param("\\[getenv SHOW]/out/a.####.exr", DRIVE, "C:/shows/big.show/a b/out/a.@####@.exr"),
    pytest.param("$env(SHARE)/out/a.%d.exr", DRIVE, "//server/show/out/a.@#@.exr"),
    pytest.param("\\[file join \\[getenv SHARE] out]/a.%04d.exr", DRIVE, "//server/show/out/a.@####@.exr"),
]


@pytest.mark.parametrize(("file", "path", "pattern"), FILES)
@pytest.mark.parametrize("number", ["", " frame_mode offset\n frame 100\n"], ids=["its frame", "a number"])
def test_file_of_a_script_of_windows_is_announced_and_written_into_the_copy(
    monkeypatch, file: str, path: str, pattern: str, number: str
) -> None:
    """A farm has none of the artist's variables, so the copy names the file itself."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    script = Script(WRITE.format(file).replace(" name", f"{number} name"))
    (output,) = _comp.outputs(_file_comp.comp_of(script, path))
    assert (output.problems, output.facts.numbered if number else list(output.files)) == ((), [pattern])
    copy = Script(_copy.named(script, path, announced([output])))
    assert copy.nodes[-1].value("file") == pattern.replace("@####@", "%04d").replace("@#@", "%d")


@pytest.mark.parametrize(
    ("writes", "reads"),
    [
        pytest.param("C:/Show/a.%04d.exr", "c:/show/A.%04d.exr", id="letters"),
        pytest.param("//Server/show/a.%04d.exr", "//server/Show/a.%04d.exr", id="letters of a share"),
        pytest.param("C:/show/a.%04d.exr", "C:\\\\show\\\\a.%04d.exr", id="backslashes"),
    ],
)
def test_read_of_another_spelling_waits_for_the_write(writes: str, reads: str) -> None:
    text = WRITE.format(writes) + f'Read {{\n inputs 0\n file "{reads}"\n name R\n}}\n'
    text += "Write {\n file C:/show/b.%04d.exr\n name V\n}\n"
    outputs = _comp.outputs(_file_comp.comp_of(Script(text), DRIVE))
    assert {one.id: one.inputs for one in outputs} == {"W": (), "V": ("W",)}
