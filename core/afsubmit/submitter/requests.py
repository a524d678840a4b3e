"""What a script, a command line or a host's console asks for, as requests: scenes or a command, outputs, settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple, Union

from ..errors import Problem, SceneError, SettingsError
from ..submission.planning import command as commands
from ..submission.planning import names
from ..submission.planning.scene import Host, HostPlan
from ..submission.settings import preset_files
from ..submission.settings.layers import apply_layers
from ..submission.settings.schema import BY_KEY, kinds
from . import scene_files, setups
from .attempt import SubmissionRequest, take_settings

Names = Union[str, Sequence[str]]
"""One name, or several."""

OF_SCENES = ("executable", "snapshot", "snapshot_folder", "worker_folder", "jobs")
"""Settings that mean nothing to a command."""


class Requests(NamedTuple):
    """What is to be sent, in the order it was asked for, and what stands against it already."""

    listed: Sequence[SubmissionRequest]
    problems: Sequence[Problem]


def of_scenes(
    scenes: Sequence[str | os.PathLike[str]],
    *,
    outputs: Names | None,
    preset: Names,
    settings: Mapping[str, Any],
    setup: Names = (),
) -> Requests:
    """Each scene file, a submission of its own. `outputs` are names, with * and ? for any letters; None for all.

    `setup` are names of set-ups that the scenes keep, in the same way: each a submission of its own.
    """
    opener = scene_files.SceneOpener()

    def read(path: str) -> list[SubmissionRequest]:
        values = _values(preset, settings)
        host, is_open = opener.open_scene(path)
        wanted = "*" if is_open and outputs is None and not setup else outputs  # not those selected there
        return _of_setups(host, scene_files.plan_of(host.name), wanted, values, setup)

    return _collected([(os.fspath(scene), read) for scene in scenes], settings)


def of_command(command: str, *, writes: Names, preset: Names, settings: Mapping[str, Any]) -> Requests:
    """A command, which runs in the folder of this process unless a folder is named; `writes` are files it writes."""

    def read(_: str) -> list[SubmissionRequest]:
        values = _values(preset, settings)
        files = [os.path.abspath(file) for file in _several(writes)]
        host, plan = commands.CommandHost(command, files), commands.CommandPlan()
        request = SubmissionRequest(host, plan, values, kept={"working_folder": os.getcwd()})
        request.problems += commands.same_words(command, request.settings["frames"])
        return [request]

    found = _collected([(commands.NAME, read)], settings)
    wrong = [f"{key} is for scenes, not for a command." for key in OF_SCENES if key in settings]
    return found._replace(problems=[*found.problems, *(Problem("error", commands.NAME, text) for text in wrong)])


def of_host(
    host: Host,
    host_plan: HostPlan,
    *,
    outputs: Names | None,
    preset: Names,
    settings: Mapping[str, Any],
    setup: Names = (),
) -> Requests:
    """The scene that is open in `host`, read on this thread, its main one; `outputs` None for those selected there.

    `setup` as for `of_scenes`.
    """
    read: _Reader = lambda _: _of_setups(host, host_plan, outputs, _values(preset, settings), setup)  # noqa: E731
    return _collected([(host.name, read)], settings)


_Reader = Callable[[str], Sequence[SubmissionRequest]]


def _collected(readers: Sequence[tuple[str, _Reader]], settings: Mapping[str, Any]) -> Requests:
    """What each reader makes of its name; what one of them raises is a problem of that name."""
    problems, requests = _unknown(settings), list[SubmissionRequest]()
    if problems:
        return Requests([], problems)
    for name, read in readers:
        try:
            requests += read(name)
        except (SceneError, SettingsError) as error:
            is_setting = isinstance(error, SettingsError) and name == commands.NAME
            problems.append(Problem("error", "settings" if is_setting else name, str(error)))
    return Requests(requests, problems)


def _unknown(settings: Mapping[str, Any]) -> list[Problem]:
    """A problem for each key that is no setting, with those that are meant, else with all there are."""
    problems = []
    for key in settings:
        if key not in BY_KEY:
            from difflib import get_close_matches

            close = get_close_matches(key, BY_KEY) or sorted(BY_KEY)
            problems.append(Problem("error", key, f"There is no setting {key}.", f"There are: {', '.join(close)}."))
    return problems


def _values(preset: Names, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings, over those of the presets.

    Raises:
        SettingsError: a preset cannot be read.
    """
    found: dict[str, Any] = {}
    for name in _several(preset):
        found.update(preset_files.load(name))
    return {**found, **{key: from_here(key, value) for key, value in settings.items()}}


