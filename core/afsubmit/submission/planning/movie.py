"""A movie of the frames: one task that waits for them and runs ffmpeg.

ffmpeg's own words, as of its version 9: image2 reads a numbered sequence without gaps, and fills one number in a name.
"""

from __future__ import annotations

import ntpath
import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ...document import Block
from ...document.frames import FrameList
from ...document.shell_words import typed_words
from ...errors import SettingsError
from .farm_paths import FarmPaths
from .names import plain_word
from .scene import Output

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


def movie_block(
    output: Output, frames: FrameList, settings: Mapping[str, Any], *, fps: float, farm: FarmPaths
) -> Block:
    """The block that makes the movie of `output`'s first picture from `frames`; who it waits for is not said here.

    Raises:
        SettingsError: there is no such codec or rate, or ffmpeg cannot read such frames; says what to do.
        QuotingError: a name cannot be written for the farm's shell.
    """
    first, last = _unbroken(frames)
    pattern = output.shown[0] if output.shown else ""
    numbered = _numbered(pattern, farm)
    codec = codec_of(settings)
    file = movie_path(output, settings, codec.ending)
    words = [farm.program(settings["movie_program"].strip() or "ffmpeg"), "-hide_banner", "-nostdin", "-y"]
    words += ["-framerate", rate(settings["movie_fps"], fps), "-start_number", str(first)]
    words += ["-apply_trc", "iec61966_2_1"] if is_linear(pattern, settings) else []
    words += ["-i", numbered, "-frames:v", str(last - first + 1)]
    words += ["-vf", farm.quote(f"{EVEN}{BT709}")]
    words += [farm.argument(word, "movie_codecs") for word in typed_words(codec.words)]
    words += [farm.argument(word, "movie_arguments") for word in settings["movie_arguments"]]
    block = Block(f"{output.name} movie", "ffmpeg")
    block.setNumeric(first, last, last - first + 1)
    block.setCommand(" ".join([*words, farm.word(file)]))
    block.setFiles([file])
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
    found = _PATTERN.findall(pattern)
    if len(found) != 1:
        what = "have no number in their name" if not found else "have their number in several places"
        raise SettingsError(f"ffmpeg cannot read the frames of {pattern or 'no file'}: they {what}.")
    mapped = farm.path(pattern)
    before, number, after = _PATTERN.split(mapped)
    return farm.quote(f"{before.replace('%', '%%')}%0{len(number)}d{after.replace('%', '%%')}")


def notes(outputs: Sequence[Output], settings: Mapping[str, Any]) -> str:
    """What an artist should know of the movie's colours."""
    files = [output.shown[0] for output in outputs if output.shown]
    return LINEAR_NOTE if any(is_linear(name, settings) for name in files) else COLOR_NOTE
