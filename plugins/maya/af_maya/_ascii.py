"""The text of a Maya ASCII scene as statements and words; what is not changed stays byte for byte.

The grammar as Maya 2014 to 2023 write it (measured in their files): MEL commands of words, "strings" with escapes,
`( "…" + "…" )`, and comments. Statements may stand anywhere in lines; a line says nothing.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, NamedTuple

from afsubmit.errors import SceneError

BLOCK = 1 << 20
MAXIMUM_STATEMENT = 1 << 26
"""Bytes after which a statement that has not ended is taken for no statement."""

_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*//\s*Maya ASCII[ \t]*([^\r\n]*)", re.IGNORECASE)
_CODESET = re.compile(rb"^//\s*Codeset:[ \t]*([^\r\n]+?)[ \t]*$", re.MULTILINE | re.IGNORECASE)
_HEADER = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s*//[^\r\n]*)*")
_NAMED = re.compile(rb"^//Name:", re.MULTILINE)
_END = re.compile(rb"//\s*End of\b[^\r\n]*\s*\Z")
_BINARY = (b"FOR4", b"FOR8")
"""What a Maya binary scene begins with."""

_BETWEEN = re.compile(rb"(?:[\s\x00]|//[^\r\n]*|/\*(?:[^*]|\*(?!/))*\*/|\xef\xbb\xbf)*")
_BARE = rb"(?:[^\s\x00\"();/]|/(?![/*]))+"
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_TO_ESCAPE = re.compile(r'[\\"\n\t\r]')
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
_LEADS = {
    "cp932": rb"\x81-\x9f\xe0-\xfc",
    "cp936": rb"\x81-\xfe",
    "gbk": rb"\x81-\xfe",
    "gb18030": rb"\x81-\xfe",
    "cp949": rb"\x81-\xfe",
    "cp950": rb"\x81-\xfe",
    "big5": rb"\x81-\xfe",
}
"""First bytes of letters of two, whose second may look like a backslash."""

FLAGS: Mapping[str, Mapping[str, int]] = {
    "addAttr": dict.fromkeys(
        "ci sn ln nn at dt p h k w r s im min max smn smx dv en nc dcb hnv hxv hsn hsx ct".split(), 1
    ),
    "createNode": {"n": 1, "name": 1, "p": 1, "parent": 1},
    "connectAttr": {"l": 1, "lock": 1, "rd": 1},
    "file": dict.fromkeys(
        "rdi ns rfn op typ dr shd rpr gn ch referenceDepthInfo namespace referenceNode options type deferReference "
        "renamingPrefix sharedNodes".split(),
        1,
    ),
    "lockNode": {"l": 1, "lu": 1, "ln": 1},
    "rename": {"uid": 1},
    "requires": {"nodeType": 1, "dataType": 1},
    "setAttr": dict.fromkeys("k cb l ca s ch type typ keyable lock size channelBox capacityHint".split(), 1),
    "currentUnit": dict.fromkeys("l a t linear angle time".split(), 1),
    "workspace": {"fr": 2, "fileRule": 2, "v": 2, "variable": 2, "rt": 2, "ot": 2, "renderType": 2, "objectType": 2},
}
"""How many words follow a flag of a command; none that is not here."""


class Word(NamedTuple):
    """One word of a statement: what it says, and where in the statement's bytes it stands."""

    text: str
    start: int
    end: int
    is_string: bool


class Call(NamedTuple):
    """A statement as a command: its plain words, and what follows each flag, in the order they stand."""

    name: str
    words: Sequence[Word]
    flags: Sequence[tuple[str, Sequence[Word]]]

    def flag(self, *names: str) -> str | None:
        """The text behind the last of these flags, "" for one that takes none; None when it is not there."""
        found = [words[0].text if words else "" for name, words in self.flags if name in names]
        return found[-1] if found else None

    def texts(self) -> list[str]:
        """What the plain words say."""
        return [word.text for word in self.words]


