"""A picture rendered in tiles on several machines, and put together again. Pure.

Only for renderers whose row knows in which order they take the corners of a region. What puts the tiles together is
oiiotool, which Arnold for Maya brings along: outside its tile a picture is black, so that their sum is the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from afsubmit.document import Block
from afsubmit.document.frames import FrameList
from afsubmit.errors import QuotingError, SettingsError
from afsubmit.submission.planning import tiles
from afsubmit.submission.planning.blocks import FrameCommand, set_frames
from afsubmit.submission.planning.scene import BlockRequest, Output

from ._facts import MayaFacts, facts_of
from ._renderers import Renderer

SERVICE = "tiles_stitch"
PROGRAM = "oiiotool"


@dataclass(frozen=True)
class Tile:
    """One part of the picture: its number from 1, and its sides in pixels, both included, from the lower left."""

    number: int
    left: int
    right: int
    bottom: int
    top: int

    @property
    def suffix(self) -> str:
        """What the tile's files have behind the picture's name."""
        return f"_tile{self.number}"

    def region(self, row: Renderer) -> str:
        """The words that render only this tile."""
        sides = {"left": self.left, "right": self.right, "bottom": self.bottom, "top": self.top}
        return " ".join(["-reg", *(str(sides[side]) for side in row.region)])


def of_picture(output: Output, asked: str, row: Renderer) -> list[Tile]:
    """The tiles that `asked` ("4x2") cuts the picture into.

    Raises:
        SettingsError: this renderer or this picture cannot be cut, or not so.
    """
    across, down = tiles.counts(asked)
    facts = facts_of(output)
    cause = ""
    if not row.region:
        cause = f"in which order {row.title} takes the corners of a region is not known"
    elif facts.renumbering is not None or not output.files:
        cause = "its files are renumbered, or nobody knows them"
    elif across > facts.width or down > facts.height:
        cause = f"a picture of {facts.width} x {facts.height} has no {asked} parts"
    if cause:
        raise SettingsError(f"No tiles for {output.name}: {cause}. Switch tiles off for it.")
    columns, rows = _spans(facts.width, across), _spans(facts.height, down)
    spans = [(*column, *row) for row in rows for column in columns]
    return [Tile(number, *span) for number, span in enumerate(spans, 1)]


def files(tile: Tile, output: Output) -> list[str]:
    """The tile's files, one for each of the picture's.

    Raises:
        SettingsError: a file is not named by Maya's rules.
    """
    return [_with(file, facts_of(output), tile.suffix) for file in output.files]


def stitch(output: Output, parts: Sequence[Tile], request: BlockRequest) -> Block:
    """The block that makes pictures of the tiles.

    Raises:
        QuotingError: a file's name holds a sign that oiiotool takes for its own.
    """
    sources = [files(tile, output) for tile in parts]
    tails = [_words(file, [names[place] for names in sources], request) for place, file in enumerate(output.files)]
    program = request.farm.program(request.settings["stitch_program"].strip() or PROGRAM)
    is_animated = facts_of(output).is_animated

    def command(first: str, last: str, step: int) -> str:
        frames = f" --frames {first}-{last}x{step}" if is_animated else ""
        return " && ".join(f"{program}{frames} {tail}" for tail in tails)

    def irregular(frames: FrameList) -> str:
        first, last, step = frames.runs()[0]
        return command(str(first), str(last), step)

    block = Block(f"{output.name} stitch", SERVICE)
    words = FrameCommand("stepped", lambda step: command("@#@", "@#@", step), irregular)
    set_frames(block, request.frames, per_task=request.frames_per_task, command=words, files=output.files)
    return block


def _spans(length: int, count: int) -> list[tuple[int, int]]:
    """`length` pixels in `count` parts of about the same size: the first and the last of each."""
    edges = [length * place // count for place in range(count + 1)]
    return [(first, end - 1) for first, end in zip(edges, edges[1:])]


def _words(file: str, sources: Sequence[str], request: BlockRequest) -> str:
    first, *others = [_numbered(name, request) for name in sources]
    added = [word for name in others for word in (name, "--add")]
    return " ".join(["-a", first, *added, "-o", _numbered(file, request)])


def _numbered(pattern: str, request: BlockRequest) -> str:
    """A file as oiiotool reads it: to it `#` are four digits of the number and `@` is one."""
    before, sign, rest = request.farm.path(pattern).partition("@#")
    hashes, _, after = rest.partition("@")
    if set("%#@") & set(before + after):
        raise QuotingError(f"{pattern} has a sign in its name that oiiotool takes for a number: rename it for tiles.")
    wide, narrow = divmod(len(hashes) + 1, 4)
    return request.quote(before + "#" * wide + "@" * narrow + after if sign else before)


def _with(file: str, facts: MayaFacts, suffix: str) -> str:
    number = f"{facts.separator}@{'#' * facts.padding}@" if facts.is_animated else ""
    ending = f".{facts.extension}" if facts.extension else ""
    tail = ending + number if facts.is_number_last else number + ending
    if not tail or not file.endswith(tail):
        raise SettingsError(f"No tiles for {file}: it is not named by Maya's rules. Switch tiles off for it.")
    return file[: -len(tail)] + suffix + tail
