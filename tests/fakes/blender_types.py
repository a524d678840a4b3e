"""`nox -s types`: the Blender add-on as it is installed, with the core carried inside, under mypy's strict rules.

Of bpy nothing is known here, so what comes from it may be anything; every name, argument and answer of the add-on's own
and of the core's is checked. What this needs is laid out in a folder that goes away again.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SETTINGS = """\
[mypy]
python_version = 3.9
packages = afanasy
strict = true
local_partial_types = true

[mypy-bpy.*,addon_utils.*]
ignore_missing_imports = true

[mypy-afanasy.afsubmit.*]
follow_imports = silent
ignore_errors = true
"""
WITH_BPY = """\
disallow_subclassing_any = false
disallow_untyped_decorators = false
warn_return_any = false
"""


def main() -> int:
    """Check it; returns mypy's exit code."""
    spec = importlib.util.spec_from_file_location("build_zip", PROJECT / "plugins" / "blender" / "build_zip.py")
    builder = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(builder)
    with tempfile.TemporaryDirectory(prefix="afsubmit-types-") as name:
        folder = Path(name)
        add_on = [*builder.files("afanasy", builder.HERE / "afanasy")]
        for target, source in [*add_on, *builder.files("afanasy/afsubmit", builder.core_folder())]:
            (folder / target).parent.mkdir(parents=True, exist_ok=True)
            (folder / target).write_bytes(source.read_bytes())
        with_bpy = [Path(target).stem for target, source in add_on if b"\nimport bpy\n" in source.read_bytes()]
        sections = f"\n[mypy-{','.join(f'afanasy.{name}' for name in with_bpy)}]\n{WITH_BPY}"
        (folder / "mypy.ini").write_text(SETTINGS + sections, encoding="utf-8")
        return subprocess.run([sys.executable, "-m", "mypy", "--config-file", "mypy.ini"], cwd=folder).returncode


if __name__ == "__main__":
    sys.exit(main())
