"""What makes PNG of pictures that no window here can read: the studio's command, oiiotool, ffmpeg, iconvert.

Each is given names of ours (`picture_files`), never an artist's: oiiotool and ffmpeg take parts of names for numbers,
expressions and protocols. What an application documents for reading pictures itself works on its main thread or puts
them into the artist's scene, so none is asked.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ...errors import SettingsError
from . import exr_header, trusted_programs

SETTING = "picture_converter"
LINEAR = (".exr", ".hdr", ".pic", ".pfm")
"""Pictures whose colours are linear by their format; they are shown as sRGB."""
SINGLES = frozenset(
    ".exr .sxr .dpx .cin .hdr .tif .tiff .tga .sgi .rgb .rgba .bw .psd .jp2 .j2k .pfm .pam .ppm .pgm .pbm .webp .bmp "
    ".png .jpg .jpeg .gif".split()
)
"""Files of one picture, which ffmpeg reads by the codec that their ending names."""
MOVIES = frozenset(".mov .mp4 .m4v .mkv .avi .webm .mxf .mpg .mpeg".split())
"""Of these ffmpeg shows the first picture."""
OTHERS = frozenset(".tx .rat .pic .rla .rpf .iff .dds .heic .avif .ico .jfif .svg .xpm .dng .cr2 .nef .arw".split())
"""What oiiotool, iconvert or a viewer may read beside."""


def is_picture(path: str) -> bool:
    """Whether a file is a picture or movie by its ending: others are neither converted nor opened in a viewer."""
    ending = os.path.splitext(path)[1].lower()
    return ending in SINGLES or ending in MOVIES or ending in OTHERS


_PLAIN = re.compile(r"[\w .-]*", re.ASCII)
"""Layers with such names mean nothing else to oiiotool."""


class Picture(NamedTuple):
    """What is to be read and written: a copy or link with a name of ours, and the most pixels across and down."""

    source: str
    target: str
    width: int
    height: int

    @property
    def ending(self) -> str:
        """The file's ending, ".exr"."""
        return os.path.splitext(self.source)[1].lower()


class Converter(NamedTuple):
    """A program that can be run; `words` gives its command for a picture. One `is_for_all` may know any format."""

    title: str
    program: str
    words: Callable[[str, Picture], Sequence[str]]
    is_for_all: bool = False


def found(environ: Mapping[str, str]) -> tuple[list[Converter], list[str]]:
    """What is there, the studio's first, and sentences on what must not be used."""
    converters, refused = [], []
    try:
        command = trusted_programs.configured(SETTING)
        if command:
            if not all(any(place in word for word in command) for place in ("{input}", "{output}")):
                raise SettingsError(f'{SETTING} needs a word with "{{input}}" and one with "{{output}}".')
            converters.append(Converter("the studio's converter", command[0], _studios(command), is_for_all=True))
    except SettingsError as error:
        refused.append(str(error))
    houdini = environ.get("HFS", "")
    folders = [os.path.join(houdini, "bin")] if os.path.isabs(houdini) else []
    for title, names, words in (("oiiotool", ("oiiotool", "hoiiotool"), oiiotool), ("ffmpeg", ("ffmpeg",), ffmpeg)):
        program, why = trusted_programs.find(names, folders=folders)
        if program:
            converters.append(Converter(title, program, words))
        refused += [why] if why else []
    program, why = trusted_programs.find(("iconvert",), folders=folders, is_on_path=False)
    if program:
        converters.append(Converter("iconvert", program, iconvert))
    return converters, refused + ([why] if why else [])


def _studios(command: Sequence[str]) -> Callable[[str, Picture], Sequence[str]]:
    def words(_: str, picture: Picture) -> Sequence[str]:
        places = {"input": picture.source, "output": picture.target}
        sizes = {"width": str(picture.width), "height": str(picture.height)}
        return trusted_programs.filled(command, {**places, **sizes})

    return words


def oiiotool(program: str, picture: Picture) -> list[str]:
    """OpenImageIO's own words (2.4): no wildcards, no expressions, the picture's layer, into the box."""
    words = [program, "--wildcardoff", "--evaloff", "-i", picture.source]
    layer = _layer(picture)
    if layer is not None and _PLAIN.fullmatch(layer):
        dot = f"{layer}." if layer else ""
        words += ["--ch", f"{dot}R,{dot}G,{dot}B"]
    words += ["--fit", f"{picture.width}x{picture.height}", "--fullpixels"]  # without bars around it
    if picture.ending in LINEAR:
        words += ["--colorconvert", "linear", "sRGB"]
    return [*words, "-d", "uint8", "-o", picture.target]


def ffmpeg(program: str, picture: Picture) -> list[str]:
    """Words for ffmpeg 5.1: the first picture, into the box, with the layer that its reader of EXR has to be told."""
    words = [program, "-hide_banner", "-nostdin", "-loglevel", "error", "-y", "-protocol_whitelist", "file"]
    if picture.ending == ".exr":
        layer = _layer(picture)
        words += [*(["-layer", layer] if layer else []), "-apply_trc", "iec61966_2_1"]
    if picture.ending in SINGLES:
        words += ["-f", "image2", "-pattern_type", "none"]
    size = f"w='min({picture.width},iw)':h='min({picture.height},ih)':force_original_aspect_ratio=decrease"
    words += ["-i", f"file:{picture.source}", "-frames:v", "1", "-vf", f"scale={size}", "-pix_fmt", "rgb24"]
    return [*words, "-f", "image2", "-c:v", "png", "-update", "1", f"file:{picture.target}"]


def iconvert(program: str, picture: Picture) -> list[str]:
    """SideFX's documentation: depth, colours by the formats, input, output. Unconfirmed: not run here."""
    return [program, "-d", "byte", "-g", "auto", picture.source, picture.target]


def _layer(picture: Picture) -> str | None:
    """The layer of the picture in an EXR; None where there is none to choose."""
    if picture.ending != ".exr":
        return None
    try:
        return exr_header.picture_layer(exr_header.channels(picture.source))
    except OSError:
        return None