def from_here(key: str, value: Any) -> Any:
    """The value of the setting `key`; a folder, seen from the folder of this process."""
    value = os.fspath(value) if isinstance(value, os.PathLike) else value
    if BY_KEY[key].kind != kinds.FOLDER or not isinstance(value, str) or not value.strip():
        return value
    return value if names.is_whole(value.strip()) else os.path.abspath(value.strip())


def _several(given: Names) -> Sequence[str]:
    return [given] if isinstance(given, str) else given


def _of_setups(
    host: Host, host_plan: HostPlan, outputs: Names | None, values: Mapping[str, Any], setup: Names
) -> list[SubmissionRequest]:
    """A request for each set-up that is named, whose settings stand in place of the scene's; without names just one.

    Raises:
        SettingsError: the scene has no such set-up.
    """
    kept = host.load_settings()
    if not setup:
        return [_request(host, host_plan, outputs, values, kept)]
    found = []
    for one in _chosen(host, kept, _several(setup)):
        request = _request(host, host_plan, outputs, values, one.settings, one.outputs)
        request.setup = one.name
        found.append(request)
    return found


def _chosen(host: Host, kept: Mapping[str, Any], names: Sequence[str]) -> Sequence[setups.Setup]:
    """The set-ups of these names; where the scene was not read whole, that is said of those that are not found.

    Raises:
        SettingsError: the scene has no such set-up.
    """
    try:
        return setups.chosen(kept, names)
    except SettingsError as error:
        unread = [problem for problem in host.scene().problems if problem.where == "scene" and not kept]
        raise SettingsError(" ".join([str(error), *(f"{one.message} {one.fix}" for one in unread)])) from error


def _request(
    host: Host,
    host_plan: HostPlan,
    outputs: Names | None,
    values: Mapping[str, Any],
    kept: Mapping[str, Any],
    usual: Sequence[str] | None = None,
) -> SubmissionRequest:
    """The request with `values` over what is `kept`; `usual` are the ids of outputs where nobody names any."""
    take_settings(host, apply_layers(values, scene=setups.without(kept)).settings)
    chosen = usual if outputs is None else _outputs(host, _several(outputs))
    request = SubmissionRequest(host, host_plan, values, chosen, kept=kept)
    request.problems += _apart(request)
    return request


def _outputs(host: Host, words: Sequence[str]) -> list[str]:
    """The ids of the outputs that these names and patterns mean.

    Raises:
        SceneError: one means none.
    """
    listed, chosen = host.outputs(), []
    for word in words:
        fitting = [one.id for one in listed if word in (one.id, one.name)]
        fitting = fitting or [one.id for one in listed if fnmatchcase(one.name, word)]
        if not fitting and word != "*":
            there = ", ".join(one.name for one in listed) or "none"
            raise SceneError(f'There is no output "{word}" in {host.scene().path}; there are: {there}.')
        chosen += fitting
    return list(dict.fromkeys(chosen))


def _apart(request: SubmissionRequest) -> list[Problem]:
    """What a copy in another folder means, where the application itself does not write it."""
    folder = request.settings["snapshot_folder"].strip()
    is_apart = folder and os.path.abspath(folder) != os.path.dirname(request.scene.path)
    if not is_apart or not request.settings["snapshot"] or not getattr(request.host, "is_bound_to_folder", False):
        return []
    message = f"The copy goes to {folder}: what the scene names relative to its own folder is not found from there."
    return [Problem("warning", "snapshot_folder", message, "Leave the snapshot beside the scene.")]
