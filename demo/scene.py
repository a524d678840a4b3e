"""Builds the demo's scene: a lantern glides over a field of pillars, which rise to meet it.

Run inside Blender 3.4 or newer: `blender -b --factory-startup --python demo/scene.py -- FILE.blend FIRST LAST`.
No texture, no denoiser, no GPU: everything that lights or moves is made here.
"""

from __future__ import annotations

import math
import sys

import bpy

SPACING = 1.06
RINGS = 6
ORBIT_RADIUS = 2.9
LANTERN_HEIGHT = 2.1


def build(path: str, first: int, last: int) -> None:
    """Make the scene with frames `first` to `last` and save it as `path`; frames go to `frames/` beside it."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    scene = bpy.context.scene
    scene.name = "Lantern"
    scene.frame_start, scene.frame_end = first, last
    pillars = _add_pillars(scene)
    lantern = _add_lantern(scene)
    _add_floor(scene)
    _add_dusk(scene)
    _add_camera(scene)
    _animate(lantern, pillars, first, last)
    _set_render(scene)
    bpy.ops.wm.save_as_mainfile(filepath=path, check_existing=False)


def _add_pillars(scene: bpy.types.Scene) -> list[bpy.types.Object]:
    mesh = _pillar_mesh()
    mesh.materials.append(_pillar_material())
    pillars = []
    for q in range(-RINGS, RINGS + 1):
        for r in range(max(-RINGS, -q - RINGS), min(RINGS, -q + RINGS) + 1):
            pillar = bpy.data.objects.new("Pillar", mesh)
            pillar.location = (SPACING * (q + r / 2), SPACING * r * math.sqrt(3) / 2, 0)
            pillar.color = _colour(math.hypot(pillar.location.x, pillar.location.y) / (SPACING * RINGS))
            scene.collection.objects.link(pillar)
            pillars.append(pillar)
    return pillars


def _pillar_mesh() -> bpy.types.Mesh:
    """A hexagonal pillar, its top at z = 0 with a bevelled edge that catches the light."""
    rings = [(0.585, -4.0), (0.585, -0.10), (0.565, -0.035), (0.50, 0.0)]
    points = []
    for radius, height in rings:
        for corner in range(6):
            angle = math.radians(60 * corner + 30)
            points.append((radius * math.cos(angle), radius * math.sin(angle), height))
    faces = [tuple(range(18, 24))]
    for ring in range(len(rings) - 1):
        for corner in range(6):
            a, b = 6 * ring + corner, 6 * ring + (corner + 1) % 6
            faces.append((a, b, b + 6, a + 6))
    mesh = bpy.data.meshes.new("Pillar")
    mesh.from_pydata(points, [], faces)
    return mesh


def _colour(distance: float) -> tuple[float, float, float, float]:
    """From coral in the middle over violet to deep teal at the rim."""
    stops = [
        (0.0, (0.95, 0.23, 0.12)),
        (0.45, (0.42, 0.09, 0.38)),
        (0.75, (0.05, 0.16, 0.42)),
        (1.0, (0.01, 0.20, 0.26)),
    ]
    for (low, dark), (high, light) in zip(stops, stops[1:]):
        if distance <= high:
            part = (distance - low) / (high - low)
            red, green, blue = (a + (b - a) * part for a, b in zip(dark, light))
            return (red, green, blue, 1.0)
    return (*stops[-1][1], 1.0)


def _pillar_material() -> bpy.types.Material:
    material, shader, nodes = _material("Lacquer")
    colour = nodes.new("ShaderNodeObjectInfo")
    material.node_tree.links.new(colour.outputs["Color"], shader.inputs["Base Color"])
    shader.inputs["Roughness"].default_value = 0.33
    return material


def _material(name: str) -> tuple[bpy.types.Material, bpy.types.Node, bpy.types.Nodes]:
    material = bpy.data.materials.new(name)
    if not material.node_tree:
        material.use_nodes = True
    nodes = material.node_tree.nodes
    nodes.clear()
    output = nodes.new("ShaderNodeOutputMaterial")
    shader = nodes.new("ShaderNodeBsdfPrincipled")
    material.node_tree.links.new(shader.outputs[0], output.inputs["Surface"])
    return material, shader, nodes


def _add_lantern(scene: bpy.types.Scene) -> bpy.types.Object:
    lantern = bpy.data.objects.new("Lantern", None)
    scene.collection.objects.link(lantern)
    glow = bpy.data.lights.new("Glow", "POINT")
    glow.energy, glow.color, glow.shadow_soft_size = 600.0, (1.0, 0.56, 0.22), 0.06
    ball = bpy.data.objects.new("Ball", _ball_mesh(0.30))
    ball.data.materials.append(_glow_material())
    ball.visible_shadow = ball.visible_diffuse = ball.visible_glossy = False
    for thing in (bpy.data.objects.new("Glow", glow), ball):
        thing.parent = lantern
        scene.collection.objects.link(thing)
    return lantern


def _ball_mesh(radius: float) -> bpy.types.Mesh:
    import bmesh

    mesh = bpy.data.meshes.new("Ball")
    shape = bmesh.new()
    bmesh.ops.create_icosphere(shape, subdivisions=4, radius=radius)
    for face in shape.faces:
        face.smooth = True
    shape.to_mesh(mesh)
    shape.free()
    return mesh


def _glow_material() -> bpy.types.Material:
    material, shader, nodes = _material("Glow")
    _keep_out_of_light_sampling(material)
    emission = nodes.new("ShaderNodeEmission")
    emission.inputs["Color"].default_value = (1.0, 0.52, 0.16, 1.0)
    emission.inputs["Strength"].default_value = 4.5
    material.node_tree.links.new(emission.outputs[0], nodes["Material Output"].inputs["Surface"])
    nodes.remove(shader)
    return material


def _keep_out_of_light_sampling(material: bpy.types.Material) -> None:
    """The point light inside the ball lights the scene: sampling the ball as well only adds grain."""
    for holder, name, value in (
        (material.cycles, "sample_as_light", False),
        (material.cycles, "emission_sampling", "NONE"),
    ):
        if hasattr(holder, name):
            setattr(holder, name, value)


def _add_floor(scene: bpy.types.Scene) -> None:
    mesh = bpy.data.meshes.new("Floor")
    mesh.from_pydata([(-60, -60, -1.6), (60, -60, -1.6), (60, 60, -1.6), (-60, 60, -1.6)], [], [(0, 1, 2, 3)])
    material, shader, _ = _material("Floor")
    shader.inputs["Base Color"].default_value = (0.012, 0.016, 0.03, 1.0)
    shader.inputs["Roughness"].default_value = 0.35
    mesh.materials.append(material)
    scene.collection.objects.link(bpy.data.objects.new("Floor", mesh))


def _add_dusk(scene: bpy.types.Scene) -> None:
    world = bpy.data.worlds.new("Dusk")
    scene.world = world
    if not world.node_tree:
        world.use_nodes = True
    world.cycles.sampling_method = "NONE"
    background = next(node for node in world.node_tree.nodes if node.type == "BACKGROUND")
    background.inputs["Color"].default_value = (0.035, 0.07, 0.16, 1.0)
    background.inputs["Strength"].default_value = 0.6
    _add_sun(scene, "Moon", 1.1, (0.40, 0.62, 1.0), (-58, 14, -28))
    _add_sun(scene, "Fill", 0.16, (0.75, 0.45, 1.0), (40, -25, 0))


def _add_sun(
    scene: bpy.types.Scene, name: str, energy: float, color: tuple[float, ...], degrees: tuple[int, ...]
) -> None:
    light = bpy.data.lights.new(name, "SUN")
    light.energy, light.color, light.angle = energy, color, math.radians(1)
    sun = bpy.data.objects.new(name, light)
    sun.rotation_euler = [math.radians(angle) for angle in degrees]
    scene.collection.objects.link(sun)


def _add_camera(scene: bpy.types.Scene) -> None:
    data = bpy.data.cameras.new("Camera")
    data.lens = 50
    camera = bpy.data.objects.new("Camera", data)
    camera.location = (0.0, -13.2, 8.6)
    camera.rotation_euler = (math.radians(58.5), 0.0, 0.0)
    scene.collection.objects.link(camera)
    scene.camera = camera


def _animate(lantern: bpy.types.Object, pillars: list[bpy.types.Object], first: int, last: int) -> None:
    """One turn of the lantern over the range; frame `last` + 1 would be `first` again."""
    count = last - first + 1
    for frame in range(first, last + 1):
        turn = 2 * math.pi * (frame - first) / count
        lantern.location = (
            ORBIT_RADIUS * math.cos(turn),
            ORBIT_RADIUS * math.sin(turn),
            LANTERN_HEIGHT + 0.25 * math.sin(2 * turn),
        )
        lantern.keyframe_insert("location", frame=frame)
        for pillar in pillars:
            away = math.hypot(pillar.location.x - lantern.location.x, pillar.location.y - lantern.location.y)
            middle = math.hypot(pillar.location.x, pillar.location.y)
            pillar.location.z = 1.15 * math.exp(-((away / 1.9) ** 2)) + 0.22 * math.cos(1.5 * middle - 2 * turn)
            pillar.keyframe_insert("location", index=2, frame=frame)


def _set_render(scene: bpy.types.Scene) -> None:
    render = scene.render
    render.engine = "CYCLES"
    render.resolution_x, render.resolution_y, render.resolution_percentage = 432, 243, 100
    render.fps = 24
    render.filepath = "//frames/lantern_####"
    render.image_settings.file_format = "PNG"
    render.image_settings.color_mode = "RGB"
    render.use_persistent_data = True
    scene.cycles.device = "CPU"
    scene.cycles.samples = 16
    scene.cycles.use_denoising = False
    scene.cycles.use_adaptive_sampling = False
    if hasattr(scene.cycles, "use_light_tree"):
        scene.cycles.use_light_tree = False
    scene.cycles.max_bounces = 0
    scene.cycles.seed = 7


if __name__ == "__main__":
    words = sys.argv[sys.argv.index("--") + 1 :]
    build(words[0], int(words[1]), int(words[2]))
