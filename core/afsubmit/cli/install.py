"""`afsubmit install`: puts the plugin of an application where that looks for it, or takes it away again."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import AfError
from ..studio import hosts
from ..typed import TYPE_CHECKING
from .exits import DONE

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `afsubmit install` takes."""
    names = [name for name, application in hosts.found().items() if application.install]
    parser.add_argument("host", metavar="APPLICATION", choices=names, help=" or ".join(names))
    parser.add_argument("--uninstall", action="store_true", help="take away what was installed, and only that")
    parser.add_argument("--folder", metavar="FOLDER", help="the application's folder of the user, where it is another")
    parser.add_argument(
        "--version", metavar="X.Y", default="", help="this version only, also one that was not started yet"
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

    from ..install import recipe
    from . import applications

    application = hosts.named(arguments.host)
    chosen = recipe.Recipe(application.name, application.title, Path(application.folder), application.install)
    folder = Path(arguments.folder).expanduser().absolute() if arguments.folder else None
    if arguments.uninstall:
        return recipe.uninstall(chosen, folder, arguments.version)
    return recipe.install(chosen, folder, arguments.version, lambda: applications.found()[application.name])
