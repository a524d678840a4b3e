"""Inside Blender: install and enable the add-on from its zip, then look at what that did to the interpreter."""

from __future__ import annotations

import sys

import bpy


def main(archive: str) -> None:
    """Install, enable, and save the preferences."""
    path = list(sys.path)
    if bpy.app.version >= (4, 2, 0):
        words = {"repo": "user_default", "enable_on_install": True, "overwrite": True}
        bpy.ops.extensions.package_install_files(filepath=archive, **words)
        assert sys.path == path, "sys.path was changed"
    else:
        bpy.ops.preferences.addon_install(filepath=archive, overwrite=True)
        bpy.ops.preferences.addon_enable(module="afanasy")
    assert not {"afsubmit", "af"} & set(sys.modules), "a module of ours stands at the top"
    assert "afanasy" in dir(bpy.ops) and hasattr(bpy.types.Scene, "afanasy")


if __name__ == "__main__":
    main(sys.argv[-1])
