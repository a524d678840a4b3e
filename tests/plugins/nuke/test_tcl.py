"""What stands in brackets in a path, worked out without Nuke: as Tcl itself works it out, or not at all."""

from __future__ import annotations

import os
import tkinter

import pytest
from af_nuke._tcl import expand
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from afsubmit.errors import SceneError

KNOBS = {"root.name": "/p/my shot/sh010_comp_v003.nk", "this.look": "warm", "Read1.file": "[value root.name].%04d.exr"}
ENVIRONMENT = {"SHOW": "/shows/big show", "EMPTY": ""}

OF_TCLS_LIBRARY = pytest.mark.posix("what Tcl's own library adds, which the Python that runs under Wine has not")


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
    for name, value in ENVIRONMENT.items():
        interpreter.setvar(f"env({name})", value)
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
        "[regsub {_v[0-9]+} [file tail [value root.name]] {}]",
        "[regsub -all {[ab]} abcab {<&>}]",
        r"[regsub {([a-z]+)_([a-z]+)} sh_comp {\2-\1}]",
        "[string map {a 1 b 22 {c d} x} {abc dcab}]",
        "[if {[string match *v003* [value root.name]]} {format yes} else {format no}]",
        '[if {[value this.look] == "cold"} {return a} elseif {[frame] > 5} {return b} else {return c}]/x',
        "[if {0} {exec rm}]/x",
        "[if 1 then {value this.look}]",
        "[expr {[frame] - 499}]",
        "[format %04d [expr [frame] * 2 + 1]]",
        "[expr {-7 / 2}] [expr {-7 % 3}] [expr {7.0 / 2}] [expr {1 < 2 && 2 < 3 || 0}] [expr {3 > 2 ? 10 : 20}]",
        "[expr {round(2.5)}] [expr {int(-2.7)}] [expr {abs(-3)}] [expr {!0 + ~5}]",
        pytest.param("[expr {max(1, 2.5, 2)}] [expr {min(2, 1)}]", marks=OF_TCLS_LIBRARY),
        '[expr {"warm" eq [value this.look]}] [expr {"1.0" == 1}] [expr {"a" < "b"}] [expr {(1 + 2) * 3 << 1}]',
        "[expr 010 + 1][expr 0x1f]",
        "[set a 5]/$a/[expr {$a + 1}]/${a}x",
        "[set x [file tail [value root.name]]; string range $x 0 4]",
        "[regexp {v([0-9]+)} [value root.name] whole number; set number]",
        "$env(SHOW)/x",
        "[file dirname /a//b/c/]|[file dirname /]|[file dirname /a]",
        "[file tail /a/b/]|[file rootname /a.b/c]|[file rootname .x]",
        "[file extension a.]|[file extension a.b.c]|[file tail /]|[file dirname a]",
        "[file join a /b c]",
        pytest.param("[file normalize /a/../b/./c]", marks=pytest.mark.posix("a path without a drive")),
        "[string trimleft xxabc x]|[string trimright {abc  }]|[string first b abcb]|[string last b abcb]",
        "[string index abc end]",
        "[string repeat ab 3]|[string replace abcdef 1 2 X]|[string equal a a]",
        "[string compare a b]|[string totitle hELLO]",
        "[string match {a?c*} abcdef]|[string reverse abc]|[string range abc -1 1]|[string range abc 2 1]",
        "[list a {b c} {}] [llength {a b c}] [concat a {b c} d] [lindex {a b c} 9]|[lindex {a b c} 1+1]",
        "[format {%s-%03d-%-5s|%.2f|%5.1f|%%} a 7 bc 1.005 2.25]",
        '[string toupper "[value this.look] x"]',
        "[string length {a\\b}]",
        "[join [split a.b.c .] _]",
        "[join {a {b c} d} ,]",
        '[file tail "/a b/c d.exr"]',
    ],
)
def test_it_is_what_tcl_makes_of_it(text: str) -> None:
    assert ours(text) == tcl(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("[exec rm -rf /]", "only be worked out by Nuke", id="a command of the system"),
        pytest.param("[python {nuke.root().knobs()}]", "only be worked out by Nuke", id="Python"),
        pytest.param("[value no.such]", "no knob no.such", id="a knob that is not there"),
        pytest.param("[getenv NOT_SET]", "NOT_SET is not set here", id="a variable that is not set"),
        pytest.param("[file dirname", "A bracket is open", id="a bracket that is not closed"),
        pytest.param("[file]", "not written as", id="a word too few"),
        pytest.param("$nobody/x", "only be worked out by Nuke", id="a variable of Tcl"),
        pytest.param("$env(NOT_SET)/x", "NOT_SET is not set here", id="a variable of the environment that is not set"),
        pytest.param("[set a 1; foreach b {1 2} {set a $b}]", "only be worked out by Nuke", id="a loop"),
        pytest.param("[regsub -all {(a|ab)(c|bcd)*} abcd x]", "only be worked out by Nuke", id="alternatives"),
        pytest.param("[regsub {(a+)+b} aaaa x]", "only be worked out by Nuke", id="repetition within repetition"),
        pytest.param("[regsub {a*a*a*a*a*a*a*a*b} [string repeat a 99] x]", "only be worked out", id="a long search"),
        pytest.param("[file exists /etc]", "only be worked out by Nuke", id="a look at the disk"),
        pytest.param("[basename /a/b.exr]", "only be worked out by Nuke", id="a command of Nuke's own"),
        pytest.param("[expr 008]", "not written as", id="an octal number that is none"),
        pytest.param("[format %0999999999d 5]", "wider than", id="a width without end"),
        pytest.param("[format %.999999999f 5]", "wider than", id="decimals without end"),
        pytest.param("[string repeat a 999999999]", "more than", id="a text without end"),
        pytest.param("[expr {2 ** 999999999}]", "worked out by Nuke", id="a power without end"),
        pytest.param("[expr {1 << 255}]" * 2 + "[expr {(1 << 255) * (1 << 255)}]", "worked out by", id="a huge number"),
        pytest.param("[" * 3000, "nested too deep", id="brackets without end"),
        pytest.param("[expr {" + "(" * 3000 + "}]", "not written as", id="brackets of numbers without end"),
        pytest.param("[expr {" + "-" * 3000 + "1}]", "not written as", id="signs without end"),
        pytest.param("[if 1 {" * 3000 + "}]" * 3000, "nested too deep", id="conditions without end"),
        pytest.param("[file [", "A bracket is open", id="nonsense"),
    ],
)
def test_what_is_not_known_is_said_and_never_carried_out(text: str, words: str) -> None:
    with pytest.raises(SceneError, match=words):
        ours(text)


