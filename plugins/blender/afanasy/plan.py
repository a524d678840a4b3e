"""What renders a Blender scene on a farm: service, parser and command line.

Pure: no bpy here. The command line as Blender 3.4.1 and 5.2.2 read it (measured).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from . import _bake, _sequence, _tiles, _versions
from ._facts import BlenderFacts
from .afsubmit.document import Block
from .afsubmit.document.frames import FrameList
from .afsubmit.errors import QuotingError, RangeError
from .afsubmit.submission.planning.blocks import FrameCommand, set_frames
from .afsubmit.submission.planning.movie import Wish, block_of
from .afsubmit.submission.planning.scene import BlockRequest, Output
from .afsubmit.submission.planning.stages import Stage

FIRST_FRAME, LAST_FRAME = -1048574, 1048574
"""What Blender can render at all; it clamps silently to these."""

SCENE_GUARD = (
    "import bpy,sys; name=sys.argv[sys.argv.index('--')+1]; "
    "bpy.context.scene.name==name or sys.exit('There is no scene '+name)"
)
"""Run by Blender on the farm: `-S` with an unknown name renders the active scene and exits with 0."""


_FIND = (
    "import bpy,sys; scene,name=sys.argv[sys.argv.index('--')+1:][:2]; s=bpy.context.scene; "
    "s.name==scene or sys.exit('There is no scene '+scene); "
)
ALONE = {
    "layer": f"{_FIND}name in s.view_layers or sys.exit('There is no view layer '+name); "
    "[setattr(layer,'use',layer.name==name) for layer in s.view_layers]; "
    "[setattr(s.render,'use_'+what,False) for what in ('single_layer','compositing','sequencer')]",
    "camera": f"{_FIND}name in s.objects or sys.exit('There is no camera '+name); s.render.use_sequencer=False; "
    "[setattr(marker,'camera',None) for marker in s.timeline_markers]; s.camera=s.objects[name]",
}
"""Run by Blender on the farm: one view layer, without the compositor, which reads the others; or one camera, without
the markers that bind others. Names come as arguments behind `--`; a name that is not there is an error."""


def parser(engine: str, major: int) -> str:
    """The farm's parser for what this render engine prints.

    CGRU 3.4.1's `blender` and `blender_cycles` look for a word before the first blank that changes with each frame;
    since Blender 5.0 that word is a time stamp, and every line would count as a frame. `generic` shows no percents
    within a frame, but never a wrong one.
    """
    if major >= 5 or not engine:
        return "generic"
    return "blender_cycles" if engine == "CYCLES" else "blender"


class BlenderPlan:
    """Renders scenes with `blender -b`.

    The facts of its outputs are `BlenderFacts`.
    """

    name = "blender"
    executable = "blender"

    def blocks(self, output: Output, request: BlockRequest) -> Sequence[Block | Stage]:
        """One block; two where the frames lie on both sides of zero, since Blender reads a sign as an offset.

        With tiles there is one for each tile, and one that puts them together.

        Raises:
            RangeError: frames that Blender cannot render, or a movie of frames that are no regular range.
            SettingsError: tiles of a picture that cannot be cut.
        """
        _tell_version(output, request)
        frames = list(request.frames)
        if frames and (frames[0] < FIRST_FRAME or frames[-1] > LAST_FRAME):
            raise RangeError(f"Blender renders frames from {FIRST_FRAME} to {LAST_FRAME} only.")
        if request.settings["tiles"].strip():
            return _in_tiles(output, request)
        picture = Work(output.name, _facts(output).render_path, output.files)
        if not output.is_whole:
            return [_stills(output, request, part, picture) for part in by_sign(request.frames)]
        if len(request.frames.runs()) > 1:
            raise RangeError("A movie needs one range of frames with one step, such as 1-100 or 1-100x2.")
        return [_movie(output, request)]

    def beginning(self, rendered: Sequence[tuple[Output, BlockRequest]]) -> Block | None:
        """The task that bakes the simulations of all outputs, where it is asked for."""
        return _bake.block(rendered, as_read)

    def movie(self, wish: Wish, output: Output, request: BlockRequest) -> Block | None:
        """The block in which Blender makes a movie of the frames; None where ffmpeg does.

        Raises:
            SettingsError: Blender cannot make this one.
        """
        if request.settings[_sequence.KEY] != "application":
            return None
        version = _facts(output).version
        told = _sequence.words(wish, request, version, as_read)
        file = request.path(wish.file, spell=_spelled(version))
        start = f"{request.program} -b --factory-startup --python-exit-code 3"
        script = f"--python-expr {request.quote(_sequence.SCRIPT)}"
        count = wish.last - wish.first + 1
        block = block_of(wish, "blender", f"{start} {script} -o {file} -s 1 -e {count} -a -- {told}")
        block.setParser(parser("any", version[0]))
        return block


def _tell_version(output: Output, request: BlockRequest) -> None:
    """Say where the farm's Blender is known to be of another version than the file."""
    farm = _versions.of_farm(request.executable, str(request.settings.get("service", "")))
    problem = _versions.problem(_facts(output).version, farm)
    if problem is not None:
        request.tell(problem)


