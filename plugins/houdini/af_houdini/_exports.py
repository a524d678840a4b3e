"""The second stage of a ROP that exports: mantra, kick, redshiftCmdLine or husk renders what it wrote. Pure.

Command lines: tiles as CGRU's plugin writes them; mantra and husk as public submitters do. husk
does not put a frame into the name of its input: a file for each frame means a call for each frame.
"""

from __future__ import annotations

import ntpath
import posixpath
from collections.abc import Callable

from afsubmit.document import Block, Task
from afsubmit.document.frames import FrameList
from afsubmit.document.patterns import fill, has_pattern
from afsubmit.errors import SettingsError
from afsubmit.submission.planning import standalone
from afsubmit.submission.planning import tiles as tiles_of
from afsubmit.submission.planning.blocks import FrameCommand, set_frames
from afsubmit.submission.planning.scene import BlockRequest, Output
from afsubmit.submission.planning.stages import Stage

from ._facts import facts_of

MANTRA, KICK, REDSHIFT, HUSK = "mantra", standalone.KICK, standalone.REDSHIFT, "husk"
SERVICES = {**standalone.SERVICES, MANTRA: "mantra", HUSK: "karma"}
PARSERS = standalone.PARSERS
OF_HOUDINI = ("mantra", "husk", "itilestitch")
"""Programs that lie beside hython."""
TILE_WORD = "_tile{:02d}_"
"""What mantra puts before the frame in the name of a tile (CGRU)."""


def stages(output: Output, request: BlockRequest) -> list[Stage]:
    """What renders the files that `output` exports; nothing where it exports none, or they are not to be rendered.

    Raises:
        SettingsError: tiles that make no sense, or pictures whose name nobody knows.
        QuotingError: a path that the farm's shell cannot have.
    """
    facts, wanted = facts_of(output), request.settings["render_exports"]
    kind = facts.export_kind
    if not facts.exports or wanted == "none" or (kind == HUSK and wanted != "usd"):
        return []
    tiles = request.settings["tiles"].strip()
    if tiles and kind == MANTRA:
        return _tiled(output, request, *tiles_of.counts(tiles))
    by_frame = not output.is_whole
    return [Stage(kind, [_block(output, request)], waits_by_frame=by_frame)]


def _block(output: Output, request: BlockRequest) -> Block:
    """The block that renders an exported file for each frame, or frames of one USD file."""
    facts = facts_of(output)
    kind = facts.export_kind
    block = Block(f"{output.name} {kind}", SERVICES[kind])
    if kind in PARSERS:
        block.setParser(PARSERS[kind])
    if kind == HUSK and not has_pattern(facts.exports):
        _set_husk_frames(block, request, facts.exports)
        return block
    write = _writer(request, kind)
    command = FrameCommand(
        "list",
        lambda step: write(facts.exports, "@#@", 1, 1),
        lambda frames: fill(write(facts.exports, str(min(frames)), 1, 1), min(frames), min(frames)),
    )
    set_frames(block, request.frames, per_task=1, command=command, files=facts.pictures)
    return block


def _set_husk_frames(block: Block, request: BlockRequest, file: str) -> None:
    """A call for each portion of frames: how many there are stands in the command, so each task has its own."""
    write, per_task = _writer(request, HUSK), request.settings["frames_per_task"]
    chunks = request.frames.chunks(per_task, "stepped")
    block.portions = chunks
    for chunk in chunks:
        (first, last, step) = chunk.runs()[0]
        task = Task(f"frames {chunk}" if len(chunk) > 1 else f"frame {chunk}")
        task.setCommand(write(file, str(first), len(chunk), step if last > first else 1))
        block.tasks.append(task)


def _writer(request: BlockRequest, kind: str) -> Callable[[str, str, int, int], str]:
    """What makes a command of a file, its first frame, the count of frames and their step."""
    program, threads = _program(request, kind), request.settings["threads"]

    def write(file: str, first: str, count: int, step: int) -> str:
        path = request.path(file)
        if kind == MANTRA:
            return f"{program} -V 2a{f' -j {threads}' if threads else ''} -f {path}"
        if kind in standalone.SERVICES:
            return standalone.command(kind, program, path, threads)
        renderer = request.settings["husk_renderer"].strip()
        words = [program, "--frame", first, "--frame-count", str(count)]
        words += ["--frame-inc", str(step)] if step > 1 else []
        words += ["--renderer", request.quote(renderer)] if renderer else []
        words += ["--threads", str(threads)] if threads else []
        return " ".join([*words, "--restart-delegate", "1", "--verbose", "a3", "--make-output-path", path])

    return write


def _program(request: BlockRequest, kind: str) -> str:
    """The program, beside the hython that renders where that is a path."""
    name, own = standalone.PROGRAMS.get(kind, kind), ntpath.basename(request.executable)
    is_of_houdini = name in OF_HOUDINI and own.lower().startswith("hython")
    return request.farm.program(standalone.beside(request.executable, name) if is_of_houdini else name)


def _tiled(output: Output, request: BlockRequest, across: int, down: int) -> list[Stage]:
    """Every tile of every frame as a task of mantra, then a task for each frame that puts them together."""
    facts = facts_of(output)
    if len(facts.pictures) != 1:
        raise SettingsError(f"Tiles of {output.name} cannot be put together: the name of its picture is not known.")
    (picture,), count = facts.pictures, across * down
    program, stitch = _program(request, MANTRA), _program(request, "itilestitch")
    tiles, whole = Block(f"{output.name} tiles", "mantra"), Block(f"{output.name} stitch", "tiles_stitch")
    for block in (tiles, whole):
        block.setFiles(["@#@"])
    for frame in request.frames:
        names = [fill(_tile_name(picture, tile), frame, frame) for tile in range(count)]
        file, made = request.path(fill(facts.exports, frame, frame)), fill(picture, frame, frame)
        for tile, name in enumerate(names):
            command = f"{program} -t count={across}x{down},index={tile} -V 2a -f {file}"
            _add(tiles, f"frame {frame} tile {tile}", command, name)
        words = [request.path(name) for name in (made, *names)]
        _add(whole, f"frame {frame}", " ".join([stitch, *words]), made)
    whole.portions = [FrameList([frame]) for frame in request.frames]
    tiles.portions = [frame for frame in whole.portions for _ in range(count)]
    return [Stage("tiles", [tiles]), Stage("stitch", [whole])]


def _add(block: Block, name: str, command: str, file: str) -> None:
    task = Task(name)
    task.setCommand(command)
    task.data["files"] = [file]
    block.tasks.append(task)


def _tile_name(picture: str, tile: int) -> str:
    """The name of a tile's picture: its word stands before the frame and the dot there, or before the ending."""
    folder, name = _split(picture)
    position = name.find("@#")
    position = position if position >= 0 else len(posixpath.splitext(name)[0])
    position -= 1 if name[position - 1 : position] == "." and position > 0 and "@#" in name else 0
    return f"{folder}{name[:position]}{TILE_WORD.format(tile)}{name[position:]}"


def _split(path: str) -> tuple[str, str]:
    position = max(path.rfind("/"), path.rfind("\\")) + 1
    return path[:position], path[position:]