PLAIN = "a ab _v003_ sh010 /p/a.b/c_v2.nk 7 -3 0 2.5 10 end end-1 {} . / {a b} {_v[0-9]+} [ab] x* (a)b? ^a b$ %s %04d"
OF_WINDOWS = ["C:/a.b/c d", "{C:\\\\a b\\\\c.nk}", "//server/show/x.nk", "{\\\\\\\\server\\\\show}"]
ASKED = ["[value root.name]", "[value this.look]", "[frame]", '"a [frame] b"', "{a 1 b 2}", "{a b c}", "\\ "]
WORDS = st.sampled_from([*PLAIN.split(), *ASKED, *(OF_WINDOWS if os.name == "nt" else ())])
NAMES = st.sampled_from(
    "file dirname,file tail,file rootname,file extension,file join,string range,string index,string map,string match,"
    "string length,string first,string last,string repeat,string replace,string trim,string trimleft,string equal,"
    "string compare,string totitle,format,split,join,lindex,lrange,llength,list,concat,regsub,regsub -all,regexp,expr,"
    "set a,return,if".split(",")
)
COMMANDS = st.recursive(
    WORDS,
    lambda inner: st.builds(
        lambda name, words: f"[{name} {' '.join(words)}]", NAMES, st.lists(inner | WORDS, min_size=1, max_size=4)
    ),
    max_leaves=8,
)
OPERATORS = st.sampled_from("+ - * / % < > <= >= == != && || eq ne & | ^ << >> ** ne !=".split())
NUMBERS = st.sampled_from('0 1 2 7 -3 10 2.5 0.5 -0.25 [frame] {ab} "b" 3.0 true (1+1) !0 -[frame] 0x10'.split())
EXPRESSIONS = st.recursive(
    NUMBERS,
    lambda inner: (
        st.builds(lambda a, sign, b: f"{a} {sign} {b}", inner, OPERATORS, inner)
        | st.builds(lambda a, b, c: f"({a} ? {b} : {c})", inner, inner, inner)
        | st.builds(lambda name, a: f"{name}({a})", st.sampled_from("abs int round floor ceil double".split()), inner)
    ),
    max_leaves=6,
)


@given(st.lists(COMMANDS, min_size=1, max_size=3).map("/".join) | EXPRESSIONS.map(lambda text: f"[expr {{{text}}}]"))
@settings(max_examples=1000, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@example("[string match a*b ab]")
def test_it_is_what_tcl_makes_of_it_or_it_is_said(text: str) -> None:
    try:
        made = ours(text)
    except SceneError:
        return
    assert made == tcl(text)


def test_knob_that_refers_to_itself_ends() -> None:
    with pytest.raises(SceneError, match="refers to itself"):
        expand("[value a.b]", lookup={"a.b": "[value a.b]"}.get, frame=1, environment={})
