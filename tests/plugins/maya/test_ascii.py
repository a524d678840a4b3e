"""Maya ASCII as text: every form of its grammar is read, what is not changed stays, and a broken file is a sentence."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pytest
from af_maya import _ascii
from hypothesis import given, settings
from hypothesis import strategies as st

from afsubmit.errors import SceneError

HEAD = b"//Maya ASCII 2023 scene\n//Name: a.ma\n//Last modified: Tue, Sep 05, 2023 10:14:52 PM\n//Codeset: %b\n"
END = b"// End of a.ma\n"


@dataclass
class Read:
    """A file that was read to its end."""

    reader: _ascii.Reader
    parts: list[bytes]

    @property
    def calls(self) -> list[_ascii.Call]:
        found = [self.reader.grammar.call(part) for part in self.parts]
        return [call for call in found if call is not None]

    @property
    def whole(self) -> bytes:
        return b"".join([*self.parts, self.reader.tail])


def read(body: bytes, *, codeset: bytes = b"UTF-8", end: bytes = END) -> Read:
    return read_file(HEAD % codeset + body + end)


def read_file(content: bytes) -> Read:
    reader = _ascii.Reader(io.BytesIO(content))
    return Read(reader, list(reader))


def read_or_told(body: bytes, codeset: bytes = b"UTF-8") -> tuple[Read | None, str]:
    """What was read, or what is wrong with it."""
    try:
        return read(body, codeset=codeset, end=b""), ""
    except SceneError as error:
        return None, str(error)


WHOLE = rb"""file -rdi 1 -ns "set" -rfn "setRN" -op "v=0;p=17" -typ
    "mayaAscii" "/p/set; dressing.ma";
requires maya "2023";
requires -nodeType "aiOptions"
    -nodeType "aiAOVDriver" "mtoa" "5.1.0";
createNode camera -s -n "perspShape" -p "persp";   // a view; of nothing
    setAttr -k off ".v" no; setAttr ".rnd" no;
    setAttr ".b" -type "string" (
        "say \"hello\"; // not a comment\n"
        + "\tdone /* nor this */" + "\\");
    setAttr -s 3 ".vt[0:2]"  -0.5 1e+05 .25 -1 0 0
    1 2 3;
/* two
 lines; */
select -ne :defaultRenderGlobals;
connectAttr ":defaultArnoldDriver.msg" ":defaultArnoldRenderOptions.drivers"
    -na;