class Grammar:
    """How bytes of a scene are letters: that depends on the code page that its head names.

    `codeset` is what the head says, "" for nothing; `is_known` is false for one that no Python has, read as UTF-8 then;
    `has_strange` is true once bytes were read that are no letters of it.
    """

    def __init__(self, codeset: str = "", left_out: bytes = b"(?!)") -> None:
        """Take what the head says, and a pattern of the types of nodes that are passed without a word."""
        self.codeset = codeset
        self.codec, self.is_known = _codec(codeset)
        self.has_strange = False
        lead = _LEADS.get(self.codec)
        string = rb'"[^"\\]*(?:\\.[^"\\]*)*"'
        if lead:
            string = rb'"(?:[^"\\%b]|\\?[%b].|\\.)*"' % (lead, lead)
        body = rb'[^"/;]*(?:(?:%b|//[^\r\n]*|/\*(?:[^*]|\*(?!/))*\*/|/(?![/*]))[^"/;]*)*' % string
        self.body = re.compile(body, re.DOTALL)
        """A statement up to its semicolon, or to what does not end."""
        settings, node = rb"\t(?:setAttr|addAttr|rename) %b;" % body, rb'createNode (?:%b) -n "[^"\\]*";' % left_out
        self.passed = re.compile(rb"((?:\r?\n(?:%b|%b))*)(?:%b)" % (settings, node, body), re.DOTALL)
        """What is said of a node as Maya writes it, with all of the nodes behind it that are left out, and the next
        statement."""
        joined = rb"\(\s*%b(?:\s*\+\s*%b)*\s*\)" % (string, string)
        self._word = re.compile(rb"%b|%b|%b|[()]" % (string, joined, _BARE), re.DOTALL)
        self._string = re.compile(string, re.DOTALL)

    def text(self, raw: bytes) -> str:
        """Bytes as letters; those that are none are kept."""
        try:
            return raw.decode("ascii")  # most are, and this is the quickest
        except UnicodeDecodeError:
            pass
        try:
            return raw.decode(self.codec)
        except UnicodeDecodeError:
            self.has_strange = True
            return raw.decode(self.codec, "surrogateescape")

    def words(self, statement: bytes) -> list[Word]:
        """The words of a statement."""
        made, end = [], _behind(statement, 0)
        while found := self._word.match(statement, end):
            made.append(self._made(found))
            end = _behind(statement, found.end())
        return made

    def call(self, statement: bytes) -> Call | None:
        """The statement as a command; None for one without a word."""
        return called(self.words(statement))

    def command(self, statement: bytes) -> bytes:
        """The first word of a statement as it stands, b"" when it has none."""
        found = self._word.match(statement, _behind(statement, 0))
        return found[0] if found else b""

    def encoded(self, text: str) -> bytes:
        """`text` as a string of the scene, quotes included.

        Raises:
            SceneError: the scene's code page lacks a letter of it.
        """
        escaped = _TO_ESCAPE.sub(lambda found: _ESCAPES.get(found[0], f"\\{found[0]}"), text)
        try:
            return b'"%b"' % escaped.encode(self.codec, "surrogateescape")
        except UnicodeEncodeError:
            message = f"The scene is saved in the code page {self.codeset or self.codec}, which cannot hold {text}."
            raise SceneError(f"{message} Save it with a locale that can, or give the folder another name.") from None

    def _made(self, found: re.Match[bytes]) -> Word:
        raw = found[0]
        if raw[:1] in (b'"', b"(") and len(raw) > 1:
            text = "".join(self._decoded(part[1:-1]) for part in self._string.findall(raw))
            return Word(text, *found.span(), True)
        return Word(self.text(raw), *found.span(), False)

    def _decoded(self, raw: bytes) -> str:
        text = self.text(raw)
        return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), text) if "\\" in text else text


def _behind(text: bytes, place: int) -> int:
    """Where the blanks and comments end that stand at `place`."""
    found = _BETWEEN.match(text, place)
    return found.end() if found else place


def called(words: Sequence[Word]) -> Call | None:
    """What `words` call; None when there are none."""
    if not words:
        return None
    takes = FLAGS.get(words[0].text, {})
    plain: list[Word] = []
    flags: list[tuple[str, Sequence[Word]]] = []
    place = 1
    while place < len(words):
        word = words[place]
        place += 1
        if not word.is_string and word.text[:1] == "-" and word.text[1:2].isalpha():
            name = word.text[1:]
            taken = takes.get(name, 0)
            flags.append((name, words[place : place + taken]))
            place += taken
        else:
            plain.append(word)
    return Call(words[0].text, plain, flags)


def replaced(statement: bytes, changes: Sequence[tuple[Word, bytes]]) -> bytes:
    """`statement` with other bytes for some of its words."""
    parts, done = [], 0
    for word, new in sorted(changes, key=lambda change: change[0].start):
        parts += [statement[done : word.start], new]
        done = word.end
    return b"".join([*parts, statement[done:]])


