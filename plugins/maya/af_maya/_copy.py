"""Paths in the copy that the farm renders, as the farm sees them: in a .ma scene, and in the files of XGen beside it.

Only values that are a path from their first letter to their last, of attributes that are known to hold one; what is not
changed stays byte for byte. Names of attributes: Autodesk's node reference, and files that Maya and its plug-ins wrote.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from afsubmit.errors import SceneError
from afsubmit.submission.sending.text_scene import PathMap

from . import _ascii, _references

PATHS = frozenset(
    # textures, image planes, sounds and colours of Maya itself
    "fileTextureName ftn fileTextureNamePattern ftp imageName imn filename f cacheFileName cfn cachePath cp "
    "cacheDirectory cd configFilePath cfp imageFilePrefix ifp abc_File fn abc_layerFiles fns filePath fp fileName "
    # Arnold, V-Ray, Redshift, RenderMan, Yeti, XGen
    "dso ai_filename aiFilename overrides_file fileNamePrefix fnprx fileName2 iesFile ptexFile inPath cacheFile "
    "vrscene_filename vrayFile tex0 tex1 profile lightColorMap iesProfile imageOutputDir imageSearchPath isp file "
    "displayFilename groomFileName inputFile outputFileName xgFileName xfn dataPath".split()
)
"""Attributes that hold a path, by their long and their short names."""

LISTS = frozenset(
    "texture_searchpath procedural_searchpath plugin_searchpath tspath pspath texturePath proceduralPath".split()
)
"""Attributes that hold several, with the session's separator between them."""

XGEN_FILES = ("xgFileName", "xfn")
"""The attribute of a collection that names its file, which lies beside the scene."""

XGEN_PATHS = frozenset(["xgDataPath", "xgProjectPath", "cacheFileName"])
"""Lines of a palette's file that hold a path, or several with `;` between them (measured in public files)."""

_UTF_8 = _ascii.Grammar()
_XGEN_LINE = re.compile(rb"^(\s*)(\w+)(\t+)([^\r\n]*)", re.MULTILINE)


class _Changes(NamedTuple):
    """What becomes of texts: of the path of a reference, and of an attribute by its name; None leaves them alone.

    `marks` are bytes of which a statement holds one before it is looked at.
    """

    reference: Callable[[str], str] | None
    of: Callable[[str], Callable[[str], str] | None]
    marks: Sequence[bytes]


def map_scene(path: str, path_map: PathMap) -> None:
    """Let the paths in the .ma scene `path` be those that the farm sees; nothing but a page of it is held in memory.

    Raises:
        SceneError: it is no whole Maya ASCII scene, cannot be written, or lacks a letter of a path of the farm.
    """

    def change_of(attribute: str) -> Callable[[str], str] | None:
        if attribute in LISTS:
            return path_map.to_server
        return path_map.path_to_server if attribute in PATHS else None

    _rewrite(path, _Changes(path_map.path_to_server, change_of, (b"/", b"\\")))


def name_palettes(path: str, scene: str) -> None:
    """Let the XGen collections in `path`, a copy of the .ma scene `scene`, name the files that lie beside the copy.

    Raises:
        SceneError: it is no whole Maya ASCII scene, or cannot be written.
    """
    old, new = (os.path.splitext(os.path.basename(name))[0] for name in (scene, path))

    def renamed(text: str) -> str:
        name = text.replace("\\", "/").rpartition("/")[2]
        return f"{new}{name[len(old) :]}" if name.startswith(f"{old}__") else text

    _rewrite(path, _Changes(None, lambda name: renamed if name in XGEN_FILES else None, (b"xfn", b"xgFileName")))


def _rewrite(path: str, changes: _Changes) -> None:
    try:
        with open(path, "rb") as file, tempfile.TemporaryFile(dir=os.path.dirname(path)) as changed:
            is_changed = False
            for before, after in _changed_statements(_ascii.Reader(file), changes):
                changed.write(after)
                is_changed = is_changed or before is not after
            if is_changed:
                changed.seek(0)
                with open(path, "wb") as target:
                    shutil.copyfileobj(changed, target, _ascii.BLOCK)
    except OSError as error:
        raise SceneError(f"The snapshot {path} cannot be written: {error.strerror or error}.") from error


def _changed_statements(reader: _ascii.Reader, changes: _Changes) -> Iterator[tuple[bytes, bytes]]:
    """Each statement, and what becomes of it: the very same where nothing does."""
    for statement in reader:
        is_marked = any(mark in statement for mark in changes.marks)
        yield statement, _changed(statement, reader.grammar, changes) if is_marked else statement
    yield reader.tail, reader.tail


def _changed(statement: bytes, grammar: _ascii.Grammar, changes: _Changes) -> bytes:
    command = grammar.command(statement)
    if command not in (b"file", b"setAttr"):
        return statement
    call = grammar.call(statement)
    if call is None:
        return statement
    if command == b"file":
        made = _of_words(call.words[-1:], grammar, changes.reference) if changes.reference else []
    elif call.flag("type", "typ") == "dataReferenceEdits":
        made = _of_edits(call.words, grammar, changes)
    else:
        change = changes.of(call.words[0].text.rpartition(".")[2].partition("[")[0]) if call.words else None
        made = _of_words(call.words[1:], grammar, change) if change else []
    return _ascii.replaced(statement, made) if made else statement


def _of_words(
    words: Sequence[_ascii.Word], grammar: _ascii.Grammar, change: Callable[[str], str]
) -> list[tuple[_ascii.Word, bytes]]:
    made = ((word, change(word.text)) for word in words if word.is_string)
    return [(word, grammar.encoded(text)) for word, text in made if text != word.text]


def _of_edits(
    words: Sequence[_ascii.Word], grammar: _ascii.Grammar, changes: _Changes
) -> list[tuple[_ascii.Word, bytes]]:
    """Attributes that are set in a reference: its value stands in a text, as a command has it."""
    found = []
    for place in range(len(words) - 3):
        kind, _, attribute, value = words[place : place + 4]
        change = changes.of(attribute.text)
        if kind.is_string or kind.text != str(_references.SET) or change is None or not value.is_string:
            continue
        typed = value.text.encode("utf-8", "surrogateescape")
        inside = _of_words(_UTF_8.words(typed), _UTF_8, change)
        if inside:
            text = _ascii.replaced(typed, inside).decode("utf-8", "surrogateescape")
            found.append((value, grammar.encoded(text)))
    return found


def map_palette(path: str, path_map: PathMap) -> None:
    """Let the paths in the XGen file `path` be those that the farm sees.

    Raises:
        OSError: it cannot be read or written.
    """
    with open(path, "rb") as file:
        text = file.read()
    changed = _XGEN_LINE.sub(lambda found: _palette_line(found, path_map), text)
    if changed != text:
        with open(path, "wb") as file:
            file.write(changed)


def _palette_line(found: re.Match[bytes], path_map: PathMap) -> bytes:
    if found[2].decode("ascii", "replace") not in XGEN_PATHS:
        return found[0]
    places = found[4].decode("utf-8", "surrogateescape").split(";")
    mapped = ";".join(map(path_map.path_to_server, places))
    return b"%b%b%b%b" % (*found.groups()[:3], mapped.encode("utf-8", "surrogateescape"))
