"""`afsubmit install`: puts plugins of applications where these look for them, or takes them away again."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from ..errors import AfError
from ..studio import hosts
from ..typed import TYPE_CHECKING
from .exits import DONE, NOT_DONE, WRONG_WORDS

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `afsubmit install` takes."""
    names = [name for name, application in hosts.found().items() if application.install]
    parser.add_argument("hosts", metavar="APPLICATION", nargs="+", choices=names, help=" or ".join(names))
    parser.add_argument("--uninstall", action="store_true", help="take away what was installed, and only that")
    parser.add_argument("--folder", metavar="FOLDER", help="the application's folder of the user, where it is another")
    parser.add_argument(
        "--version", metavar="X.Y", default="", help="this version only, also one that was not started yet"
    )


def run(arguments: argparse.Namespace) -> int:
    """Do it and say what was found and done; of several applications each is tried, whatever befalls another."""
    if len(arguments.hosts) > 1 and (arguments.folder or arguments.version):
        return _told("--folder and --version are for one application; name one at a time.", WRONG_WORDS)
    return max([_done(name, arguments) for name in dict.fromkeys(arguments.hosts)])


def _done(name: str, arguments: argparse.Namespace) -> int:
    """Do it for one application; what keeps it from being done is a sentence on standard error."""
    try:
        for sentence in _sentences(name, arguments):
            print(sentence)
    except AfError as error:
        return _told(str(error), NOT_DONE)
    except OSError as error:
        if error.filename is None:  # it is the output that cannot be written
            raise
        return _told(f"{error.filename} cannot be written: {error.strerror}.", NOT_DONE)
    return DONE


def _told(text: str, code: int) -> int:
    print(f"afsubmit: {text}", file=sys.stderr)
    return code


def _sentences(name: str, arguments: argparse.Namespace) -> Iterator[str]:
    from pathlib import Path

    from ..install import recipe
    from . import applications

    chosen = recipe.of(hosts.named(name))
    folder = Path(arguments.folder).expanduser().absolute() if arguments.folder else None
    if arguments.uninstall:
        return recipe.uninstall(chosen, folder, arguments.version)
    return recipe.install(chosen, folder, arguments.version, lambda: applications.found()[name])
