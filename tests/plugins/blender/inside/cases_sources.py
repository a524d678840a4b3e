"""Files that the open file reads: each kind is missed where it is away, and only there."""

from __future__ import annotations

import os
import struct
import wave
import zlib
from pathlib import Path
from types import SimpleNamespace

import bpy


def png(path: Path) -> str:
    """A picture of one pixel."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = b"\0\0\0\0"
    parts = ((b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    return str(path)


def sound(path: Path) -> str:
    """A moment of silence."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1), file.setsampwidth(2), file.setframerate(8000)
        file.writeframes(b"\0\0" * 80)
    return str(path)


def missing(inside) -> list[str]:
    """What is said to be away, of the open file."""
    check = inside.module("afsubmit.submission.sending.disk_checks")
    return [problem.message for problem in check.missing_sources(inside.host().scene().sources)]


def kept(thing):
    """`thing`, in use."""
    thing.use_fake_user = True
    return thing


def shown(image):
    """A node of a material that shows `image`."""
    material = kept(bpy.data.materials.new("M"))
    material.use_nodes = True
    node = material.node_tree.nodes.new("ShaderNodeTexImage")
    node.image = image
    return node


def picture(inside) -> str:
    path = png(inside.folder / "été wood.png")
    kept(bpy.data.images.load(path)).name = "Wood"
    return path


def relative_picture(inside) -> str:
    path = png(inside.folder / "maps" / "w.png")
    kept(bpy.data.images.load(path)).filepath = "//maps/w.png"
    return path


def volume(inside) -> str:
    path = inside.folder / "smoke.vdb"
    path.write_bytes(b"x")
    kept(bpy.data.volumes.new("Smoke")).filepath = str(path)
    return str(path)


def alembic(inside) -> str:
    path = inside.folder / "walk.abc"
    path.write_bytes(b"x")
    bpy.ops.cachefile.open(filepath=str(path))
    kept(bpy.data.cache_files[0])
    return str(path)


def heard(inside) -> str:
    path = sound(inside.folder / "take.wav")
    kept(bpy.data.sounds.load(path))
    return path


def clip(inside) -> str:
    path = png(inside.folder / "plate.png")
    kept(bpy.data.movieclips.load(path))
    return path


def font(inside) -> str:
    datafiles = Path(bpy.utils.system_resource("DATAFILES")) / "fonts"
    found = [*datafiles.glob("*.ttf"), *datafiles.glob("*.woff2"), *Path("/usr/share/fonts").rglob("*.ttf")]
    path = inside.folder / f"letters{found[0].suffix}"
    path.write_bytes(found[0].read_bytes())
    kept(bpy.data.fonts.load(str(path)))
    return str(path)


def library(inside) -> str:
    path = inside.folder / "props.blend"
    kept(bpy.data.materials.new("Of a library"))
    bpy.data.libraries.write(str(path), {bpy.data.materials["Of a library"]})
    bpy.data.materials.remove(bpy.data.materials["Of a library"])
    with bpy.data.libraries.load(str(path), link=True) as (_, wanted):
        wanted.materials = ["Of a library"]
    bpy.context.object.data.materials.append(wanted.materials[0])
    return str(path)


def tile(inside) -> str:
    paths = [png(inside.folder / f"skin.{number}.png") for number in (1001, 1012)]
    image = kept(bpy.data.images.load(paths[0]))
    image.source, image.filepath = "TILED", str(inside.folder / "skin.<UDIM>.png")
    if not any(one.number == 1012 for one in image.tiles):
        image.tiles.new(1012)
    return paths[1]


def frame(inside) -> str:
    """The third of the frames that are shown, at an offset."""
    paths = [png(inside.folder / f"v2_plate.{number:04d}.png") for number in range(101, 111)]
    image = kept(bpy.data.images.load(paths[0]))
    image.source = "SEQUENCE"
    user = shown(image).image_user
    user.frame_duration, user.frame_start, user.frame_offset = 10, 1, 100
    return paths[2]


def strip(inside) -> str:
    paths = [png(inside.folder / "cut" / f"a{number}.png") for number in range(3)]
    editor = bpy.context.scene.sequence_editor_create()
    made = (editor.strips if hasattr(editor, "strips") else editor.sequences).new_image("cut", paths[0], 1, 1)
    for path in paths[1:]:
        made.elements.append(os.path.basename(path))
    return paths[2]


