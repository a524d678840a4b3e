"""One task before all others that bakes what the scenes simulate into the farm's copy. Pure: no bpy here.

Blender simulates a frame from the one before, and machines of a farm render frames in any order; but also in order, in
one run, it renders what is not baked as if it had hardly moved (measured, 3.4.1 and 5.2: a render forgets its cloth
after each frame). What point caches hold (cloth, soft bodies, particles, hair, rigid bodies) is saved in the file; once
they are baked every frame is that of the timeline played from its beginning (measured, 3.4.1, 4.5 and 5.2).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ._facts import FLUID, FOLDER, LINKED, ON_DISK, UNBAKED, ZONE, Simulation
from ._script import in_one_line
from .afsubmit.document import Block, Task
from .afsubmit.errors import Problem
from .afsubmit.submission.planning.scene import BlockRequest, Output

KEY = "bake_first"
Spelling = Callable[[str, str], str]

BAKE = in_one_line(
    """
import bpy,os,shutil,sys
home,*words=sys.argv[sys.argv.index('--')+1:]
folder,name=os.path.split(bpy.data.filepath)
own=os.path.join(folder,'blendcache_'+os.path.splitext(name)[0])
def things(scene):
 found={}
 while scene:
  found.update(dict.fromkeys(scene.objects))
  scene=scene.background_set
 todo=list(found)
 for one in todo:
  if one.instance_type=='COLLECTION' and one.instance_collection:
   more=[thing for thing in one.instance_collection.all_objects if thing not in found]
   found.update(dict.fromkeys(more))
   todo+=more
 return found
def caches(scene):
 world=scene.rigidbody_world
 if world and world.enabled and world.collection and world.collection.objects:
  yield scene,world.point_cache,True
 for thing in things(scene):
  for one in () if thing.library or thing.override_library else thing.modifiers:
   if one.show_render and one.type in ('CLOTH','SOFT_BODY'):
    yield thing,one.point_cache,True
   if one.show_render and one.type=='PARTICLE_SYSTEM':
    system=one.particle_system
    kind=system.settings
    if kind.physics_type not in ('NO','KEYED') if kind.type=='EMITTER' else system.use_hair_dynamics:
     yield thing,system.point_cache,kind.type=='EMITTER'
def as_rendered(scene):
 render=scene.render
 render.simplify_subdivision=render.simplify_subdivision_render
 render.simplify_child_particles=render.simplify_child_particles_render
 for one in bpy.data.collections:
  one.hide_viewport=one.hide_render
 for thing in things(scene):
  thing.hide_viewport=thing.hide_render
  for one in thing.modifiers:
   one.show_viewport=one.show_render
   if hasattr(one,'render_levels'):
    one.levels=one.render_levels
   if one.type=='PARTICLE_SYSTEM':
    one.particle_system.settings.display_percentage=100
 for layer in scene.view_layers:
  todo=[layer.layer_collection]
  for one in todo:
   one.hide_viewport=False
   todo+=one.children
  for thing in layer.objects:
   thing.hide_set(False,view_layer=layer)
def take(scene):
 for owner,cache,_ in caches(scene):
  if cache.is_baked and cache.use_disk_cache and not cache.use_external:
   os.path.isdir(home) or sys.exit('There is no folder '+home+' with the cache of '+owner.name)
   os.path.isdir(own) or shutil.copytree(home,own)
   cache.use_disk_cache=False
   print('Taken from '+home+': '+owner.name)
 shutil.rmtree(own,True)