class Reader:
    """A scene read as a stream, once: iterate over its statements, each with what stands before it.

    `version` is what the head says ("2023"), `grammar` how its bytes are read. When the iteration is over, `tail` is
    what stands behind the last statement and `is_whole` says whether the file ends as Maya ends one: false means that
    it was cut behind a statement. While `is_passing` is true, statements that set something on the node before them are
    left out, with all that follows of nodes whose type the pattern `left_out` names, which have none above them.
    """

    def __init__(self, file: BinaryIO, left_out: bytes = b"(?!)") -> None:
        """Take a file that was opened for bytes, and read its head.

        Raises:
            SceneError: it is no Maya ASCII scene.
        """
        self._file = file
        self._buffer = file.read(BLOCK)
        header = _header(self._buffer)
        found = _HEAD.match(header)
        self.version = found[1].decode("ascii", "replace").removesuffix("scene").strip() if found else ""
        codeset = _CODESET.search(header)
        self.grammar = Grammar(codeset[1].decode("ascii", "replace") if codeset else "", left_out)
        self.tail = b""
        self.is_whole = True
        self.is_passing = False
        self._is_named = bool(_NAMED.search(header))
        self._lines = 1
        self._start = 0

    @property
    def line(self) -> int:
        """The line on which the first word of the statement given last stands."""
        return self._lines + self._buffer.count(b"\n", 0, _behind(self._buffer, self._start))

    def __iter__(self) -> Iterator[bytes]:
        """Give each statement, its semicolon included.

        Raises:
            SceneError: the file ends within one, or cannot be read; names the line and what is not closed there.
        """
        body, passed, start = self.grammar.body.match, self.grammar.passed.match, 0
        while True:
            buffer = self._buffer
            size = len(buffer)
            while True:
                if self.is_passing:
                    found = passed(buffer, start)
                    start = found.end(1) if found else start
                else:
                    found = body(buffer, start)
                end = found.end() + 1 if found else size + 1
                if end > size or buffer[end - 1] != 59:
                    break
                self._start = start
                yield buffer[start:end]
                start = end
            self._start = start
            if not self._read(start):
                break
            start = 0
        self._finish(start)

    def _read(self, start: int) -> bool:
        """Let the buffer begin at `start` and hold more of the file; whether there was more."""
        rest = len(self._buffer) - start
        if rest > MAXIMUM_STATEMENT:
            message = f"Line {self.line}: a statement does not end within {MAXIMUM_STATEMENT >> 20} MB."
            raise SceneError(f"{message} {BROKEN}")
        try:
            more = self._file.read(max(BLOCK, rest))
        except OSError as error:
            raise SceneError(f"The scene cannot be read: {error.strerror or error}.") from error
        if more:
            self._lines += self._buffer.count(b"\n", 0, start)
            self._buffer = self._buffer[start:] + more
            self._start = 0
        return bool(more)

    def _finish(self, start: int) -> None:
        self.tail = self._buffer[start:]
        if _behind(self.tail, 0) < len(self.tail):
            raise SceneError(f"{self._cause(start)} {BROKEN}")
        self.is_whole = not self._is_named or bool(_END.search(self.tail))

    def _cause(self, start: int) -> str:
        """What is not closed in the rest of the file, and where it begins."""
        found = self.grammar.body.match(self._buffer, start)
        stop = found.end() if found else start
        line = self._lines + self._buffer.count(b"\n", 0, stop)
        if self._buffer[stop : stop + 1] == b'"':
            return f"Line {line}: the string that begins here is never closed."
        if self._buffer[stop : stop + 2] == b"/*":
            return f"Line {line}: the comment that begins here is never closed."
        return f"Line {self.line}: the file ends within this statement."


BROKEN = "The file is cut short or damaged: save the scene again in Maya."


def _codec(codeset: str) -> tuple[str, bool]:
    """Python's name for a code page as Maya names it ("1252", "932", "UTF-8"), and whether it has it."""
    for name in (f"cp{codeset}", codeset) if codeset else ("utf-8",):
        try:
            "".encode(name)
        except (LookupError, ValueError):  # none of that name, or one that makes no bytes of text
            continue
        return codecs.lookup(name).name, True
    return "utf-8", False


def _header(first: bytes) -> bytes:
    """The comments with which a scene begins.

    Raises:
        SceneError: what begins so is no Maya ASCII scene.
    """
    if first[:4] in _BINARY:
        raise SceneError("The file holds a Maya binary scene under the ending of a text one. Rename it to .mb.")
    found = _HEADER.match(first)
    header = found[0] if found else b""
    if not first.strip():
        raise SceneError("The file is empty. Save the scene again in Maya.")
    if b"\x00" in first[: len(header) + 1024] or not _HEAD.match(header):
        raise SceneError('This is no Maya ASCII scene: it does not begin with "//Maya ASCII". Save it again in Maya.')
    return header
