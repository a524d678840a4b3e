"""Files that the scene reads, gathered beside the snapshot: what Blender makes of the copies alone."""

from __future__ import annotations

import os
import shutil
import struct
import zlib
from pathlib import Path

import bpy

KEEP = "originals"


def png(path: Path, colour: tuple[int, int, int]) -> str:
    """A picture of one colour."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = (b"\0" + bytes(colour) * 4) * 4
    parts = ((b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    return str(path)


def panel(name: str, image, place: float):
    """A glowing square at `place` that shows `image`; the node that shows it."""
    bpy.ops.mesh.primitive_plane_add(size=1, location=(place, 0, 0))
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    shown, glow = tree.nodes.new("ShaderNodeTexImage"), tree.nodes.new("ShaderNodeEmission")
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    shown.image = image
    tree.links.new(shown.outputs["Color"], glow.inputs["Color"])
    tree.links.new(glow.outputs[0], output.inputs["Surface"])
    bpy.context.object.data.materials.append(material)
    return shown


def stage() -> None:
    """An empty scene seen from above."""
    for thing in list(bpy.data.objects):
        bpy.data.objects.remove(thing)
    scene = bpy.context.scene
    camera = bpy.data.objects.new("Cam", bpy.data.cameras.new("Cam"))
    scene.collection.objects.link(camera)
    camera.location, camera.data.type, camera.data.ortho_scale = (4.5, 0, 5), "ORTHO", 10
    scene.camera = camera
    scene.render.resolution_x, scene.render.resolution_y = 60, 8
    scene.cycles.samples, scene.cycles.use_denoising, scene.frame_end = 1, False, 2
    scene.view_settings.view_transform = "Standard"
    scene.render.image_settings.file_format = "PNG"


def pictures(folder: Path) -> None:
    """Two of one name, a sequence, a tiled one, and one that is packed."""
    for number, place in enumerate(("a", "b")):
        image = bpy.data.images.load(png(folder / place / "wood.png", (200 - 90 * number, 40, 30)))
        panel(f"wood {place}", image, number)
    bpy.data.images["wood.png"].filepath = "//maps/a/wood.png"
    for number in (1, 2, 3):
        path = png(folder / f"plate.{number:04d}.png", (0, 60 * number, 20))
    image = bpy.data.images.load(str(folder / "plate.0003.png"))
    image.source = "SEQUENCE"
    user = panel("plate", image, 2).image_user
    user.frame_duration, user.frame_start, user.frame_offset, user.use_auto_refresh = 2, 1, 0, True
    for number in (1001, 1002):
        path = png(folder / f"skin.{number}.png", (20, 20, number - 900))
    tiled = bpy.data.images.load(str(folder / "skin.1001.png"))
    tiled.source, tiled.filepath = "TILED", str(folder / "skin.<UDIM>.png")
    panel("skin", tiled, 3)
    packed = bpy.data.images.load(png(folder / "packed.png", (90, 90, 10)))
    packed.pack()
    panel("packed", packed, 4)
    os.remove(path.replace("skin.1002", "packed"))


def library(inside, folder: Path, *, is_absolute: bool, is_compressed: bool) -> None:
    """A square of another file, whose material is of a third one, which reads a picture, relative to itself or not."""
    bpy.ops.wm.save_as_mainfile(filepath=str(inside.folder / "shot.blend"))
    inner, outer = folder / "deep" / "inner.blend", folder / "prop.blend"
    inner.parent.mkdir(parents=True)
    path = png(folder / "tex" / "prop.png", (140, 0, 140))
    begin(inner)
    panel("Prop", bpy.data.images.load(path), 5)
    bpy.data.images["prop.png"].filepath = path if is_absolute else "//../tex/prop.png"
    bpy.ops.wm.save_mainfile(compress=is_compressed)
    begin(outer)
    bpy.ops.mesh.primitive_plane_add(size=1, location=(5, 0, 0))
    bpy.context.object.name = "Prop"
    bpy.context.object.data.materials.append(linked(inner, "materials", is_relative=not is_absolute))
    bpy.ops.wm.save_mainfile(compress=is_compressed)
    bpy.ops.wm.open_mainfile(filepath=str(inside.folder / "shot.blend"))
    bpy.context.scene.collection.objects.link(linked(outer, "objects", is_relative=not is_absolute))


def begin(path: Path) -> None:
    """An empty file that lies there."""
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=False)
    stage()
    bpy.ops.wm.save_as_mainfile(filepath=str(path))


def linked(path: Path, kind: str, *, is_relative: bool):
    """What is called Prop in that file."""
    with bpy.data.libraries.load(str(path), link=True, relative=is_relative) as (_, wanted):
        setattr(wanted, kind, ["Prop"])
    return getattr(wanted, kind)[0]


def rendered(path: str, frame: int) -> list[bytes]:
    """The pixels of a frame of that file."""
    bpy.ops.wm.open_mainfile(filepath=path)
    scene = bpy.context.scene
    scene.frame_set(frame)
    scene.render.filepath = str(Path(path).parent / "check.png")
    bpy.ops.render.render(write_still=True)
    image = bpy.data.images.load(scene.render.filepath)
    pixels = [round(value, 4) for value in image.pixels]
    os.remove(scene.render.filepath)
    bpy.data.images.remove(image)
    return pixels


def submitted(inside, **settings) -> tuple[str, str]:
    """Submit with gathering; the snapshot and its folder."""
    assert bpy.ops.afanasy.submit(gather=True, **settings) == {"FINISHED"}
    (snapshot,) = inside.folder.glob("*.af-*.blend")
    (folder,) = inside.folder.glob("*_assets")
    return str(snapshot), str(folder)


def hidden(inside, *paths: Path) -> None:
    """Put the originals where nothing finds them."""
    for number, path in enumerate(paths):
        shutil.move(str(path), str(inside.folder.parent / f"{inside.folder.name}_{KEEP}_{number}"))


def case_snapshot_renders_the_same_pixels_when_the_originals_are_gone(inside) -> None:
    is_readable = inside.module("_blend_paths")._zstandard() is not None
    for is_absolute in (False, True):
        inside.folder = inside.folder.parent / f"gathering_{is_absolute}"
        inside.folder.mkdir()
        inside.fresh()
        stage()
        pictures(inside.folder / "maps")
        library(inside, inside.folder / "libs", is_absolute=is_absolute, is_compressed=is_absolute and is_readable)
        own = str(inside.folder / "shot.blend")
        bpy.ops.wm.save_as_mainfile(filepath=own)
        originals = {path: path.read_bytes() for path in inside.folder.rglob("*") if path.is_file()}
        wanted = [rendered(own, frame) for frame in (1, 2)]
        assert len(bpy.data.libraries) == 2
        assert wanted[0] != wanted[1] and len(set(wanted[0])) > 10, "there is something to see"
        bpy.ops.wm.open_mainfile(filepath=own)
        snapshot, _ = submitted(inside)
        assert all(path.read_bytes() == content for path, content in originals.items()), "the artist's are as they were"
        hidden(inside, inside.folder / "maps", inside.folder / "libs")
        assert [rendered(snapshot, frame) for frame in (1, 2)] == wanted, is_absolute
        read = [path for path in bpy.utils.blend_paths(absolute=True) if "_assets" not in path]
        assert [path for path in read if str(inside.folder) in path and "packed" not in path] == [], read
