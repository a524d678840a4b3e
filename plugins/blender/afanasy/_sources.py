"""The files that the open file reads: libraries, pictures, caches, volumes, fonts, sounds and clips.

Only paths are made here; whether there is such a file is looked at elsewhere, off the main thread where it can be.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import bpy

BAKE = "Blender keeps the folder of a bake where only Blender can change it."
OVERRIDE = "It is an override of what stands in a library."
USD = "A USD file may name others, which only Blender sees."
VIEWS = "It has a file for each eye."
MOST_FRAMES = 100_000
"""Of longer sequences only so many files are looked for."""


class Source(NamedTuple):
    """One thing that the file reads, by what an artist calls it: its files, absolute.

    `raw` is its path as it stands in the file that holds it, which is `owner`, a library, or the open file for None;
    `obstacle` says why that path cannot be put in place of another.
    """

    name: str
    paths: Sequence[str]
    raw: str = ""
    owner: Any = None
    obstacle: str = ""


def of_file() -> Mapping[str, Sequence[str]]:
    """Absolute paths of what must be on the disk, by what an artist calls it; what is packed or unused is left out."""
    found: dict[str, list[str]] = {}
    for source in listed():
        found[source.name] = list(dict.fromkeys([*found.get(source.name, ()), *source.paths]))
    return found


def listed() -> Sequence[Source]:
    """Everything that must be on the disk."""
    found = list(_named())
    reported = {path for source in found for path in source.paths} | set(_raw())
    others = bpy.utils.blend_paths(absolute=True, packed=False)
    blenders_own = os.path.join(bpy.utils.system_resource("DATAFILES"), "")  # brushes of 5.2; each machine has its own
    reported |= {path for path in map(os.path.abspath, others) if path.startswith(blenders_own) or "<" in path}
    rest = [path for path in dict.fromkeys(map(os.path.abspath, others)) if path not in reported]
    return [*found, *(Source(f"file {os.path.basename(path)}", [path]) for path in rest)]


def _named() -> Iterator[Source]:
    for library in bpy.data.libraries:
        if not getattr(library, "packed_file", None):
            name, path = os.path.basename(library.filepath), absolute(library.filepath)
            yield Source(f"library {name}", [path], library.filepath, library.parent)
    for image in bpy.data.images:
        if image.users and image.source in ("FILE", "SEQUENCE", "MOVIE", "TILED") and image.filepath:
            if not image.packed_file and not len(getattr(image, "packed_files", ())):
                yield _of("image", image, _of_image(image))
    for kind, things in _plain():
        for thing in things:
            if thing.users and thing.filepath not in ("", "<builtin>") and not getattr(thing, "packed_file", None):
                yield _of(kind, thing, _of_plain(thing))
    for strip, library in _strips():
        if strip.type == "IMAGE":
            names = [os.path.join(strip.directory, element.filename) for element in strip.elements]
            paths = [absolute(name, library) for name in names]
            yield Source(f"strip {strip.name}", paths, strip.directory, library)
        elif strip.type == "MOVIE":
            yield Source(f"strip {strip.name}", [absolute(strip.filepath, library)], strip.filepath, library)
    for thing in bpy.data.objects:
        yield from _of_simulations(thing)


def _of(kind: str, thing: Any, paths: Sequence[str]) -> Source:
    obstacle = OVERRIDE if thing.override_library else ""
    if kind == "image" and thing.use_multiview and thing.views_format == "INDIVIDUAL":
        obstacle = VIEWS
    elif kind == "cache" and ".usd" in os.path.basename(thing.filepath).lower():
        obstacle = USD
    return Source(f"{kind} {thing.name_full}", paths, thing.filepath, thing.library, obstacle)


def _plain() -> Sequence[tuple[str, Any]]:
    """What has one path each, of a sequence that of one frame."""
    data = bpy.data
    kinds = (("cache", data.cache_files), ("volume", data.volumes), ("font", data.fonts))
    return (*kinds, ("sound", data.sounds), ("clip", data.movieclips))


def _of_plain(thing: Any) -> Sequence[str]:
    path = absolute(thing.filepath, thing.library)
    numbers: set[int] = set()
    if isinstance(thing, bpy.types.MovieClip) and thing.source == "SEQUENCE":
        numbers = _of_clip(thing, path)
    elif isinstance(thing, bpy.types.Volume) and thing.is_sequence:
        numbers = _of_volume(thing)
    elif isinstance(thing, bpy.types.CacheFile) and thing.is_sequence and not thing.override_frame:
        numbers = set(_frames())
    return _numbered(path, numbers) or [path]


def _of_clip(clip: Any, path: str) -> set[int]:
    """All pictures of a clip, from the one that its path names on."""
    digits = _digits(path)
    first = int(digits[0]) + clip.frame_offset if digits else 0
    return set(range(first, first + clip.frame_duration))


def _of_volume(volume: Any) -> set[int]:
    """The numbers of the files of a volume that the frames of all scenes show (measured with 3.4.1)."""
    length, numbers = max(1, volume.frame_duration), set()
    for frame in _frames():
        place = frame - volume.frame_start
        if volume.sequence_mode == "CLIP" and not 0 <= place < length:
            continue
        if volume.sequence_mode in ("CLIP", "EXTEND"):
            place = min(max(place, 0), length - 1)
        elif volume.sequence_mode == "REPEAT":
            place %= length
        else:  # there and back
            place %= max(1, 2 * length - 2)
            place = place if place < length else 2 * length - 2 - place
        numbers.add(place + 1 + volume.frame_offset)
    return numbers


def _strips() -> Iterator[tuple[Any, Any]]:
    """Each strip that is shown, and the library that it is of, None for the open file."""
    for scene in bpy.data.scenes:
        editor = scene.sequence_editor
        strips: Any = getattr(editor, "strips_all", None) or getattr(editor, "sequences_all", ()) if editor else ()
        yield from ((strip, scene.library) for strip in strips if not strip.mute)


def _of_simulations(thing: Any) -> Iterator[Source]:
    """Folders of baked fluids, and of what geometry nodes baked to a folder of its own."""
    obstacle = OVERRIDE if thing.override_library else ""
    for modifier in thing.modifiers:
        domain = getattr(modifier, "domain_settings", None) if modifier.type == "FLUID" else None
        if domain is not None and modifier.fluid_type == "DOMAIN" and domain.cache_type != "REPLAY":
            raw = domain.cache_directory
            yield Source(f"fluid cache of {thing.name}", [absolute(raw, thing.library)], raw, thing.library, obstacle)
        baked = getattr(modifier, "bake_directory", "") or getattr(modifier, "simulation_bake_directory", "")
        if modifier.type == "NODES" and baked:
            yield Source(f"bake of {thing.name}", [absolute(baked, thing.library)], baked, thing.library, BAKE)


def _of_image(image: Any) -> Sequence[str]:
    """Each tile of a tiled image, each frame of a sequence that the scenes show, else the one file."""
    path = absolute(image.filepath, image.library)
    if image.source == "TILED":
        tiles = [tile.number for tile in image.tiles]
        return [_of_tile(path, number) for number in tiles]
    if image.source != "SEQUENCE" or not _digits(path):
        return [path]
    return _numbered(path, _numbers(image))


def _digits(path: str) -> re.Match[str] | None:
    """Where the number of a frame stands in the name of a file."""
    return re.search(r"\d+(?=\D*$)", os.path.basename(path))


def _numbered(path: str, numbers: set[int]) -> Sequence[str]:
    """`path` with each of these numbers in place of its own; none where it has no number."""
    digits = _digits(path)
    if digits is None:
        return []
    folder, name = os.path.split(path)
    before, after, width = name[: digits.start()], name[digits.end() :], len(digits[0])
    return [os.path.join(folder, f"{before}{number:0{width}d}{after}") for number in sorted(numbers)]


def _of_tile(path: str, number: int) -> str:
    column, row = (number - 1001) % 10 + 1, (number - 1001) // 10 + 1
    return path.replace("<UDIM>", str(number)).replace("<UVTILE>", f"u{column}_v{row}")


def _numbers(image: Any) -> set[int]:
    """The numbers of the files that are read of a sequence, by all nodes that show it and the frames of all scenes."""
    frames = _frames()
    users = [node.image_user or node for node in _nodes() if getattr(node, "image", None) == image]
    return {number for user in users for number in _shown(user, frames)}


def _frames() -> range:
    """The frames of all scenes."""
    scenes = [scene for scene in bpy.data.scenes if scene.library is None]
    first = min(scene.frame_start for scene in scenes)
    return range(first, min(max(scene.frame_end for scene in scenes), first + MOST_FRAMES) + 1)


def _shown(user: Any, frames: range) -> set[int]:
    """The numbers that one node shows in these frames: it stays on its first and last picture unless it is cyclic."""
    length = max(1, user.frame_duration)
    numbers = set()
    for frame in frames:
        place = frame - user.frame_start
        place = place % length if user.use_cyclic else min(max(place, 0), length - 1)
        numbers.add(place + 1 + user.frame_offset)
    return numbers


def _nodes() -> Iterator[Any]:
    owners = [*bpy.data.materials, *bpy.data.worlds, *bpy.data.lights, *bpy.data.scenes]
    trees = [*(getattr(owner, "node_tree", None) for owner in owners), *bpy.data.node_groups]
    for tree in filter(None, trees):
        for node in tree.nodes:
            if not node.mute and getattr(node, "image", None) and hasattr(node, "image_user"):
                yield node
            elif not node.mute and getattr(node, "image", None) and hasattr(node, "frame_duration"):
                yield _OfCompositor(node)


class _OfCompositor:
    """An Image node of the compositor, which is its own image user."""

    def __init__(self, node: Any) -> None:
        self.image, self.image_user = node.image, node


def _raw() -> Iterator[str]:
    """The paths as they stand in texts, which are in the file, and in what may be a sequence of other files."""
    data = bpy.data
    for thing in (*data.images, *data.texts, *data.volumes, *data.movieclips, *data.cache_files):
        if thing.filepath:
            yield absolute(thing.filepath, thing.library)


def absolute(path: str, library: Any = None) -> str:
    """`path` as the open file, or `library`, means it."""
    return os.path.abspath(bpy.path.abspath(path, library=library))
