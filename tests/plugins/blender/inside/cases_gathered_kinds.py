"""Each kind of file that is gathered is read from its copy alone; what cannot be gathered is told and stays."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import bpy

sys.path.insert(0, os.path.dirname(__file__))
from cases_sources import KINDS, kept, missing, png


def ies(inside) -> str:
    """A lamp's profile, which a node reads."""
    path = inside.folder / "lamps" / "spot.ies"
    path.parent.mkdir()
    path.write_text("IESNA:LM-63-2002\nTILT=NONE\n1 1 1 1 1 1 2 0 0 0\n1 1 1\n0\n0\n1\n")
    light = kept(bpy.data.lights.new("Spot", "POINT"))
    light.use_nodes = True
    node = light.node_tree.nodes.new("ShaderNodeTexIES")
    node.mode, node.filepath = "EXTERNAL", str(path)
    return str(path)


def mesh_cache(inside) -> str:
    path = inside.folder / "walk.pc2"
    path.write_bytes(b"x")
    modifier = bpy.data.objects["Cube"].modifiers.new("Walk", "MESH_CACHE")
    modifier.cache_format, modifier.filepath = "PC2", str(path)
    return str(path)


def fluid(inside) -> str:
    """A folder of a baked fluid, with folders in it."""
    path = inside.folder / "fluid" / "data" / "fluid_data_0001.vdb"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x")
    modifier = bpy.data.objects["Cube"].modifiers.new("Smoke", "FLUID")
    modifier.fluid_type = "DOMAIN"
    modifier.domain_settings.cache_type = "ALL"
    modifier.domain_settings.cache_directory = str(inside.folder / "fluid")
    return str(path)


def gathered(inside, *, is_alone: bool = True) -> tuple[str, str]:
    """Submit with gathering and put everything else out of sight; the snapshot, opened, and what was said."""
    names = [image.filepath for image in bpy.data.images]
    assert bpy.ops.afanasy.submit(gather=True) == {"FINISHED"}
    assert [image.filepath for image in bpy.data.images] == names, "the open scene is as it was"
    said = inside.module("_activity").activity.last[0]
    (snapshot,) = inside.folder.glob("*.af-*.blend")
    away = inside.folder.parent / f"{inside.folder.name}_away"
    away.mkdir()
    for path in inside.folder.iterdir() if is_alone else ():
        if ".af-" not in path.name:
            shutil.move(str(path), str(away / path.name))
    bpy.ops.wm.open_mainfile(filepath=str(snapshot))
    return str(snapshot), said


def case_each_kind_is_read_from_its_copy_when_the_original_is_gone(inside) -> None:
    for kind in (*KINDS, ies, mesh_cache, fluid):
        inside.folder = inside.folder.parent / f"gathered_{kind.__name__}"
        inside.folder.mkdir()
        inside.fresh()
        content, path = b"", kind(inside)
        content = Path(path).read_bytes()
        _, said = gathered(inside)
        assert "Copied, but" not in said, f"{kind.__name__}: {said}"
        assert missing(inside) == [], f"{kind.__name__}: {missing(inside)}"
        read = {one for paths in inside.host().scene().sources.values() for one in paths}
        assert read and all("_assets" in one for one in read), f"{kind.__name__}: {read}"
        (copy,) = inside.folder.rglob(os.path.basename(path))
        assert kind.__name__ == "library" or copy.read_bytes() == content, kind.__name__


def case_what_cannot_be_gathered_is_told_with_its_reason_and_stays(inside) -> None:
    inside.fresh()
    path = inside.folder / "set.usda"
    path.write_text("#usda 1.0\n")
    bpy.ops.cachefile.open(filepath=str(path))
    kept(bpy.data.cache_files[0])
    stereo = kept(bpy.data.images.load(png(inside.folder / "both.png")))
    stereo.use_multiview, stereo.views_format = True, "INDIVIDUAL"
    if bpy.app.version >= (4, 3):
        modifier = bpy.data.objects["Cube"].modifiers.new("Nodes", "NODES")
        modifier.bake_directory = str(inside.folder)
    kept(bpy.data.images.load(png(inside.folder / "away.png")))
    os.remove(inside.folder / "away.png")
    problems = inside.module("_ui").make_request({"gather": True}, None).plan(is_local=True).problems
    told = "\n".join(problem.message for problem in problems)
    assert "cache set.usda. A USD file" in told and "image both.png. It has a file for each eye" in told, told
    assert "image away.png is not on this machine's disk" in told, told
    assert ("bake of Cube. Blender keeps the folder of a bake" in told) is (bpy.app.version >= (4, 3)), told
    gathered(inside, is_alone=False)
    assert bpy.data.cache_files[0].filepath == str(path)
    assert [one.name for one in inside.folder.glob("*_assets/*")] == [".afsubmit-files.json"], "nothing else was there"


