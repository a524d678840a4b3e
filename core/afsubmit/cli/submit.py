"""`afsubmit submit`: scene files, or any command, to the farm; or what would be sent, and nothing done."""

from __future__ import annotations

import os
from collections.abc import Sequence

from ..errors import AfError, Problem, SceneError, SettingsError
from ..typed import TYPE_CHECKING, Any
from . import job_selection, setting_flags

if TYPE_CHECKING:
    import argparse

    from ..submission.planning.scene import Host
    from ..submitter.attempt import SubmissionRequest

USAGE = """afsubmit submit FILE… [words]
       afsubmit submit --command 'WORDS @#@ …' --frames FRAMES [words]"""
OF_SCENES = ("executable", "snapshot", "snapshot_folder", "worker_folder", "jobs")
"""Settings that mean nothing to a command."""


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
    parser.add_argument("--output", action="append", default=[], metavar="NAME", help=text)
    text = "a file that the command writes, with @####@ for the frame; may be repeated"
    parser.add_argument("--writes", action="append", default=[], metavar="FILE", help=text)
    parser.add_argument("--preset", action="append", default=[], metavar="NAME", help="settings kept under this name")
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
    if arguments.window:
        return _in_window(arguments, choice)
    try:
        return _send_or_show(arguments, choice)
    except AfError as error:
        if not arguments.json:
            raise
        return _refuse([Problem("error", "configuration", str(error))], arguments)


def _send_or_show(arguments: argparse.Namespace, choice: str) -> int:
    requests, problems = _requests(arguments)
    if arguments.dry_run:
        from .dry_run import show

        return show(requests, problems, choice, as_json=arguments.json)
    if problems:
        return _refuse(problems, arguments)
    from .send import send_all

    return send_all(requests, choice, is_waiting=arguments.wait, as_json=arguments.json)


def _refuse(problems: Sequence[Problem], arguments: argparse.Namespace) -> int:
    """Nothing is sent: say why, in the form that was asked for; the exit code."""
    if arguments.dry_run:
        from .dry_run import print_plans

        return print_plans([], problems, as_json=arguments.json)
    from .send import report

    return report([], problems, as_json=arguments.json)


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
    if arguments.output:
        arguments.complain("--output is for scenes; a command is the only thing that is run.")
    for key in OF_SCENES:
        if key in setting_flags.values_of(arguments):
            arguments.complain(f"--{key.replace('_', '-')} is for scenes, not for --command.")


def _requests(arguments: argparse.Namespace) -> tuple[list[SubmissionRequest], list[Problem]]:
    """What is to be sent, in the order of the words, and what stands against it already."""
    requests, problems = [], []
    for path in arguments.files or [None]:
        try:
            requests.append(_request(arguments, path))
        except (SceneError, SettingsError) as error:
            where = path or ("settings" if isinstance(error, SettingsError) else "command")
            problems.append(Problem("error", where, str(error)))
    return requests, problems


def _in_window(arguments: argparse.Namespace, choice: str) -> int:
    """The dialog with what the words say in it; returns the exit code when it is closed."""
    from . import qt_window

    request = _request(arguments, arguments.files[0] if arguments.files else None)
    asked = qt_window.HostWithChanges(
        request.host, request.settings.stored(), [output.id for output in request.outputs]
    )
    host: Any = asked
    return qt_window.submit(host, request.host_plan, choice)


def _request(arguments: argparse.Namespace, path: str | None) -> SubmissionRequest:
    from ..submission.settings import presets
    from ..submission.settings.layers import apply_layers
    from ..submitter.attempt import SubmissionRequest, take_settings

    values: dict[str, Any] = {}
    for name in arguments.preset:
        values.update(presets.load(name))
    values.update(setting_flags.values_of(arguments))
    if path is None:
        return _command_request(arguments, values)
    from . import plugins

    host = plugins.open_scene(path)
    take_settings(host, apply_layers(values, scene=host.load_settings()).settings)
    chosen = _outputs(host, arguments.output) if arguments.output else None
    request = SubmissionRequest(host, plugins.plan_of(host.name), values, chosen, kept=host.load_settings())
    request.problems += _apart(request)
    return request


def _apart(request: SubmissionRequest) -> list[Problem]:
    """What a copy in another folder means, where the application itself does not write it."""
    folder = request.settings["snapshot_folder"].strip()
    is_apart = folder and os.path.abspath(folder) != os.path.dirname(request.scene.path)
    if not is_apart or not request.settings["snapshot"] or not getattr(request.host, "is_bound_to_folder", False):
        return []
    message = f"The copy goes to {folder}: what the scene names relative to its own folder is not found from there."
    return [Problem("warning", "snapshot_folder", message, "Leave the snapshot beside the scene.")]


def _command_request(arguments: argparse.Namespace, values: dict[str, Any]) -> SubmissionRequest:
    """The command runs in the folder where it was typed, unless a folder was named."""
    from ..submission.planning import command
    from ..submitter.attempt import SubmissionRequest

    files = [os.path.abspath(file) for file in arguments.writes]
    host = command.host_of(arguments.shell_command, files)
    request = SubmissionRequest(host, command.CommandPlan(), values, kept={"working_folder": os.getcwd()})
    request.problems += command.same_words(arguments.shell_command, request.settings["frames"])
    return request


def _outputs(host: Host, words: Sequence[str]) -> list[str]:
    """The ids of the outputs that the words name.

    Raises:
        SceneError: one names none.
    """
    from fnmatch import fnmatchcase

    listed, chosen = host.outputs(), []
    for word in words:
        fitting = [one.id for one in listed if word in (one.id, one.name)]
        fitting = fitting or [one.id for one in listed if fnmatchcase(one.name, word)]
        if not fitting:
            names = ", ".join(one.name for one in listed) or "none"
            raise SceneError(f'There is no output "{word}" in {host.scene().path}; there are: {names}.')
        chosen += fitting
    return list(dict.fromkeys(chosen))
