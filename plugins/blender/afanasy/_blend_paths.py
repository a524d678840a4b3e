"""The paths in a .blend file that is a copy of ours: others are put in their place. No Blender here.

What a block holds is said by the file itself, in its block `DNA1`, where the fields have these names (read in files of
3.4.1 and 5.2.2). A compressed copy is written plain first, with the module `zstandard` where this Python has it: the
wheels of Blender 4.5 and 5.2 ask for it, Debian's 3.4.1 has none (unconfirmed for Blender's own builds).
"""

from __future__ import annotations

import os
import re
import shutil
import struct
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO, Any, NamedTuple

from ._header import ZSTANDARD
from .afsubmit.errors import SceneError

FIELDS: Mapping[str, str] = {
    "Library": "name", "Image": "name", "bSound": "name", "VFont": "name", "MovieClip": "name",
    "CacheFile": "filepath", "CacheFileLayer": "filepath", "Volume": "filepath", "MeshCacheModifierData": "filepath",
    "NodeShaderTexIES": "filepath", "NodeShaderScript": "filepath", "CustomDataExternal": "filename",
    "FluidDomainSettings": "cache_directory", "Camera": "custom_filepath",
}  # fmt: skip
"""Kind of block -> its field with a path, where it has one."""
STRIP, FOLDER, ELEMENTS, ELEMENT = "Strip", "dir", "*stripdata", "name"
"""What a strip reads: a folder, and elsewhere the names of files in it."""
PLAIN = b"BLENDER"
COPIED = 2**22
"""Bytes that are uncompressed at once."""
_HEADS = {True: ("<4siQqq", 3, 1), False: ("<4siQii", 1, 3)}
_ARRAY = re.compile(r"\[(\d+)\]")


class Block(NamedTuple):
    """A block of the file: its kind, where its content begins, how many there are, its address when it was saved."""

    kind: int
    place: int
    length: int
    items: int
    address: int


class Structure(NamedTuple):
    """A kind of block: its name, its size, and the place and size of each field."""

    name: str
    size: int
    fields: Mapping[str, tuple[int, int]]


class RepointsBlends:
    """The part of a host that puts other paths into copies of .blend files."""

    def holds_paths(self, path: str) -> bool:
        """Whether it is a .blend file that can be changed."""
        return ".blend" in os.path.basename(path).lower() and can_be_changed(path)

    def repoint(self, path: str, folder: str, moved: Callable[[str], str | None]) -> None:
        """Put `moved` of each path into the file, from where it lies; what begins with `//` counts from `folder`.

        Raises:
            SceneError: the file cannot be changed or is damaged, or a path is too long for its field.
        """
        try:
            _write_plain(path)
            with open(path, "r+b") as file:
                _Repointing(file, path, folder, moved).run()
        except (OSError, struct.error, ValueError, LookupError) as error:
            raise SceneError(f"{path} cannot be read as a .blend file: {error}.") from error


def can_be_changed(path: str) -> bool:
    """Whether it is there and begins as a .blend file does, plain, or compressed where this Python can undo that."""
    try:
        with open(path, "rb") as file:
            start = file.read(len(PLAIN))
    except OSError:
        return False
    return start == PLAIN or (start.startswith(ZSTANDARD) and _zstandard() is not None)


def _zstandard() -> Any:
    """The module that undoes what Blender compresses since 3.0; None where this Python has none."""
    try:
        import zstandard  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return None
    return zstandard


def _write_plain(path: str) -> None:
    """Put what is compressed in the file `path` in its place.

    Raises:
        ValueError: it is damaged.
    """
    zstandard = _zstandard()
    with open(path, "r+b") as file, tempfile.TemporaryFile(dir=os.path.dirname(path)) as plain:
        if file.read(len(ZSTANDARD)) != ZSTANDARD or zstandard is None:
            return
        file.seek(0)
        try:
            reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True, closefd=False)
            shutil.copyfileobj(reader, plain, COPIED)
        except zstandard.ZstdError as error:
            raise ValueError(str(error)) from error
        for one in (plain, file):
            one.seek(0)
        file.truncate()
        shutil.copyfileobj(plain, file, COPIED)


