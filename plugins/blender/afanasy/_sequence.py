"""A movie of the frames made by Blender itself, in its sequence editor. Pure: no bpy here.

The words are those of Blender 3.4.1 and 5.2 (measured); whether another one has a codec is told, or found on the farm.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ._script import in_one_line
from .afsubmit.errors import Problem, SettingsError
from .afsubmit.submission.planning.movie import Wish
from .afsubmit.submission.planning.scene import BlockRequest

KEY = "movie_by"
_NUMBER = re.compile(r"(.*)@(#+)@([^/\\]*)", re.DOTALL)


class Codec(NamedTuple):
    """Blender's word for a codec, its profile or "-", and the first Blender that was seen to have it."""

    word: str
    profile: str
    seen: Sequence[int]


CODECS: Mapping[str, Codec] = {
    "h264": Codec("H264", "-", (3, 4)),
    "h265": Codec("H265", "-", (5, 2)),
    "prores": Codec("PRORES", "422_HQ", (5, 2)),
    "prores_4444": Codec("PRORES", "4444", (5, 2)),
    "vp9": Codec("WEBM", "-", (3, 4)),
}
CONTAINERS = {".mp4": "MPEG4", ".mov": "QUICKTIME", ".webm": "WEBM", ".mkv": "MKV", ".avi": "AVI"}

SCRIPT = in_one_line(
    """
import bpy,math,os,re,sys
from fractions import Fraction
first,last,start,end,rate,look,container,codec,profile=sys.argv[-9:]
number=lambda frame:re.sub('#+',lambda found:str(frame).zfill(len(found[0])),end)
files=[start+number(frame) for frame in range(int(first),int(last)+1)]
for file in files:
 os.path.isfile(file) or sys.exit('There is no '+file)
scene=bpy.context.scene
render,view,wide,high=scene.render,scene.view_settings,*bpy.data.images.load(files[0]).size
render.resolution_x,render.resolution_y,render.resolution_percentage=wide+(wide&1),high+(high&1),100
speed=Fraction(rate)
render.fps=math.ceil(speed)
render.fps_base=render.fps/float(speed)
render.use_sequencer,render.use_file_extension,render.dither_intensity=True,False,0
view.view_transform,view.look,view.exposure,view.gamma='Standard','None',0,1
scene.sequencer_colorspace_settings.name='sRGB'
editor=scene.sequence_editor_create()
strips=editor.strips if hasattr(editor,'strips') else editor.sequences
strip=strips.new_image('frames',files[0],1,1,fit_method='ORIGINAL')
for file in files[1:]:
 strip.elements.append(os.path.basename(file))
strip.frame_final_duration=len(files)
space=strip.colorspace_settings
known=space.bl_rna.properties['name'].enum_items.keys()
space.name='sRGB' if look=='display' else 'Linear Rec.709' if 'Linear Rec.709' in known else 'Linear'
image,movie=render.image_settings,render.ffmpeg
if hasattr(image,'media_type'):
 image.media_type='VIDEO'
image.file_format='FFMPEG'
movie.format=container
codec in movie.bl_rna.properties['codec'].enum_items or sys.exit('This Blender writes no '+codec+'.')
movie.codec,movie.audio_codec,movie.constant_rate_factor=codec,'NONE','PERC_LOSSLESS'
if profile!='-':
 movie.ffmpeg_prores_profile=profile
image.color_mode='RGBA' if profile=='4444' else 'RGB'
"""
)
"""Run by Blender on the farm: show the frames one after another, untouched. Codecs need even sides: an odd
picture gets a black row at the top or column at the right, and no pixel is moved by a half (measured)."""


def words(wish: Wish, request: BlockRequest, version: Sequence[int], spell: Callable[[str, str], str]) -> str:
    """The last words of the command that makes the movie; `version` is that of this Blender.

    Raises:
        SettingsError: Blender cannot make this one.
    """
    codec = _codec(request, version)
    ending = posixpath.splitext(wish.file)[1].lower()
    if ending not in CONTAINERS:
        raise SettingsError(f"Blender writes no movie that ends in {ending}; choose one of {', '.join(CONTAINERS)}.")
    found = _NUMBER.fullmatch(wish.pattern)
    if found is None:
        raise SettingsError(f"Blender makes no movie of {wish.pattern}: the number must stand in the file's name.")
    start, number, rest = found.groups()
    look = "linear" if wish.is_linear else "display"
    paths = (request.path(start, spell=spell), request.quote(number + rest))
    return " ".join([str(wish.first), str(wish.last), *paths, wish.rate, look, CONTAINERS[ending], *codec[:2]])


def _codec(request: BlockRequest, version: Sequence[int]) -> Codec:
    settings = request.settings
    name = settings["movie_codec"].strip() or "h264"
    others = ("movie_program", "movie_arguments")
    cause = next((f"{key} is for another program" for key in others if settings[key]), "")
    if name not in CODECS or name in settings["movie_codecs"]:
        cause = f"it has no words for the codec {name}, and can have {', '.join(CODECS)}"
    if cause:
        raise SettingsError(f"Blender cannot make this movie: {cause}. Change that, or let ffmpeg make it (Made by).")
    if tuple(version) < tuple(CODECS[name].seen):
        first = ".".join(map(str, CODECS[name].seen))
        message = f"Blender was seen to write {name} in {first}, and not in 3.4; this is {'.'.join(map(str, version))}."
        request.tell(Problem("warning", "movie_codec", message, "Choose h264, or let ffmpeg make the movie."))
    return CODECS[name]
