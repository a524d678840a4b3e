"""Nuke's scripts as text: every form of its grammar is read, and what is not changed stays as it was."""

from __future__ import annotations

import pytest
from af_nuke._script import Script, user_knobs
from af_nuke._words import decode, encode
from hypothesis import given
from hypothesis import strategies as st

from afsubmit.errors import SceneError

WHOLE = r"""#! /opt/Nuke15.1v2/Nuke15.1 -nx
#write_info Write1 file:"/a/b {.exr" format:"2048 1556 1"
version 15.1 v2
define_window_layout_xml {<?xml version="1.0" encoding="UTF-8"?>
<layout version="1.0">
    <window x="0" y="31"/>
</layout>
}
add_layer {deep deep.red deep.green}
Root {
 inputs 0
 name "/p/scene one.nk"
 views "left #ff0000
right #00ff00"
 lut {default linear}
}
StickyNote {
 inputs 0
 name StickyNote1
 label "Write \{\n file /not/a/file.exr"
}
Read {
 inputs 0
 file "/p/été \[getenv SHOT]/a.%04d.exr"
 name Read1
}
set N1 [stack 0]
Group {
 name Group1
 addUserKnob {20 User}
 addUserKnob {2 look l "Look \{file\}"}
 look /p/look.cube
 addUserKnob {26 "" l "" T "Write \{"}
}
 Input {
  inputs 0
  name Input1
 }
 Write {
  file /p/inner.%04d.exr
  name Write1
 }
 set C2 [stack 0]
 Output {
  name Output1
 }
end_group
push $N1
push 0
Merge2 {
 inputs 2+1
 operation under
 name Merge1
}
clone $C2 {
 xpos 10
}
CurveTool {
 deep {{{{{{{{curve x1 {a\}b} 0.5}}}}}}}}
 "a knob with blanks" 7
 name CurveTool1
}
"""


def nodes(text: str) -> dict[str, object]:
    return {node.full_name: node for node in Script(text).nodes}


def test_every_node_is_found_and_nothing_inside_a_text_is_one() -> None:
    script = Script(WHOLE)
    assert [node.class_name for node in script.nodes] == [
        *("Root", "StickyNote", "Read", "Group", "Input", "Write", "Output", "Merge2", "Write", "CurveTool")
    ]
    assert script.version == "15.1 v2"
    assert script.root.value("name") == "/p/scene one.nk"
    assert script.root.value("views") == "left #ff0000\nright #00ff00"


def test_nodes_in_groups_carry_the_names_of_their_groups() -> None:
    assert nodes(WHOLE)["Group1.Write1"].value("file") == "/p/inner.%04d.exr"


def test_connections_follow_the_stack() -> None:
    found = nodes(WHOLE)
    assert found["Group1"].inputs == [found["Read1"]]
    assert found["Group1.Write1"].inputs == [found["Group1.Input1"]]
    assert found["Merge1"].inputs == [None, found["Read1"], found["Group1"]], "push 0, push $N1, then the group"
    assert found["CurveTool1"].inputs[0].original is found["Group1.Write1"]


def test_clone_has_the_knobs_of_its_original_and_a_place_of_its_own() -> None:
    clone = next(node for node in Script(WHOLE).nodes if node.original)
    assert (clone.class_name, clone.value("file"), clone.value("xpos")) == ("Write", "/p/inner.%04d.exr", "10")