def case_library_that_is_compressed_is_gathered_unless_it_cannot_be_read_and_names_a_whole_path(inside) -> None:
    answers = {(False, False): True, (True, False): False}
    if inside.module("_blend_paths")._zstandard() is not None:
        answers |= {(False, True): True, (True, True): True}
    for (is_absolute, is_read), is_gathered in answers.items():
        inside.folder = inside.folder.parent / f"compressed_{is_absolute}_{is_read}"
        compressed(inside, is_absolute=is_absolute, is_read=is_read, is_gathered=is_gathered)


def compressed(inside, *, is_absolute: bool, is_read: bool, is_gathered: bool) -> None:
    """Link a material of a compressed library, which reads a picture, and look at what is gathered of both."""
    (inside.folder / "tex").mkdir(parents=True)
    inside.fresh()
    picture = png(inside.folder / "tex" / "prop.png")
    material = kept(bpy.data.materials.new("Prop"))
    material.use_nodes = True
    node = material.node_tree.nodes.new("ShaderNodeTexImage")
    node.image = bpy.data.images.load(picture)
    node.image.filepath = picture if is_absolute else "//tex/prop.png"
    library = str(inside.folder / "props.blend")
    bpy.ops.wm.save_as_mainfile(filepath=library, copy=True, compress=True)
    inside.fresh()
    with bpy.data.libraries.load(library, link=True, relative=True) as (_, wanted):
        wanted.materials = ["Prop"]
    bpy.context.object.data.materials.append(wanted.materials[0])
    bpy.ops.wm.save_mainfile()
    paths = inside.module("_blend_paths")  # another one after each fresh file, in some versions
    python_has = paths._zstandard
    try:
        paths._zstandard = python_has if is_read else lambda: None
        _, said = gathered(inside, is_alone=is_gathered)
    finally:
        paths._zstandard = python_has
    assert ("props.blend is compressed" in said) is not is_gathered, said
    assert missing(inside) == [] and bpy.data.materials["Prop"].library is not None
    read = {one for paths in inside.host().scene().sources.values() for one in paths}
    assert len(read) == 2 and all(("_assets" in one) is is_gathered for one in read), read


def case_copy_that_is_changed_is_not_compressed_whatever_the_preferences_say(inside) -> None:
    inside.fresh()
    png(inside.folder / "w.png")
    kept(bpy.data.images.load(str(inside.folder / "w.png")))
    paths = bpy.context.preferences.filepaths
    before, paths.use_file_compression = paths.use_file_compression, True
    try:
        snapshot, _ = gathered(inside, is_alone=False)
        assert Path(snapshot).read_bytes()[:7] == b"BLENDER"
    finally:
        paths.use_file_compression = before


def case_disk_that_is_full_in_the_middle_leaves_nothing(inside) -> None:
    inside.fresh()
    for name in ("a", "b", "c"):
        kept(bpy.data.images.load(png(inside.folder / f"{name}.png")))
    files, copying = inside.files(), inside.module("afsubmit.submission.sending.gathered_folder")
    copied, seen = copying.copy, []

    def failing(source: str, target: str, go_on) -> None:
        seen.append(source)
        if len(seen) == 2:
            Path(target).write_bytes(b"ha")
            raise inside.module("afsubmit.errors").SceneError(f"{source} cannot be copied: No space left on device.")
        copied(source, target, go_on)

    try:
        copying.copy = failing
        assert "No space left" in inside.refused(gather=True)
    finally:
        copying.copy = copied
    assert inside.files() == files and len(seen) == 2
