"""`afsubmit install`: puts the plugin of an application where that looks for it, or takes it away again."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import AfError
from ..typed import TYPE_CHECKING
from .exits import DONE

if TYPE_CHECKING:
    import argparse

HOSTS = ("nuke", "blender")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `afsubmit install` takes."""
    parser.add_argument("host", metavar="APPLICATION", choices=HOSTS, help=" or ".join(HOSTS))
    parser.add_argument("--uninstall", action="store_true", help="take away what was installed, and only that")
    parser.add_argument(
        "--folder", metavar="FOLDER", help="the application's folder of the user: ~/.nuke, ~/.config/blender"
    )
    parser.add_argument(
        "--version", metavar="X.Y", default="", help="Blender: this version only, also one not yet started"
    )


def run(arguments: argparse.Namespace) -> int:
    """Do it and say what was found and done."""
    try:
        for sentence in _sentences(arguments):
            print(sentence)
    except OSError as error:
        raise AfError(f"{error.filename or 'The folder'} cannot be written: {error.strerror}.") from error
    return DONE


def _sentences(arguments: argparse.Namespace) -> Iterator[str]:
    from pathlib import Path

    folder = Path(arguments.folder).expanduser().absolute() if arguments.folder else None
    if arguments.host == "nuke":
        from ..install import nuke
        from . import applications

        if arguments.version:
            raise AfError("--version is Blender's: one folder of Nuke serves all its versions.")
        return nuke.uninstall(folder) if arguments.uninstall else nuke.install(folder, applications.found()["nuke"])
    from ..install import blender

    if arguments.uninstall:
        return blender.uninstall(folder, arguments.version)
    return blender.install(folder, arguments.version, _blenders)


def _blenders() -> list[str]:
    from . import applications

    return applications.found()["blender"]
