"""A picture rendered in tiles on several machines, and put together again by Blender itself. Pure: no bpy here.

A tile is an OpenEXR file with all passes of its part, as the engine left them. What puts tiles together renders the
frame anew with an engine of its own, which only reads them: compositor, colours and file are then Blender's own and
those of the whole picture, so that nothing is lost (measured, 3.4.1 and 5.2: pixel by pixel an untiled render).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ._facts import BlenderFacts
from ._script import in_one_line
from .afsubmit.errors import Problem, SettingsError
from .afsubmit.submission.planning import tiles
from .afsubmit.submission.planning.scene import BlockRequest, Output

MOST = 400
"""Each tile is a block of the job."""

_NUMBER = re.compile(r"(.*[/\\]|)([^/\\]*?)(#+[^#/\\]*)", re.DOTALL)


TILE = in_one_line(
    """
import bpy,sys
number,across,down=map(int,sys.argv[-3:])
row,column=divmod(number-1,across)
render=bpy.context.scene.render
def edge(pixels,place,parts):
 return 1 if place==parts else pixels*place and (pixels*place//parts+.5)/pixels
for side,pixels,place,parts in (('x',render.resolution_x,column,across),\
('y',render.resolution_y,row,down)):
 pixels=pixels*render.resolution_percentage//100
 setattr(render,'border_max_'+side,1)
 setattr(render,'border_min_'+side,edge(pixels,place,parts))
 setattr(render,'border_max_'+side,edge(pixels,place+1,parts))
render.use_border=render.use_crop_to_border=render.use_overwrite=True
render.use_compositing=render.use_sequencer=render.use_placeholder=render.use_stamp=False
file=render.image_settings
if hasattr(file,'media_type'):
 file.media_type='MULTI_LAYER_IMAGE'
file.file_format,file.color_depth,file.exr_codec='OPEN_EXR_MULTILAYER','32','ZIP'
if hasattr(file,'use_exr_interleave'):
 file.use_exr_interleave=True
"""
)
"""Run by Blender on the farm: render only this tile, with every pass of it. An edge lies in the middle of its first
pixel, so that no rounding moves it. From 5.0 on Blender would write a part of the file for each pass."""

STITCH = in_one_line(
    """
import bpy,os,re,struct,sys,traceback
across,down,first=map(int,sys.argv[-5:-2])
start,end=sys.argv[-2:]
scene=bpy.context.scene
def files(frame):
 tail=re.sub('#+',lambda found:'-'*(frame<0)+str(abs(frame)).zfill(len(found[0])),end)
 return [start+str(one+1)+tail for one in range(across*down)]
def text(data,at):
 end=data.index(0,at)
 return data[at:end].decode(),end+1
def head(path):
 with open(path,'rb') as file:
  data=file.read()
 found,at={},8
 while data[at]:
  key,at=text(data,at)
  kind,at=text(data,at)
  size=struct.unpack_from('<i',data,at)[0]
  found[key]=data[at+4:at+4+size]
  at+=4+size
 return found
def passes(found):
 data,at,made=found['channels'],0,{}
 layers=sorted((layer.name for layer in scene.view_layers),key=len)
 while data[at]:
  channel,at=text(data,at)
  at+=16
  layer=[one for one in layers if channel.startswith(one+'.')][-1]
  parts=channel[len(layer)+1:].split('.')
  made.setdefault((layer,parts[0]),{})[parts[-1]]=1
 return {key:''.join(sorted(one,key=lambda sign:'RGBUVXYZWA'.index(sign.upper()))) for key,one in made.items()}
class Stitch(bpy.types.RenderEngine):
 bl_idname=bl_label='AFSUBMIT_STITCH'
 def update_render_passes(self,scene=None,renderlayer=None):
  for (layer,kind),signs in known.items():
   if layer==renderlayer.name:
    sort='VALUE' if len(signs)==1 else 'COLOR' if signs[0] in 'Rr' else 'VECTOR'
    self.register_pass(scene,renderlayer,kind,len(signs),signs,sort)
 def render(self,depsgraph):
  try:
   self.read(files(depsgraph.scene.frame_current))
  except BaseException:
   traceback.print_exc()
   sys.stdout.flush()
   sys.stderr.flush()
   os._exit(3)
 def read(self,paths):
  found=head(paths[0])
  for (layer,kind),signs in passes(found).items():
   if kind!='Combined':
    self.add_pass(kind,len(signs),signs,layer=layer)
  wide,high=self.resolution_x,self.resolution_y
  for one,path in enumerate(paths):
   row,column=divmod(one,across)
   left,right=(wide*edge//across for edge in (column,column+1))
   low,top=(high*edge//down for edge in (row,row+1))
   part=self.begin_result(left,low,right-left,top-low)
   part.load_from_file(path)
   self.end_result(part)
  for key in found:
   if key.startswith(('cryptomatte/','cycles.')):
    self.get_result().stamp_data_add_field(key,found[key].decode())
def done(scene,*more):
 for path in files(scene.frame_current):
  os.path.exists(path) and os.remove(path)
known=passes(head(files(first)[0]))
bpy.utils.register_class(Stitch)
scene.render.engine=Stitch.bl_idname
bpy.app.handlers.render_write.append(done)
"""
)


@dataclass(frozen=True)
class Tiles:
    """How a picture is cut, and what stands in the name of a tile before its number and behind it."""

    across: int
    down: int
    start: str
    end: str

    @property
    def numbers(self) -> range:
        """The numbers of the tiles, from 1 at the lower left, along the rows."""
        return range(1, self.across * self.down + 1)

    def path(self, number: int) -> str:
        """The file of a tile, with `#` for the frame."""
        return f"{self.start}{number}{self.end}"

    def file(self, number: int) -> str:
        """The same as the farm is told of it."""
        return re.sub("(#+)(?!.*#)", r"@\1@", self.path(number))

    def stitch_words(self, request: BlockRequest, spell: Callable[[str, str], str]) -> str:
        """The last words of the command that puts them together; `@#@` is its first frame."""
        words = (str(self.across), str(self.down), "@#@", request.path(self.start, spell=spell))
        return " ".join([*words, request.quote(self.end)])


def of_picture(output: Output, request: BlockRequest) -> Tiles:
    """The tiles that the setting asks for.

    Raises:
        SettingsError: this picture cannot be cut, or not so.
    """
    asked = request.settings["tiles"]
    across, down = tiles.counts(asked)
    facts: BlenderFacts = output.facts
    wide, high = facts.size
    cause = facts.undivided
    if output.is_whole:
        cause = "it is a movie"
    elif not facts.render_path:
        cause = "nobody knows its files"
    elif request.settings["skip_existing"]:
        cause = "Skip existing files is on, which looks at tiles that are gone when their picture is there"
    elif not cause and (across > wide or down > high):
        cause = f"a picture of {wide} x {high} has no {asked.strip()} parts"
    elif not cause and across * down > MOST:
        cause = f"{across * down} are more than {MOST}"
    if cause:
        raise SettingsError(f"No tiles for {output.name}: {cause}. Switch tiles off for it.")
    if facts.seams:
        message = f"The edges of the tiles may be seen in {output.name}: {facts.seams}."
        request.tell(Problem("warning", "tiles", message, "Compare one frame with an untiled one first."))
    if facts.is_adaptive:
        message = (
            f"Noise Threshold is on in {output.name}: a few pixels along the edges of the tiles have another noise,"
        )
        request.tell(Problem("info", "tiles", f"{message} of the same strength."))
    return _named(across, down, facts.render_path)


def _named(across: int, down: int, render_path: str) -> Tiles:
    """Tiles beside the picture, under its name with all that makes it another than its neighbours'."""
    found = _NUMBER.fullmatch(render_path)
    if found is None:
        raise SettingsError(f"No tiles for {render_path}: it has no frame number. Switch tiles off for it.")
    folder, name, rest = found.groups()
    joint = "" if not name or name[-1] in "_-." else "_"
    return Tiles(across, down, f"{folder}{name}{joint}tile", f"_{rest}.exr")
