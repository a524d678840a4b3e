"""`afsubmit submit`: scene files, or any command, to the farm; or what would be sent, and nothing done."""

from __future__ import annotations

from ..typed import TYPE_CHECKING, Any
from . import job_selection, setting_flags

if TYPE_CHECKING:
    import argparse

    from ..submitter.requests import Requests

USAGE = """afsubmit submit FILE… [words]
       afsubmit submit --command 'WORDS @#@ …' --frames FRAMES [words]"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `afsubmit submit` takes."""
    parser.usage, parser.allow_abbrev = USAGE, False
    parser.add_argument("files", nargs="*", metavar="FILE", help="a scene; each is a submission of its own")
    parser.add_argument(
        "--command",
        dest="shell_command",
        metavar="WORDS",
        help="run this on the farm, with the first frame of a task for @#@, and its last for a second one",
    )
    text = "render this one only: a name, or * and ? for any letters; may be repeated"
    parser.add_argument("--output", "--outputs", action="append", default=[], metavar="NAME", help=text)
    text = "a file that the command writes, with @####@ for the frame; may be repeated"
    parser.add_argument("--writes", action="append", default=[], metavar="FILE", help=text)
    parser.add_argument("--preset", action="append", default=[], metavar="NAME", help="settings kept under this name")
    text = "a set-up that the scene keeps, with its outputs and settings, * and ? for any letters; may be repeated"
    parser.add_argument("--setup", action="append", default=[], metavar="NAME", help=text)
    parser.add_argument("--dry-run", action="store_true", help="show what would be sent, and do nothing")
    parser.add_argument("--window", action="store_true", help="open the submit dialog with it instead of sending it")
    parser.add_argument("--wait", action="store_true", help="stay until the jobs are done; exit code 1 if they fail")
    job_selection.add_farm_arguments(parser)
    parser.add_argument("--local", action="store_true", help="to the farm on this machine, started when it is needed")
    setting_flags.add_arguments(parser)
    parser.set_defaults(complain=parser.error)


def run(arguments: argparse.Namespace) -> int:
    """Do it; returns the exit code."""
    _check_words(arguments)
    choice = "local" if arguments.local else arguments.server
    requested = _requests(arguments)
    if arguments.window:
        return _in_window(requested, choice, is_setup=bool(arguments.setup))
    if arguments.dry_run:
        from .dry_run import show

        return show(requested, choice, as_json=arguments.json)
    from .send import send_all

    is_waiting, as_json = arguments.wait, arguments.json
    return send_all(requested.listed, choice, problems=requested.problems, is_waiting=is_waiting, as_json=as_json)


def _check_words(arguments: argparse.Namespace) -> None:
    """End with the exit code for wrong words when these make no sense together."""
    if (arguments.shell_command is None) == (not arguments.files):
        arguments.complain("name scene files, or a command with --command; one of the two.")
    if arguments.window and (len(arguments.files) > 1 or arguments.dry_run or arguments.wait or arguments.json):
        arguments.complain("--window is for one scene or command, without --dry-run, --wait and --json.")
    if arguments.local and arguments.server:
        arguments.complain("--local and --server name two farms.")
    if arguments.shell_command is None:
        if arguments.writes:
            arguments.complain("--writes is for --command; a scene knows what it writes.")
        return
    if arguments.output or arguments.setup:
        arguments.complain("--output and --setup are for scenes; a command is the only thing that is run.")
    from ..submitter.requests import OF_SCENES

    for key in OF_SCENES:
        if key in setting_flags.values_of(arguments):
            arguments.complain(f"--{key.replace('_', '-')} is for scenes, not for --command.")


def _requests(arguments: argparse.Namespace) -> Requests:
    """What is to be sent, in the order of the words, and what stands against it already."""
    from ..submitter import requests

    settings = setting_flags.values_of(arguments)
    if arguments.shell_command is None:
        outputs = arguments.output or None
        words = {"outputs": outputs, "preset": arguments.preset, "setup": arguments.setup}
        return requests.of_scenes(arguments.files, **words, settings=settings)
    command, writes = arguments.shell_command, arguments.writes
    return requests.of_command(command, writes=writes, preset=arguments.preset, settings=settings)


def _in_window(requested: Requests, choice: str, *, is_setup: bool) -> int:
    """The dialog with what the words say in it; returns the exit code when it is closed."""
    from ..errors import Problem
    from . import qt_window
    from .exits import NOT_DONE
    from .progress_lines import say_problems

    if len(requested.listed) != 1:
        several = [Problem("error", "setup", "--window shows one set-up.", "Name one of them.")]
        say_problems(requested.problems or several)
        return NOT_DONE
    request = requested.listed[0]
    chosen = [output.id for output in request.outputs]
    changed = qt_window.HostWithChanges(request.host, request.settings.stored(), chosen, is_setup=is_setup)
    host: Any = changed
    return qt_window.submit(host, request.host_plan, choice)
