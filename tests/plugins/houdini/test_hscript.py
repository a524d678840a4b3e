"""HScript without Houdini: what is sure is worked out, all else is an error with its text, and never a guess."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from af_houdini import _hscript

from afsubmit.errors import SceneError

PARMS = {"f1": 1001.0, "name": "hero", "ver": 7.0}


class Somewhere:
    """A node called mantra1 at a frame; its parameters are plain."""

    def __init__(self, frame: float = 12.0) -> None:
        self.frame, self.nesting = frame, 0

    def variable(self, name: str) -> float | str | None:
        known: Mapping[str, float | str] = {
            "F": float(int(self.frame)), "FF": self.frame, "OS": "mantra1", "HIP": "/show/a b", "HIPNAME": "shot.v2",
            "FPS": 24.0, "FEND": 240.0, "PI": "3.5", "VER": "007", "EMPTY": "",
        }  # fmt: skip
        return known.get(name)

    def function(self, name: str) -> Callable[..., float | str] | None:
        return {"ch": PARMS.__getitem__, "chs": lambda parm: str(PARMS[parm])}.get(name)


TEXTS = {
    "nothing in it": ("/a/b c.exr", "/a/b c.exr"),
    "folder, name and frame": ("$HIP/r/$HIPNAME.$OS.$F4.exr", "/show/a b/r/shot.v2.mantra1.0012.exr"),
    "braces": ("${HIP}/${OS}_${F3}_$F", "/show/a b/mantra1_012_12"),
    "an empty variable": ("/a$EMPTY/b", "/a/b"),
    "zeros of a variable stay": ("v$VER", "v007"),
    "what is not set stays": ("$NOBODY/${NOR_HE}/$F4", "$NOBODY/${NOR_HE}/0012"),
    "a longer name is another": ("$OSX/$F4x", "$OSX/$F4x"),
    "escaped": (r"/a/\$F4/\`x", "/a/$F4/`x"),
    "a lone dollar": ("/a/$/b$", "/a/$/b$"),
    "an expression": ("/a/`$F+1`.`padzero(5, $F * 2)`", "/a/13.00024"),
    "another parameter": ('/a/`chs("name")`.v`padzero(3,ch("ver"))`', "/a/hero.v007"),
    "an expression within quotes": ('`strcat("$OS", "_v2")`', "mantra1_v2"),
    "a choice": ('`ifs(ch("ver")>5, "new", "old")`', "new"),
    "the arm that is not taken is not asked": ('`ifs(1, "a", opcreated("x"))`', "a"),
    "one frame beside another": ('`if($F>10, $F-10, $F)`', "2"),
    "fractions that are exact": ("`1/4` `0.5` `-3`", "0.25 0.5 -3"),
    "a block with names": ("`{ a = 3; a += $F; if (a > 10) { return a; } else return 0; }`", "15"),
    "parts of texts": ('`substr("abcdef", 1, 3)` `strreplace("a_b", "_", ".")` `toupper("x")` `arg("a b c", 1)`',
                       "bcd a.b X b"),
    "a padded fraction": ('`fpadzero(4, 3, 1.5)` `fpadzero(4, 0, 12)`', "0001.500 0012"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*case, id=name) for name, case in TEXTS.items()])
def test_a_text_is_carried_out(text: str, expected: str) -> None:
    assert _hscript.expanded(text, Somewhere()) == expected


NUMBERS = {
    "1 + 2 * 3": 7, "(1 + 2) * 3": 9, "7 - 2 - 1": 4, "8 / 4 / 2": 1, "7 % 4": 3, "-2 + 5": 3, "2 - -3": 5,
    "!0 + !5": 1, "1 < 2 && 2 < 1": 0, "1 == 1 || 0": 1, "1 + 1 == 2": 1, "$PI * 2": 7, "$FEND-$F": 228,
    "floor(2.7) + ceil(2.1) + int(-2.7) + round(2.6)": 6, "max(1, 5) - min(1, 5)": 4, "clamp(9, 1, 5)": 5,
    "fit(5, 0, 10, 100, 200)": 150, "fit01(0.5, 10, 20)": 15, "pow(2, 10) + sqrt(9) + abs(-1)": 1028,
    'strcmp("a", "a") + strlen("abc") + argc("a b")': 5, "lock(4)": 4, ".5 + 1e2": 100.5, "$FF": 12.5, "$F": 12,
    'ch("f1") + 1': 1002, "ch('f1')": 1001, '"a" + "b" == "ab"': 1, "if ($F == 12, 1, 0)": 1,
    "{ return 5; }": 5, "{\n  a = 1;\n  { a *= 4; }\n  if (0) a = 9;\n  return a - 1;\n}": 3,
    "1" + "+1" * 1500: 1501,
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NUMBERS.items())
def test_a_number_is_worked_out(text: str, expected: float) -> None:
    assert _hscript.number(text, Somewhere(12.5)) == expected


ONLY_HOUDINI = [
    "opcreator('.')", "rand($F)", "1 +", "(1", "1)", "ch('f1'", "{ a = 1; }", "{ while (1) { a = 1; } }", "a + 1",
    "@id", "$NOBODY", "$F4", '"open', "'$F'", "'a' + 4", "1/0", "7 % -2", "pow(10, 400)", "sqrt(-1)", "{ return 1; ",
    "stamp(1)", "detail('x', 'y', 0)", "1 2", "", "rint(2.5)", "ch()", "floor('a')", "{ b += 1; return b; }", "2 ^ 3",
    "import os", "system('ls')", "padzero(4, -3)", "hou.frame()", "point('../x', 0, 'P', 0)", "# 1", "1;2", "$HIP + 1",
]  # fmt: skip


@pytest.mark.parametrize("text", ONLY_HOUDINI)
def test_what_is_not_sure_is_an_error(text: str) -> None:
    with pytest.raises(SceneError):
        _hscript.number(text, Somewhere())


@pytest.mark.parametrize(
    "text", ["$HIPNAME:r.abc", "${HIPNAME:r}", "`open", "a `rand(1)` b", "`1/3`", "`$NOBODY`", "`$VER`"]
)
def test_a_text_that_is_not_sure_is_an_error(text: str) -> None:
    with pytest.raises(SceneError):
        _hscript.expanded(text, Somewhere())


def test_how_a_frame_below_zero_is_padded_only_houdini_knows() -> None:
    assert _hscript.expanded("a.$F.exr", Somewhere(-3)) == "a.-3.exr"
    with pytest.raises(SceneError, match="-3"):
        _hscript.expanded("a.$F4.exr", Somewhere(-3))


def test_an_error_names_the_text_and_cuts_it_short() -> None:
    with pytest.raises(SceneError, match="only Houdini can work out 'rand"):
        _hscript.value("rand(1)", Somewhere())
    with pytest.raises(SceneError) as caught:
        _hscript.value("rand(" + "1" * 5000, Somewhere())
    assert len(str(caught.value)) < 200