class Work(NamedTuple):
    """What a block makes: its name, where it writes, the files that the farm is told of.

    `script` is run by Blender before it renders, with `words` as its last arguments, in which `@#@` is the first frame.
    """

    name: str
    render_path: str
    files: Sequence[str]
    script: str = ""
    words: str = ""


def _in_tiles(output: Output, request: BlockRequest) -> list[Stage]:
    """Every tile of every frame, then whole pictures; a frame is put together as soon as its tiles are there."""
    cut, halves = _tiles.of_picture(output, request), by_sign(request.frames)
    tiles = [
        Work(
            f"{output.name} tile {number}",
            cut.path(number),
            [cut.file(number)],
            _tiles.TILE,
            f"{number} {cut.across} {cut.down}",
        )
        for number in cut.numbers
    ]
    words = cut.stitch_words(request, as_read)
    whole = Work(f"{output.name} stitch", _facts(output).render_path, output.files, _tiles.STITCH, words)
    return [
        Stage("tiles", [_stills(output, request, half, tile) for tile in tiles for half in halves]),
        Stage("stitch", [_stills(output, request, half, whole) for half in halves], waits_by_frame=True),
    ]


def _stills(output: Output, request: BlockRequest, frames: FrameList, work: Work) -> Block:
    is_negative = frames.runs()[0][0] < 0
    start, end = _start(output, request, work), _end(output, request, work)
    command = FrameCommand(
        "list",
        lambda step: f"{start} {range_words('@#@', '@#@', step, is_negative=is_negative)}{end}",
        lambda chunk: f"{start} {list_words(chunk)}{end.replace('@#@', str(min(chunk)))}",
    )
    files = [wider(name) for name in work.files] if is_negative else work.files
    return _block(output, frames, request.frames_per_task, work.name, command=command, files=files)


def _movie(output: Output, request: BlockRequest) -> Block:
    first, last, _step = request.frames.runs()[0]
    file = movie_file(_facts(output).movie, first, last)
    work = Work(output.name, file, [file] if len(output.files) < 2 else output.files)
    start, end = _start(output, request, work), _end(output, request, work)
    words: Callable[[int], str] = lambda step: range_words("@#@", "@#@", step, is_negative=first < 0)  # noqa: E731
    command = FrameCommand("stepped", lambda step: f"{start} {words(step)}{end}", str)
    return _block(output, request.frames, len(request.frames), work.name, command=command, files=work.files)


def _block(
    output: Output, frames: FrameList, per_task: int, name: str, *, command: FrameCommand, files: Sequence[str]
) -> Block:
    block = Block(name, "blender")
    block.setParser(parser(_facts(output).engine, _facts(output).version[0]))
    set_frames(block, frames, per_task=per_task, command=command, files=files)
    return block


def _start(output: Output, request: BlockRequest, work: Work) -> str:
    """Everything before the frames; the order matters, Blender carries it out word by word."""
    quote, facts = request.quote, _facts(output)
    words = [request.program, "-b", request.path(request.scene_file, spell=as_read)]
    if facts.scene:
        words += ["-S", quote(facts.scene)]
    kind, _ = _part(output)
    scripts = [ALONE.get(kind, SCENE_GUARD)] if kind or _needs_guard(output, request.settings) else []
    scripts += [work.script] if work.script else []
    if scripts:
        words += ["--python-exit-code", "3"]
    for script in scripts:
        words += ["--python-expr", quote(script)]
    if work.render_path:
        words += ["-o", request.path(work.render_path, spell=_spelled(facts.version))]
    return " ".join(words)


