"""What stands in brackets in a path, worked out without Nuke: as Tcl itself works it out, or not at all."""

from __future__ import annotations

import tkinter

import pytest
from af_nuke._tcl import expand

from afsubmit.errors import SceneError

KNOBS = {"root.name": "/p/my shot/sh010_comp_v003.nk", "this.look": "warm", "Read1.file": "[value root.name].%04d.exr"}
ENVIRONMENT = {"SHOW": "/shows/big show", "EMPTY": ""}


def ours(text: str, frame: int = 7) -> str:
    return expand(text, lookup=KNOBS.get, frame=frame, environment=ENVIRONMENT)


def tcl(text: str, frame: int = 7) -> str:
    """The same by Tcl, with Nuke's own words added."""
    interpreter = tkinter.Tcl()

    def value(name: str, *rest: str) -> str:
        return str(interpreter.call("subst", KNOBS[name])) if name in KNOBS else rest[0]

    for word in ("value", "knob"):
        interpreter.createcommand(word, value)
    interpreter.createcommand("frame", lambda: str(frame))
    interpreter.createcommand("getenv", lambda name, *rest: ENVIRONMENT.get(name, *rest))
    return str(interpreter.call("subst", text))


@pytest.mark.parametrize(
    "text",
    [
        "/a/b.%04d.exr",
        "[value root.name]",
        "[file dirname [value root.name]]/out/[file rootname [file tail [value root.name]]].####.exr",
        "[file extension [value root.name]]",
        "[file dirname alone.exr]/x",
        "[file join /a b c]/x",
        "[getenv SHOW]/[getenv NOT_SET default]/x",
        "[lindex [split [file tail [value root.name]] _] 0]",
        "[lindex [split [value root.name] /] end]",
        "[lindex [split [value root.name] /] end-1]/x",
        "[join [lrange [split [value root.name] /] 0 end-2] /]/render",
        "[join [lrange [split a_b_c_d _] 1 2] -]",
        "[string toupper [value this.look]][string range abcdef 1 end-1][string length abc]",
        "[format %05d [frame]]_[format %s [value this.look]]",
        "[value Read1.file]",
        "[value no.such fallback]",
        r"a\[b\].exr",
        "[string trim {  a  }]",
        'x"y".exr',
        "[file tail {/a b/c d.exr}]",
        '[file tail "/a b/c d.exr"]',
    ],
)
def test_it_is_what_tcl_makes_of_it(text: str) -> None:
    assert ours(text) == tcl(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("[exec rm -rf /]", "only be worked out by Nuke", id="a command of the system"),
        pytest.param("[python {nuke.root().name()}]", "only be worked out by Nuke", id="Python"),
        pytest.param("[value no.such]", "no knob no.such", id="a knob that is not there"),
        pytest.param("[getenv NOT_SET]", "NOT_SET is not set here", id="a variable that is not set"),
        pytest.param("[file dirname", "A bracket is open", id="a bracket that is not closed"),
        pytest.param("[file]", "not written as", id="a word too few"),
        pytest.param("[lindex {a b} 9]", "not written as", id="an element that is not there"),
        pytest.param("$env(SHOW)/x", "only be worked out by Nuke", id="a variable of Tcl"),
        pytest.param("[[[[", "A bracket is open", id="nonsense"),
    ],
)
def test_what_is_not_known_is_said_and_never_carried_out(text: str, words: str) -> None:
    with pytest.raises(SceneError, match=words):
        ours(text)


def test_knob_that_refers_to_itself_ends() -> None:
    with pytest.raises(SceneError, match="refers to itself"):
        expand("[value a.b]", lookup={"a.b": "[value a.b]"}.get, frame=1, environment={})
