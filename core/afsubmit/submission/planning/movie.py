"""A movie of the frames: one task that waits for them and runs ffmpeg, or the application where it makes movies.

ffmpeg's own words, as of its version 9: image2 reads a numbered sequence without gaps, and fills one number in a name.
"""

from __future__ import annotations

import ntpath
import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol, runtime_checkable

from ...document import Block
from ...document.frames import FrameList
from ...document.shell_words import typed_words
from ...errors import SettingsError
from .farm_paths import FarmPaths
from .names import plain_word
from .scene import BlockRequest, Output

EVEN = "pad=ceil(iw/2)*2:ceil(ih/2)*2,"
"""Most players want an even number of pixels both ways: one row or column of black at most is added."""
BT709 = (
    "scale=out_color_matrix=bt709:out_range=tv,"
    "setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv"
)
"""ffmpeg would turn RGB into colours by BT.601 and leave players to guess; BT.709 is what they take for granted."""


class Codec(NamedTuple):
    """How a movie is written: the file's ending, and ffmpeg's words for the picture."""

    ending: str
    words: str


CODECS: Mapping[str, Codec] = {
    "h264": Codec(".mp4", "-c:v libx264 -preset medium -crf 18 -pix_fmt yuv420p -movflags +faststart"),
    "h265": Codec(".mp4", "-c:v libx265 -preset medium -crf 20 -pix_fmt yuv420p -tag:v hvc1 -movflags +faststart"),
    "prores": Codec(".mov", "-c:v prores_ks -profile:v 3 -vendor apl0 -pix_fmt yuv422p10le"),
    "prores_4444": Codec(".mov", "-c:v prores_ks -profile:v 4 -vendor apl0 -pix_fmt yuva444p10le"),
    "dnxhr": Codec(".mov", "-c:v dnxhd -profile:v dnxhr_hq -pix_fmt yuv422p"),
    "dnxhr_hqx": Codec(".mov", "-c:v dnxhd -profile:v dnxhr_hqx -pix_fmt yuv422p10le"),
    "vp9": Codec(".webm", "-c:v libvpx-vp9 -crf 24 -b:v 0 -pix_fmt yuv420p"),
}
"""The codecs that come with the suite; the setting `movie_codecs` adds to them or replaces them."""

STUDIO_ENDING = ".mov"
COLOR_NOTE = (
    "The movie shows the frames' own colours as BT.709 video, without a view transform or look of the application."
)
LINEAR_NOTE = (
    "The movie takes the frames for scene-linear and gives them the sRGB curve, without a view transform or look."
)
_PATTERN = re.compile("@(#+)@")
_RATE = re.compile(r"\d+(?:\.\d+)?(?:/\d+)?")


class Wish(NamedTuple):
    """The movie that is wanted, whoever makes it: of the frames `first` to `last` of `pattern`, into `file`.

    `name` is the output's, `rate` the frames in a second as text, "24000/1001" for broadcast rates.
    """

    name: str
    pattern: str
    first: int
    last: int
    file: str
    rate: str
    is_linear: bool


@runtime_checkable
class MakesMovies(Protocol):
    """What a `HostPlan` may have beside: its application makes movies itself."""

    def movie(self, wish: Wish, output: Output, request: BlockRequest) -> Block | None:
        """The block that makes the movie; None where it is not asked to, and the movie program makes it.

        Raises:
            SettingsError: it cannot make this one; says what to do.
            QuotingError: a name cannot be written for the farm's shell.
        """


def wish(output: Output, frames: FrameList, settings: Mapping[str, Any], *, fps: float) -> Wish:
    """The movie of `output`'s first picture.

    Raises:
        SettingsError: there is no such codec or rate, or the frames have gaps.
    """
    first, last = _unbroken(frames)
    pattern = output.shown[0] if output.shown else ""
    if len(_PATTERN.findall(pattern)) != 1:
        what = "have their number in several places" if _PATTERN.search(pattern) else "have no number in their name"
        raise SettingsError(f"No movie of {pattern or 'no file'}: the frames {what}.")
    file = movie_path(output, settings, codec_of(settings).ending)
    speed = rate(settings["movie_fps"], fps)
    return Wish(output.name, pattern, first, last, file, speed, is_linear(pattern, settings))


