"""What the fake Houdini saves: a file by the tests' own writer, with one more member, by which it loads it again."""

from __future__ import annotations

import os
from collections.abc import Mapping

from tests.fakes import hip_file
from tests.fakes.hou_scene import MadeScene, scene_of

MEMBER = ".fakescene"
MARK = b"fake-houdini-scene "


def data_of(made: MadeScene, path: str, environment: Mapping[str, str]) -> bytes:
    """The scene as it is saved at `path`; the ending says by which licence."""
    ending = os.path.splitext(path)[1]
    kept = [(MEMBER, MARK + made.text().encode() + b"\n")]
    return hip_file.content(made, path, ending if ending in hip_file.LAST else ".hip", more=kept)


def scene_in(data: bytes) -> MadeScene:
    """What `data_of` was given."""
    return scene_of(data.split(MARK, 1)[1].split(b"\n", 1)[0].decode())