def bake(scene,last):
 found=[one for one in caches(scene) if not one[1].is_baked]
 for owner,cache,_ in found:
  if cache.use_disk_cache:
   cache.use_disk_cache=False
  cache.frame_end=max(cache.frame_start,min(cache.frame_end,last))
 as_rendered(scene)
 first=min([last+1]+[one[1].frame_start for one in found])
 before=scene.frame_current
 scene.view_layers[0].update()
 for frame in range(first,last+1):
  scene.frame_set(frame)
  print('PROGRESS: '+str(100*(frame-first)//(last+1-first))+chr(37),flush=True)
 for owner,cache,is_marked in found:
  if is_marked:
   with bpy.context.temp_override(scene=scene,point_cache=cache):
    bpy.ops.ptcache.bake_from_cache()
   cache.is_baked or sys.exit('The simulation of '+owner.name+' could not be baked.')
  print('Baked '+owner.name+': '+cache.info)
 scene.frame_set(before)
for last,name in zip(words[::2],words[1::2]):
 scene=bpy.data.scenes.get(name) if name else bpy.context.scene
 scene or sys.exit('There is no scene '+name)
 take(scene)
 bake(scene,int(last))
bpy.context.preferences.filepaths.save_version=0
bpy.ops.wm.save_mainfile()
"""
)
"""Run by Blender on the farm, with last frame and name of each scene as arguments: from the first frame of the caches
to the last one rendered, as the render sees the scene (a modifier, subdivision or thing that only the viewport has, or
lacks, would give other caches). A cache that is marked as changed begins anew in its first frame; those that are baked
stay, and those of a disk cache that goes by the file's name are read into the file, from a copy of its folder under
the name of ours. Frames of hair are kept, but it is not marked as baked: such hair is not drawn when the file is opened
again (measured, 3.4.1 and 5.2). `ptcache.bake_all` would write files of Dynamic Paint. The first argument is that
folder."""

BAKED = (UNBAKED, ON_DISK)
"""What it bakes, or reads into the file."""

CANNOT = {
    ZONE: (
        "info",
        "{} has a simulation zone: if it is not baked, no frame of the farm would show it as the timeline does.",
        "Bake it in the modifier's panel, with the target Packed where there is one.",
    ),
    FLUID: (
        "warning",
        "{} keeps its cache in a folder and is not baked: each machine of the farm would simulate it from another "
        "frame on, into the same folder.",
        "Bake it in Physics ▸ Fluid ▸ Cache with the type All or Modular, then submit again.",
    ),
    LINKED: (
        "warning",
        "{} is of another file and is not baked: no frame of the farm would show it as the timeline does.",
        "Bake it in the file that it is linked from, or make it local; the farm's copy cannot keep its cache.",
    ),
    FOLDER: (
        "warning",
        "{} keeps its cache in a folder that goes by the file's name, which the farm's copy does not find.",
        "Bake it, save, and switch Render a snapshot off.",
    ),
}
"""What no task of ours can bake, with what to do."""


def block(rendered: Sequence[tuple[Output, BlockRequest]], as_read: Spelling) -> Block | None:
    """The task that bakes, where it is asked for and there is something to bake; tells what there is to say.

    `as_read` spells a path for Blender.
    """
    request = rendered[0][1]
    _tell_unbakeable(rendered)
    if not request.settings[KEY]:
        _tell_unbaked(rendered)
        _tell_on_disk(rendered)
        return None
    lasts = _last_frames(rendered)
    if not lasts:
        message = "Nothing that is rendered needs a bake: it simulates nothing, or is baked already."
        request.tell(Problem("info", KEY, message))
        return None
    if not request.settings["snapshot"]:
        message = "A bake is kept in the farm's copy of the scene, and no snapshot is wanted."
        request.tell(Problem("error", KEY, message, "Switch Render a snapshot on, or bake in the scene itself."))
        return None
    return _block(rendered, lasts, as_read)


def _block(rendered: Sequence[tuple[Output, BlockRequest]], lasts: dict[str, int], as_read: Spelling) -> Block:
    request = rendered[0][1]
    home = next((one.folder for one in _of(rendered, ON_DISK)), "")
    words = [request.program, "-b", request.path(request.scene_file, spell=as_read), "--python-exit-code", "3"]
    words += ["--python-expr", request.quote(BAKE), "--", request.path(home, spell=as_read) if home else "-"]
    for name, last in lasts.items():
        words += [str(last), request.quote(name)]
    made, task = Block("bake", "blender"), Task("bake")
    made.setParser("generic")
    task.setCommand(" ".join(words))
    made.tasks.append(task)
    return made


def _simulated(output: Output) -> list[Simulation] | None:
    """What it simulates; None where only the file's header could be read."""
    found = output.facts.simulated
    return None if found is None else [Simulation(*one) for one in found]


def _last_frames(rendered: Sequence[tuple[Output, BlockRequest]]) -> dict[str, int]:
    """The last frame to bake of each scene that has something to bake, or that nobody could look into."""
    lasts: dict[str, int] = {}
    for output, request in rendered:
        found = _simulated(output)
        last = max(request.frames)
        scenes = [output.facts.scene] if found is None else [one.scene for one in found if one.kind in BAKED]
        for name in scenes:
            lasts[name] = max(last, lasts.get(name, last))
    return lasts


def _tell_unbaked(rendered: Sequence[tuple[Output, BlockRequest]]) -> None:
    names = list(dict.fromkeys(one.name for one in _of(rendered, UNBAKED)))
    if names:
        more = f" and {len(names) - 1:,} more are" if len(names) > 1 else " is"
        message = f"{names[0]}{more} not baked: no frame of the farm would show it as the timeline does."
        fix = "Switch Bake simulations first on, or bake in Physics ▸ Cache and submit again."
        rendered[0][1].tell(Problem("warning", KEY, message, fix))


def _tell_on_disk(rendered: Sequence[tuple[Output, BlockRequest]]) -> None:
    request = rendered[0][1]
    for one in _of(rendered, ON_DISK) if request.settings["snapshot"] else ():
        message = f"The disk cache of {one.name} is found by the name of the file; the farm renders a copy of it."
        fix = "Switch Bake simulations first on: it reads the cache into the copy. Or use Cache ▸ External."
        request.tell(Problem("warning", KEY, message, fix))


def _tell_unbakeable(rendered: Sequence[tuple[Output, BlockRequest]]) -> None:
    request = rendered[0][1]
    for one in _of(rendered, *CANNOT):
        if one.kind != FOLDER or not one.folder or request.settings["snapshot"]:
            level, message, fix = CANNOT[one.kind]
            request.tell(Problem(level, one.scene, message.format(one.name), fix))


def _of(rendered: Sequence[tuple[Output, BlockRequest]], *kinds: str) -> list[Simulation]:
    """What all of them simulate of these kinds."""
    return [one for output, _ in rendered for one in _simulated(output) or () if one.kind in kinds]