def movie_block(wish: Wish, settings: Mapping[str, Any], *, farm: FarmPaths) -> Block:
    """The block that makes the movie with ffmpeg; who it waits for is not said here.

    Raises:
        SettingsError: there is no such codec.
        QuotingError: a name cannot be written for the farm's shell.
    """
    words = [farm.program(settings["movie_program"].strip() or "ffmpeg"), "-hide_banner", "-nostdin", "-y"]
    words += ["-framerate", wish.rate, "-start_number", str(wish.first)]
    words += ["-apply_trc", "iec61966_2_1"] if wish.is_linear else []
    words += ["-i", _numbered(wish.pattern, farm), "-frames:v", str(wish.last - wish.first + 1)]
    words += ["-vf", farm.quote(f"{EVEN}{BT709}")]
    words += [farm.argument(word, "movie_codecs") for word in typed_words(codec_of(settings).words)]
    words += [farm.argument(word, "movie_arguments") for word in settings["movie_arguments"]]
    return block_of(wish, "ffmpeg", " ".join([*words, farm.word(wish.file)]))


def block_of(wish: Wish, service: str, command: str) -> Block:
    """The one task for all frames, which `command` makes a movie of."""
    block = Block(f"{wish.name} movie", service)
    block.setNumeric(wish.first, wish.last, wish.last - wish.first + 1)
    block.setCommand(command)
    block.setFiles([wish.file])
    return block


def codec_of(settings: Mapping[str, Any]) -> Codec:
    """The codec that is asked for: one of the studio's, else one of ours.

    Raises:
        SettingsError: there is none of that name, or the studio's words cannot be read.
    """
    name, own = settings["movie_codec"].strip() or "h264", settings["movie_codecs"]
    if name in own:
        try:
            typed_words(own[name])
        except ValueError as error:
            raise SettingsError(f"movie_codecs.{name} is {own[name]!r}: {error}.") from error
        return Codec(CODECS[name].ending if name in CODECS else STUDIO_ENDING, own[name])
    if name not in CODECS:
        known = ", ".join([*own, *CODECS])
        raise SettingsError(f"movie_codec is {name!r}; known are {known}.")
    return CODECS[name]


def movie_path(output: Output, settings: Mapping[str, Any], ending: str) -> str:
    """The movie's file: what was set, with the output's name for `{output}`, else the frames' name without number."""
    word = plain_word(output.name, keep=" ")
    chosen = str(settings["movie_file"]).strip().replace("{output}", word)
    if not chosen:
        pattern = output.shown[0]
        module = ntpath if "\\" in pattern else posixpath
        folder, name = module.split(pattern)
        while _PATTERN.search(folder):
            folder = module.dirname(folder)
        stem = _PATTERN.sub("", module.splitext(name)[0]).strip("._- ")
        chosen = str(module.join(folder, stem or word))
    elif (ntpath if "\\" in chosen else posixpath).splitext(chosen)[1]:
        return chosen
    return chosen + ending


def rate(text: str, fps: float) -> str:
    """The frames in a second for ffmpeg: what was set, else the scene's, broadcast rates as exact fractions.

    Raises:
        SettingsError: what was set is no rate.
    """
    text = text.strip()
    if text:
        if not _RATE.fullmatch(text) or not re.search("[1-9]", text.partition("/")[0]):
            raise SettingsError(f"movie_fps is {text!r}; write a rate such as 25, 23.976 or 24000/1001.")
        if "/" in text:
            return text
        fps = float(text)
    whole = round(fps * 1.001)
    if abs(fps - whole * 1000 / 1001) < 0.006 and abs(fps - round(fps)) > 1e-4:
        return f"{whole * 1000}/1001"
    return f"{fps:.10g}"


def is_linear(pattern: str, settings: Mapping[str, Any]) -> bool:
    """Whether the frames are scene-linear: what was set, else true for EXR files only."""
    chosen = settings["movie_color"]
    return bool(pattern.lower().endswith(".exr")) if not chosen else chosen == "linear"


def _unbroken(frames: FrameList) -> tuple[int, int]:
    runs = frames.runs()
    if len(runs) != 1 or (runs[0][2] != 1 and len(frames) > 1):
        raise SettingsError(f"A movie needs frames without gaps, and these are {_short(frames)}.")
    if runs[0][0] < 0:
        raise SettingsError("A movie cannot begin with a frame below zero: ffmpeg does not read such names.")
    return runs[0][0], runs[0][1]


def _short(frames: FrameList) -> str:
    text = str(frames) or "none"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _numbered(pattern: str, farm: FarmPaths) -> str:
    """The frames' name for ffmpeg: `%04d` for the number, every other percent sign doubled."""
    before, number, after = _PATTERN.split(farm.path(pattern))
    return farm.quote(f"{before.replace('%', '%%')}%0{len(number)}d{after.replace('%', '%%')}")


def notes(outputs: Sequence[Output], settings: Mapping[str, Any]) -> str:
    """What an artist should know of the movie's colours."""
    files = [output.shown[0] for output in outputs if output.shown]
    return LINEAR_NOTE if any(is_linear(name, settings) for name in files) else COLOR_NOTE
