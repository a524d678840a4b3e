"""Nuke: a plug-in folder below `~/.nuke`, and the lines in `~/.nuke/init.py` that tell Nuke of it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import block, sources, tree

FOLDER = "afsubmit-nuke"
"""Not a name that could be imported: Nuke puts `~/.nuke` itself on sys.path."""

LINES = f"""
try:
    import nuke
    nuke.pluginAddPath("./{FOLDER}")
except Exception as error:
    print("afsubmit: the Afanasy plugin was not loaded: %s" % error)
"""


def settings_folder() -> Path:
    """Nuke's folder of the user: below HOME, on Windows too when it is set, else below the user's profile."""
    return Path(os.environ.get("HOME") or os.path.expanduser("~")) / ".nuke"


def install(folder: Path | None = None, programs: Sequence[str] = ()) -> Iterator[str]:
    """Install into `folder`, Nuke's own of the user when None; sentences about what was found and done.

    `programs` are the Nukes that were found on this machine.

    Raises:
        AfError: it could not be done.
    """
    home = folder or settings_folder()
    target, start = home / FOLDER, home / "init.py"
    yield f"Nuke was found: {', '.join(programs)}." if programs else "No Nuke was found here; the plugin waits for it."
    before = tree.installed_version(target)
    home.mkdir(parents=True, exist_ok=True)
    count = tree.write(target, files())
    done = f"Replaced version {before} of the plugin in" if before else "Copied the plugin to"
    yield f"{done} {target} ({count} files)."
    changed = block.add(start, "nuke", LINES)
    yield f"{'Added a block to' if changed else 'The block was already in'} {start}."
    yield "Start Nuke: Render ▸ Afanasy."


def uninstall(folder: Path | None = None) -> Iterator[str]:
    """Take away what `install` put there, and only that.

    Raises:
        AfError: it could not be done.
    """
    home = folder or settings_folder()
    target, start = home / FOLDER, home / "init.py"
    if block.remove(start):
        yield f"Removed the block from {start}."
    else:
        yield f"There was no block of ours in {start}."
    if not target.exists():
        yield f"There was no plugin in {target}."
        return
    left = tree.remove(target)
    yield f"Removed the plugin from {target}."
    if left:
        yield f"Left in {target}, since others put it there: {', '.join(left)}."


def files() -> Iterator[tuple[str, Path]]:
    """The plugin with the core in it."""
    yield from sources.files_below(sources.plugin_folder("nuke"))
    yield from sources.files_below(sources.CORE, "core/afsubmit")
    script = sources.CORE.parent / "af.py"
    if script.is_file():
        yield "core/af.py", script