class _Repointing:
    """One file while paths are changed in it."""

    def __init__(self, file: IO[bytes], path: str, folder: str, moved: Callable[[str], str | None]) -> None:
        self._file, self._path, self._folder, self._moved = file, path, folder, moved
        blocks = list(_blocks(file, path))
        self._kinds = _structures(file, blocks)
        self._blocks = [block for block in blocks if block.kind in self._kinds]
        self._at = {block.address: block for block in self._blocks}

    def run(self) -> None:
        """Change all of them."""
        for block in self._blocks:
            kind = self._kinds[block.kind]
            if block.items * kind.size > block.length and kind.name in (*FIELDS, STRIP):
                raise ValueError("a block is shorter than what it holds")
            for number in range(block.items if kind.name in FIELDS or kind.name == STRIP else 0):
                place = block.place + number * kind.size
                if kind.name == STRIP:
                    self._strip(place, kind)
                elif FIELDS[kind.name] in kind.fields:
                    self._field(place, kind)

    def _field(self, place: int, kind: Structure) -> None:
        stored = self._read(place, kind, FIELDS[kind.name])
        new = self._new(stored) if stored else ""
        if new:
            self._write(place, kind, FIELDS[kind.name], new)

    def _strip(self, place: int, kind: Structure) -> None:
        """The folder of a strip, where a file in it was moved: they lie as they lay."""
        folder = self._read(place, kind, FOLDER)
        for name in self._elements(place, kind) if folder else ():
            new = self._new(os.path.join(folder, name))
            if new:
                return self._write(place, kind, FOLDER, new.rpartition("/")[0] + "/")

    def _elements(self, place: int, kind: Structure) -> Iterator[str]:
        start, size = kind.fields[ELEMENTS]
        self._file.seek(place + start)
        block = self._at.get(int.from_bytes(self._file.read(size), "little"))
        if block is not None and ELEMENT in self._kinds[block.kind].fields:
            element = self._kinds[block.kind]
            if block.items * element.size > block.length:
                raise ValueError("a block is shorter than what it holds")
            for number in range(block.items):
                yield self._read(block.place + number * element.size, element, ELEMENT)

    def _new(self, stored: str) -> str:
        """What stands in the file for that path from now on; "" for what stays."""
        is_relative = stored.startswith("//")
        place = self._moved(os.path.normpath(os.path.join(self._folder, stored[2:]) if is_relative else stored))
        if place is None:
            return ""
        return "//" + os.path.relpath(place, os.path.dirname(self._path)).replace(os.sep, "/")

    def _read(self, place: int, kind: Structure, field: str) -> str:
        start, size = kind.fields[field]
        self._file.seek(place + start)
        return self._file.read(size).partition(b"\0")[0].decode("utf-8", "surrogateescape")

    def _write(self, place: int, kind: Structure, field: str, text: str) -> None:
        start, size = kind.fields[field]
        data = text.encode("utf-8", "surrogateescape")
        if len(data) >= size:
            raise SceneError(f"The path {text} is too long for Blender; choose another snapshot folder.")
        self._file.seek(place + start)
        self._file.write(data.ljust(size, b"\0"))


def _blocks(file: IO[bytes], path: str) -> Iterator[Block]:
    start = file.read(12)
    if not start.startswith(PLAIN):
        raise SceneError(f"{path} is compressed: its paths cannot be changed.")
    is_new = start[7:9].decode("ascii", "replace").isdecimal()
    if not is_new and start[7:9] != b"-v":
        raise SceneError(f"{path} is of a machine of another kind: its paths cannot be changed.")
    layout, length, kind = _HEADS[is_new]
    end = os.fstat(file.fileno()).st_size
    place, size = int(start[7:9]) if is_new else 12, struct.calcsize(layout)
    while True:
        file.seek(place)
        head = struct.unpack(layout, file.read(size))
        if head[0] == b"ENDB":
            return
        if not 0 <= head[length] <= end:
            raise ValueError("a block has no such length")
        number = -1 if head[0] == b"DNA1" else head[kind]
        yield Block(number, place + size, head[length], head[4], head[2])
        place += size + head[length]


def _structures(file: IO[bytes], blocks: Sequence[Block]) -> dict[int, Structure]:
    """The kinds of blocks by their numbers, as the file itself describes them."""
    (dna,) = [block for block in blocks if block.kind == -1]
    file.seek(dna.place)
    text = file.read(dna.length)
    names, place = _names(text, text.index(b"NAME") + 4)
    types, place = _names(text, text.index(b"TYPE", place) + 4)
    place = text.index(b"TLEN", place) + 4
    sizes = struct.unpack_from(f"<{len(types)}H", text, place)
    place = text.index(b"STRC", place + 2 * len(types)) + 4
    (count,) = struct.unpack_from("<i", text, place)
    place += 4
    found = {}
    for number in range(count):
        of, fields = struct.unpack_from("<HH", text, place)
        pairs = struct.unpack_from(f"<{2 * fields}H", text, place + 4)
        place += 4 + 4 * fields
        found[number] = Structure(types[of], sizes[of], _fields(pairs, types, names, sizes))
        if sum(size for _, size in found[number].fields.values()) > sizes[of]:
            raise ValueError("a kind of block is smaller than its fields")
    return found


def _names(text: bytes, place: int) -> tuple[list[str], int]:
    (count,) = struct.unpack_from("<i", text, place)
    place += 4
    found = []
    for _ in range(count):
        end = text.index(b"\0", place)
        found.append(text[place:end].decode("ascii"))
        place = end + 1
    return found, place


def _fields(
    pairs: Sequence[int], types: Sequence[str], names: Sequence[str], sizes: Sequence[int]
) -> dict[str, tuple[int, int]]:
    place, found = 0, {}
    for of, name in zip(pairs[::2], pairs[1::2]):
        text = names[name]
        size = 8 if text.startswith(("*", "(")) else sizes[of]
        for number in _ARRAY.findall(text):
            size *= int(number)
        found[_ARRAY.sub("", text)] = (place, size)
        place += size
    return found