def volume_frame(inside) -> str:
    """The second of those that are shown, there and back."""
    paths = [inside.folder / f"smoke_{number:03d}.vdb" for number in (11, 12)]
    for path in paths:
        path.write_bytes(b"x")
    volume = kept(bpy.data.volumes.new("Smoke"))
    volume.filepath, volume.is_sequence, volume.sequence_mode = str(inside.folder / "smoke_001.vdb"), True, "PING_PONG"
    volume.frame_start, volume.frame_duration, volume.frame_offset = 1, 2, 10
    return str(paths[1])


def clip_frame(inside) -> str:
    paths = [png(inside.folder / "clip" / f"p2_{number:04d}.png") for number in range(7, 10)]
    clip = kept(bpy.data.movieclips.load(paths[0]))
    assert (clip.source, clip.frame_duration) == ("SEQUENCE", 3)
    return paths[1]


def alembic_frame(inside) -> str:
    paths = [inside.folder / f"walk_{number:04d}.abc" for number in (1, 2, 3)]
    for path in paths:
        path.write_bytes(b"x")
    bpy.ops.cachefile.open(filepath=str(paths[0]))
    kept(bpy.data.cache_files[0]).is_sequence = True
    return str(paths[2])


KINDS = (
    volume_frame,
    clip_frame,
    alembic_frame,
    picture,
    relative_picture,
    volume,
    alembic,
    heard,
    clip,
    font,
    library,
    tile,
    frame,
    strip,
)


def case_each_kind_of_file_is_missed_only_when_it_is_away(inside) -> None:
    for kind in KINDS:
        inside.folder = inside.folder.parent / f"sources_{kind.__name__}"
        inside.folder.mkdir()
        inside.fresh()
        path = kind(inside)
        assert missing(inside) == [], f"{kind.__name__}: {missing(inside)}"
        os.remove(path)
        (message,) = missing(inside) or [""]
        assert path in message, f"{kind.__name__}: {message!r} does not name {path}"
        assert bpy.ops.afanasy.submit() == {"FINISHED"}, "it is a warning"
        assert path in inside.module("_activity").activity.last[0]


def case_frames_that_no_scene_shows_are_not_missed(inside) -> None:
    inside.fresh()
    path = frame(inside)
    os.remove(path.replace("0103", "0110"))
    assert missing(inside) == [], "the scene ends at frame 3"
    bpy.context.scene.frame_end = 20
    assert len(missing(inside)) == 1


def case_what_is_packed_generated_or_unused_is_not_missed(inside) -> None:
    inside.fresh()
    packed = bpy.data.images.load(png(inside.folder / "packed.png"))
    kept(packed).pack()
    kept(bpy.data.images.new("generated", 4, 4))
    unused = bpy.data.images.load(png(inside.folder / "unused.png"))
    for image in (packed, unused):
        os.remove(bpy.path.abspath(image.filepath))
    bpy.data.texts.new("notes").filepath = "//away.py"
    assert missing(inside) == [], missing(inside)


class Lines:
    """A stand-in for Blender's layout that keeps what is written into it."""

    alignment = "EXPAND"

    def __init__(self) -> None:
        self.seen: list[str] = []

    def box(self, **_more) -> Lines:
        return self

    column = row = box

    def label(self, *, text: str, icon: str) -> None:
        self.seen.append(text)

    def prop(self, data, name: str, *, text: str, icon: str, emboss: bool) -> None:
        assert name in bpy.ops.afanasy.submit.get_rna_type().properties
        self.seen.append(text)


def case_dialog_counts_what_is_read_and_lists_it_when_it_is_unfolded(inside) -> None:
    inside.fresh()
    picture(inside), frame(inside), library(inside)
    scene, closed, unfolded = inside.host().scene(), Lines(), Lines()
    drawing = inside.module("_draw_sources")
    drawing.draw(closed, SimpleNamespace(show_sources=False), scene)
    assert closed.seen == ["Reads 5 files: 2 images, 1 library"]
    drawing.draw(unfolded, SimpleNamespace(show_sources=True), scene)
    assert any(line.endswith(" and 2 more") and "plate" in line for line in unfolded.seen), unfolded.seen
    assert len(unfolded.seen) == 4 and all(len(line) <= 80 for line in unfolded.seen)


def case_what_is_read_is_told_on_the_command_line_too(inside) -> None:
    """`afsubmit submit --dry-run` asks a Blender for the same."""
    inside.fresh()
    path = picture(inside)
    text, scene = inside.module("afsubmit.submitter.plan_text"), inside.host().scene()
    plan = inside.module("_ui").make_request({}, None).plan(is_local=True)
    assert f"    image Wood  {path}" in text.as_text(plan).splitlines()
    assert scene.sources["image Wood"] == [path]
