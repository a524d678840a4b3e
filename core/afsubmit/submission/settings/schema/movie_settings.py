"""A movie made of the frames after they are rendered."""

from __future__ import annotations

from . import kinds
from .kinds import CHOICE, LIST, MAP, SWITCH, TEXT
from .setting import Setting


def _text(key: str, label: str, text: str, *, choices: tuple[str, ...] = (), is_advanced: bool = True) -> Setting:
    return Setting(key, TEXT, "", label, text, group="movie", choices=choices, is_advanced=is_advanced)


MOVIE = (
    Setting(
        "movie",
        SWITCH,
        False,
        "Make a movie",
        "One more task makes a movie of the frames when all of them are there; the farm needs ffmpeg for it.",
        group="movie",
    ),
    _text(
        "movie_file",
        "Movie file",
        "Where the movie goes; {output} stands for the output's name. Empty: beside the frames, under their name.",
        is_advanced=False,
    ),
    _text(
        "movie_codec",
        "Codec",
        "How the movie is written: one of these, or one of the studio's. Empty: h264.",
        choices=("h264", "h265", "prores", "prores_4444", "dnxhr", "dnxhr_hqx", "vp9"),
        is_advanced=False,
    ),
    _text("movie_fps", "Frame rate", "Frames in a second, such as 25, 23.976 or 24000/1001. Empty: the scene's."),
    Setting(
        "movie_frames",
        kinds.FRAMES,
        "",
        "Frames of the movie",
        "The frames it shows, where only some of them are rendered anew. Empty: those that are rendered.",
        group="movie",
        is_advanced=True,
    ),
    Setting(
        "movie_color",
        CHOICE,
        "",
        "Colours of the frames",
        'Taken as they are ("display"), or given the sRGB curve ("linear"). Empty: linear for EXR files only.',
        group="movie",
        choices=("", "display", "linear"),
        is_advanced=True,
    ),
    _text("movie_program", "Movie program", "The program that makes the movie. Empty: ffmpeg."),
    Setting(
        "movie_arguments",
        LIST,
        [],
        "Movie arguments",
        "Words added to the movie program's command line, before the file, such as -metadata title=Shot.",
        group="movie",
        is_advanced=True,
    ),
    Setting(
        "movie_codecs",
        MAP,
        {},
        "Codecs of the studio",
        "More codecs by name, with ffmpeg's words for them, such as review=-c:v libx264 -crf 23.",
        group="movie",
        items=TEXT,
        is_advanced=True,
    ),
)