def test_values_of_any_depth_and_names_with_blanks_are_read() -> None:
    found = nodes(WHOLE)["CurveTool1"]
    assert found.value("deep") == r"{{{{{{{curve x1 {a\}b} 0.5}}}}}}}"
    assert found.value("a knob with blanks") == "7"
    assert ("look", "2") in user_knobs(nodes(WHOLE)["Group1"])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(WHOLE, id="everything"),
        pytest.param(WHOLE.replace("\n", "\r\n"), id="lines of Windows"),
        pytest.param("\ufeff" + WHOLE, id="with a byte order mark"),
        pytest.param(WHOLE.encode().decode("latin-1"), id="bytes that are no UTF-8 text"),
        pytest.param("", id="empty"),
        pytest.param("Write {file a.exr name W}", id="on one line, no Root, no version"),
        pytest.param("# only a comment", id="a comment"),
        pytest.param("Write {\n name W\n}\nend_group\nend_group\npush $nobody\nset X [stack 9]\n", id="odd commands"),
        pytest.param("for { set i 0 } { $i < 10 } { incr i } {\n  Input { }\n}\nWrite {\n}\n", id="a loop of TCL"),
    ],
)
def test_untouched_script_is_byte_for_byte_the_same(text: str) -> None:
    script = Script(text)
    assert script.replaced([]) == text
    same = [(place, node.value(knob)) for node in script.nodes for knob, place in node.knobs.items()]
    again = Script(script.replaced(same))
    assert [{k: n.value(k) for k in n.knobs} for n in again.nodes] == [
        {k: n.value(k) for k in n.knobs} for n in script.nodes
    ]


def test_lines_of_windows_give_the_same_nodes() -> None:
    one, other = Script(WHOLE), Script(WHOLE.replace("\n", "\r\n"))
    assert [node.full_name for node in one.nodes] == [node.full_name for node in other.nodes]
    assert [node.value("file") for node in one.nodes] == [node.value("file") for node in other.nodes]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Read {\n name Read1\n}\nWrite {\n file /a/b", "line 4", id="in the middle of a node"),
        pytest.param('Write {\n label "never ends\n}\n', "line 1", id="in the middle of a text"),
        pytest.param("Roto {\n curves {{{a} b\n}\n", "line 1", id="in the middle of a braced value"),
        pytest.param("\n\nadd_layer {a b", "line 3", id="in the middle of a command"),
        pytest.param("\n}\n", "line 2", id="a brace too many"),
        pytest.param("BLENDER-v405\0\0{\0", "line 1", id="another program's file"),
    ],
)
def test_half_a_script_is_refused_with_the_line(text: str, words: str) -> None:
    with pytest.raises(SceneError, match=words):
        Script(text)


def test_only_the_changed_value_changes() -> None:
    script = Script(WHOLE)
    read = next(node for node in script.nodes if node.class_name == "Read")
    made = script.replaced([(read.knobs["file"], "/farm/a b [value x] {1}.exr")])
    assert Script(made).nodes[2].value("file") == "/farm/a b [value x] {1}.exr"
    begin = read.knobs["file"]
    end = begin + len(script.word_at(begin))
    assert (made[:begin], made[len(made) - len(WHOLE) + end :]) == (WHOLE[:begin], WHOLE[end:])


@pytest.mark.parametrize(
    ("word", "value"),
    [
        pytest.param("/a/b.%04d.exr", "/a/b.%04d.exr", id="bare"),
        pytest.param(r"\[getenv\ SHOT]/a", "[getenv SHOT]/a", id="bare with escapes"),
        pytest.param(r'"a \"b\" \[c] \{d\} \$e \\ \n\t"', 'a "b" [c] {d} $e \\ \n\t', id="quoted"),
        pytest.param(r"{a \n {b}}", r"a \n {b}", id="braced, taken as it is"),
        pytest.param(r'"\u00e9\x41\101"', "éAA", id="letters by number"),
        pytest.param('""', "", id="empty"),
    ],
)
def test_word_says_its_value(word: str, value: str) -> None:
    assert decode(word) == value


@given(st.text().filter(lambda text: "\0" not in text), st.sampled_from(["bare", '"quoted"', "{braced}"]))
def test_any_value_survives_being_written_and_read(value: str, like: str) -> None:
    text = f"Write {{\n file {encode(value, like)}\n name W\n}}\n"
    assert Script(text).nodes[0].value("file") == value
    assert Script(text).nodes[0].value("name") == "W"