lockNode -l 1 ;
""".replace(b"    ", b"\t")


def test_every_form_is_read() -> None:
    calls = read(WHOLE).calls
    assert [call.name for call in calls] == [
        *("file", "requires", "requires", "createNode", "setAttr", "setAttr", "setAttr", "setAttr", "select"),
        *("connectAttr", "lockNode"),
    ]
    file, _, plugin, camera, visible, _, text, mesh, select, connect, _ = calls
    assert file.texts() == ["/p/set; dressing.ma"]
    assert (file.flag("ns"), file.flag("typ"), file.flag("r")) == ("set", "mayaAscii", None)
    assert plugin.texts() == ["mtoa", "5.1.0"] and [name for name, _ in plugin.flags] == ["nodeType", "nodeType"]
    assert (camera.texts(), camera.flag("n"), camera.flag("p")) == (["camera"], "perspShape", "persp")
    assert visible.texts() == [".v", "no"]
    assert text.texts() == [".b", 'say "hello"; // not a comment\n\tdone /* nor this */\\']
    assert mesh.texts() == [".vt[0:2]", "-0.5", "1e+05", ".25", "-1", "0", "0", "1", "2", "3"]
    assert select.texts() == [":defaultRenderGlobals"] and select.flag("ne") == ""
    assert connect.texts() == [":defaultArnoldDriver.msg", ":defaultArnoldRenderOptions.drivers"]


@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r"], ids=["unix", "windows", "old mac"])
def test_line_ends_mean_nothing(ends: bytes) -> None:
    found = read_file((HEAD % b"UTF-8" + WHOLE + END).replace(b"\n", ends))
    assert [call.name for call in found.calls] == [call.name for call in read(WHOLE).calls]
    assert found.whole == (HEAD % b"UTF-8" + WHOLE + END).replace(b"\n", ends)
    assert found.reader.is_whole and found.reader.version == "2023"


@pytest.mark.parametrize("block", [1, 2, 7, 64])
def test_file_is_read_alike_in_pieces_of_any_size(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    wanted = read(WHOLE).parts
    monkeypatch.setattr(_ascii, "BLOCK", 4096)  # the head is looked for in the first
    reader = _ascii.Reader(io.BytesIO(HEAD % b"UTF-8" + WHOLE + END))
    monkeypatch.setattr(_ascii, "BLOCK", block)
    reader._file = io.BytesIO((reader._buffer + reader._file.read())[100:])
    reader._buffer = (HEAD % b"UTF-8" + WHOLE + END)[:100]
    assert list(reader) == wanted


def test_line_of_a_statement_is_that_of_its_first_word() -> None:
    reader = _ascii.Reader(io.BytesIO(HEAD % b"UTF-8" + WHOLE + END))
    found = {reader.grammar.command(part): reader.line for part in reader}
    assert found == {
        **{b"file": 5, b"requires": 8, b"createNode": 10, b"setAttr": 15, b"select": 19, b"connectAttr": 20},
        b"lockNode": 22,
    }


@pytest.mark.parametrize(
    ("codeset", "text"),
    [
        pytest.param("1252", "/p/été/ñ.exr", id="Western"),
        pytest.param("932", "/p/表;ソース/能.exr", id="Japanese, second bytes like a backslash"),
        pytest.param("936", "/p/誠/渲染.exr", id="Chinese"),
        pytest.param("949", "/p/렌더.exr", id="Korean"),
        pytest.param("950", "/p/功許/算.exr", id="Chinese, traditional"),
        pytest.param("UTF-8", "/p/ファイル/é.exr", id="UTF-8"),
        pytest.param("1251", "/p/рендер.exr", id="Cyrillic"),
    ],
)
def test_bytes_are_those_of_the_code_page(codeset: str, text: str) -> None:
    codec = codeset if codeset == "UTF-8" else f"cp{codeset}"
    raw = b'setAttr ".ftn" -type "string" "%b";\n' % text.encode(codec)
    found = read(raw + b'setAttr ".o" 1;\n', codeset=codeset.encode())
    assert [call.texts() for call in found.calls] == [[".ftn", text], [".o", "1"]]
    assert found.reader.grammar.encoded(text) == b'"%b"' % text.encode(codec)
    assert found.reader.grammar.is_known


@pytest.mark.parametrize("codeset", ["77777", "hex", "rot13", "no such thing", "ü"])
def test_unknown_code_page_is_read_as_utf_8(codeset: str) -> None:
    found = read('setAttr ".ftn" -type "string" "é";\n'.encode(), codeset=codeset.encode())
    assert not found.reader.grammar.is_known
    assert found.calls[0].texts() == [".ftn", "é"]


def test_letter_that_the_code_page_lacks_is_a_sentence() -> None:
    with pytest.raises(SceneError, match="code page 1252, which cannot hold /farm/日本"):
        _ascii.Grammar("1252").encoded("/farm/日本")


def test_statement_is_changed_word_by_word() -> None:
    grammar = _ascii.Grammar("1252")
    statement = b'\tsetAttr ".ftn" -type "string" /* old */ ( "/mnt/" + "show/a.exr" ) ;'
    words = grammar.words(statement)
    assert words[-1].text == "/mnt/show/a.exr"
    changed = _ascii.replaced(statement, [(words[-1], grammar.encoded('/farm "1"/é.exr'))])
    assert changed == b'\tsetAttr ".ftn" -type "string" /* old */ "/farm \\"1\\"/\xe9.exr" ;'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "The file is empty", id="nothing"),
        pytest.param(b" \n\n", "The file is empty", id="blanks"),
        pytest.param(b"FOR4\0\0\0\x14MayaFOR4", "holds a Maya binary scene", id="binary"),
        pytest.param(b"FOR8\0\0\0\0\0\0\0\x14Maya", "holds a Maya binary scene", id="binary of 64 bits"),
        pytest.param(b"Root {\n name a\n}\n", "no Maya ASCII scene", id="of another application"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0", "no Maya ASCII scene", id="a picture"),
        pytest.param("//Maya ASCII 2023 scene\n".encode("utf-16"), "no Maya ASCII scene", id="UTF-16"),
        pytest.param(HEAD + b"\0" * 300, "no Maya ASCII scene", id="noughts behind the head"),
        pytest.param(HEAD + b"createNode", "Line 5: the file ends within this statement", id="cut in a word"),
        pytest.param(HEAD + b'setAttr ".a" 1;\nsetAttr\n"', "Line 7: the string that begins here", id="in a string"),
        pytest.param(HEAD + b'a "x;\n\n";\nb\n"c;', "Line 9: the string that begins here", id="in a later string"),
        pytest.param(HEAD + b"a 1;\n/* b;\n", "Line 6: the comment that begins here", id="in a comment"),
        pytest.param(HEAD + b"a 1\n// b;\n", "Line 5: the file ends within this", id="before a comment"),
    ],
)
def test_broken_file_says_where_and_why(content: bytes, sentence: str) -> None:
    with pytest.raises(SceneError, match=sentence):
        read_file(content)


def test_statement_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_ascii, "MAXIMUM_STATEMENT", 5000)
    monkeypatch.setattr(_ascii, "BLOCK", 1000)
    with pytest.raises(SceneError, match="Line 6: a statement does not end"):
        read(b"a;\nb " + b"1 " * 100_000)


@pytest.mark.parametrize(
    ("head", "end", "is_whole"),
    [
        pytest.param(HEAD % b"UTF-8", END, True, id="as Maya writes it"),
        pytest.param(HEAD % b"UTF-8", b"", False, id="cut behind a statement"),
        pytest.param(b"//Maya ASCII 2023 scene\n", b"", True, id="written by a script"),
    ],
)
def test_file_cut_behind_a_statement_is_known_by_its_end(head: bytes, end: bytes, is_whole: bool) -> None:
    assert read_file(head + b"createNode transform;\n" + end).reader.is_whole is is_whole


STRINGS = st.text(st.sampled_from("ab; \"\\\n\t\r/*+()é表{}$'"), max_size=12)
BLANKS = st.sampled_from(["", " ", "\n\t\t", ' /* c; " */ ', "\r\n", " // it's; \"\n"])
SPACES = st.sampled_from([" ", "\n\t\t", "  ", " // c;\n"])
BARE = st.from_regex(r"-?[A-Za-z0-9_.:\[\]|<>]{1,9}", fullmatch=True)


@st.composite
def statements(draw: st.DrawFn) -> tuple[bytes, list[str]]:
    """A statement, and what its words say."""
    grammar = _ascii.Grammar("UTF-8")
    texts, raw = [], b""
    for number in range(draw(st.integers(0, 6))):
        if number and draw(st.booleans()):
            parts = draw(st.lists(STRINGS, min_size=1, max_size=3))
            texts.append("".join(parts))
            joined = b" +\n\t".join(map(grammar.encoded, parts))
            word = b"( %b )" % joined if len(parts) > 1 or draw(st.booleans()) else joined
        else:
            texts.append(draw(BARE))
            word = texts[-1].encode()
        raw += draw(SPACES).encode() + word
    return draw(BLANKS).encode() + raw + draw(BLANKS).encode() + b";", texts


@given(st.lists(statements(), max_size=8), BLANKS)
@settings(deadline=None)
def test_any_scene_is_read_and_stays_byte_for_byte(made: list[tuple[bytes, list[str]]], rest: str) -> None:
    content = HEAD % b"UTF-8" + b"".join(raw for raw, _ in made) + rest.encode()
    found = read_file(content)
    assert found.whole == content
    assert [[word.text for word in found.reader.grammar.words(part)] for part in found.parts] == [
        texts for _, texts in made
    ]


@given(st.binary(max_size=200), st.sampled_from([b"UTF-8", b"1252", b"932"]))
@settings(deadline=None)
def test_any_nonsense_is_read_or_a_sentence(content: bytes, codeset: bytes) -> None:
    found, told = read_or_told(content, codeset)
    if found is None:
        assert told.startswith(("Line ", "This is no Maya"))
    else:
        assert found.whole == HEAD % codeset + content
        assert all(call.name for call in found.calls)


@given(st.integers(0, len(WHOLE)))
@settings(deadline=None)
def test_scene_cut_anywhere_is_told_or_was_cut_behind_a_statement(length: int) -> None:
    found, told = read_or_told(WHOLE[:length])
    assert told.startswith("Line ") if found is None else not found.reader.is_whole