def _end(output: Output, request: BlockRequest, work: Work) -> str:
    """Everything behind the frames: what the scripts are told."""
    _, part = _part(output)
    is_named = part or _needs_guard(output, request.settings)
    words = [request.quote(word) for word in (_facts(output).scene, part) if word and is_named]
    words += [work.words] if work.words else []
    return f" -- {' '.join(words)}" if words else ""


def _facts(output: Output) -> BlenderFacts:
    facts: BlenderFacts = output.facts
    return facts


def _spelled(version: Sequence[int]) -> Callable[[str, str], str]:
    """How a path is written for `-o`."""
    return lambda path, farm_os: literal(as_read(path, farm_os), version)


def _part(output: Output) -> tuple[str, str]:
    """The kind and name of what is rendered alone; both "" for the scene as it is."""
    facts = _facts(output)
    return ("layer", facts.layer) if facts.layer else ("camera", facts.camera) if facts.camera else ("", "")


def _needs_guard(output: Output, settings: Mapping[str, Any]) -> bool:
    """A snapshot holds the scene for certain; the file on disk may lack one that was added or renamed since."""
    return bool(_facts(output).scene) and not settings["snapshot"]


def range_words(first: str, last: str, step: int, *, is_negative: bool) -> str:
    """The options that render a range of frames.

    A number with a sign is an offset from the scene's own start or end, so these are set to zero first.
    """
    if is_negative:
        return f"-s 0 -s {first} -e 0 -e {last} -j {step} -a"
    return f"-s {first} -e {last} -j {step} -a"


def list_words(frames: Iterable[int]) -> str:
    """The options that render exactly `frames`, all of them on one side of zero.

    A negative number in the list counts back from the scene's end, which is -1 itself; hence the end of -1.
    """
    ordered = list(frames)
    text = ",".join(f"{low}..{high}" if high > low else str(low) for low, high in neighbours(ordered))
    return f"-s 0 -e 0 -e -1 -f {text}" if ordered[0] < 0 else f"-f {text}"


def neighbours(frames: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of frames that follow one another, as (first, last)."""
    runs: list[tuple[int, int]] = []
    for frame in frames:
        if runs and runs[-1][1] == frame - 1:
            runs[-1] = (runs[-1][0], frame)
        else:
            runs.append((frame, frame))
    return runs


def by_sign(frames: FrameList) -> list[FrameList]:
    """`frames` as those below zero and the others, without empty lists."""
    halves = [FrameList(f for f in frames if f < 0), FrameList(f for f in frames if f >= 0)]
    return [half for half in halves if len(half)]


def wider(pattern: str) -> str:
    """`pattern` for negative frames: the farm counts the sign as one of the digits, Blender writes it before them."""
    return re.sub(r"@(#+)@", r"@#\1@", pattern)


def movie_file(movie: tuple[str, int, str] | None, first: int, last: int) -> str:
    """The file that Blender writes for a movie of these frames."""
    before, digits, after = movie or ("", 0, "")
    return f"{before}{_padded(first, digits)}-{_padded(last, digits)}{after}" if digits else f"{before}{after}"


def _padded(frame: int, digits: int) -> str:
    return f"{'-' if frame < 0 else ''}{abs(frame):0{digits}d}"


def as_read(path: str, farm_os: str) -> str:
    """`path` as Blender reads it: what begins with two slashes would lie beside the scene.

    Blender 3.4.1 and 5.2.2 write such frames below the scene's folder, and exit with 0.

    Raises:
        QuotingError: the farm's system has no other way to write it.
    """
    if not path.startswith("//"):
        return path
    if farm_os != "windows":
        raise QuotingError(f'{path} begins with "//", which Blender takes for the folder of the scene.')
    return path.replace("/", "\\")


def literal(path: str, version: Sequence[int]) -> str:
    """`path` as `-o` takes it: from Blender 4.5 on a single brace would begin a template."""
    return path.replace("{", "{{").replace("}", "}}") if tuple(version) >= (4, 5) else path
