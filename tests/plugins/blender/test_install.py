"""The zip installs as an add-on before 4.2 and as an extension from then on, without a word of complaint."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.blender

COMPLAINT = re.compile(r"polic|warning|error|traceback|violation|deprecat", re.IGNORECASE)
EXPECTED = re.compile("list of mounted file-systems|Only its owner can look into")
"""Of Blender 5 in a system without a table of mounts, and of the folders that pytest keeps to itself."""

LOADED = "errors host_file hosts json_files settings studio submission typed values".split()
"""What the schema of the settings needs, and nothing else of the core."""

USE = """
import bpy, sys
bpy.ops.wm.open_mainfile(filepath={scene!r})
bpy.ops.afanasy.submit()
assert not [name for name in sys.modules if name.split('.')[0] in ('afsubmit', 'af', 'af_compat')]
name = 'bl_ext.user_default.afanasy' if bpy.app.version >= (4, 2, 0) else 'afanasy'
import addon_utils
addon_utils.disable(name)
assert not hasattr(bpy.types.Scene, 'afanasy') and not hasattr(bpy.types, 'AFANASY_OT_submit')
addon_utils.enable(name)
print('used' + ' to the end')
"""


def test_installing_and_using_says_nothing_that_worries(rig, servers, tmp_path) -> None:
    output = rig.install()
    worries = [line for line in output.splitlines() if COMPLAINT.search(line) and not EXPECTED.search(line)]
    assert not worries, worries


def test_started_with_the_add_on_switched_on_uses_it_and_switches_it_off_and_on(rig, servers, tmp_path) -> None:
    scene = tmp_path / "shot.blend"
    make = f"import bpy; bpy.context.scene.render.filepath='//a_'; bpy.ops.wm.save_as_mainfile(filepath={str(scene)!r})"
    assert rig.run("-b", "--factory-startup", "--python-exit-code", "3", "--python-expr", make).returncode == 0
    enable = "bl_ext.user_default.afanasy" if rig.version >= (4, 2) else "afanasy"
    done = rig.run(
        "-b", "--factory-startup", "--addons", enable, "--python-exit-code", "3", "--python-expr",
        USE.format(scene=str(scene)), environment={"AFSUBMIT_SERVER": servers["well"].address},
    )  # fmt: skip
    assert "used to the end" in done.stdout, done.stdout[-3000:]
    assert done.returncode == 0, "Blender ends as it should with the add-on on"
    worries = [line for line in done.stdout.splitlines() if COMPLAINT.search(line) and not EXPECTED.search(line)]
    assert not worries, worries


def test_switching_on_imports_nothing_heavy(rig) -> None:
    """The figure itself is the bench's; here only a start that imports too much is noticed."""
    name = "bl_ext.user_default.afanasy" if rig.version >= (4, 2) else "afanasy"
    script = (
        f"import bpy, sys, addon_utils; addon_utils.enable({name!r}); "
        "print('loaded', sorted(m.rpartition('.')[2] for m in sys.modules if '.afsubmit.' in m and '.schema' not in m))"
    )
    done = rig.run("-b", "--factory-startup", "--python-exit-code", "3", "--python-expr", script)
    assert f"loaded {LOADED}" in done.stdout, done.stdout
