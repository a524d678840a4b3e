"""What the fake Houdini saves, and loads again."""

from __future__ import annotations

from collections.abc import Mapping

from tests.fakes.hou_scene import MadeScene, scene_of

MARK = b"fake-houdini-scene "


def data_of(made: MadeScene, path: str, environment: Mapping[str, str]) -> bytes:
    """The scene as it is saved at `path`."""
    return MARK + made.text().encode() + b"\n"


def scene_in(data: bytes) -> MadeScene:
    """What `data_of` was given."""
    return scene_of(data.split(MARK, 1)[1].split(b"\n", 1)[0].decode())
