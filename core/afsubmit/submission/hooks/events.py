"""A studio's and a user's own code around a submission: which hooks there are, what each is asked, what it may answer.

`docs/hooks.md` is the contract. Off unless a folder `hooks` below the user's or the studio's configuration has any.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ...counted import counted
from ...document.validate import problems as document_problems
from ...errors import AfError, JobError, Problem
from ...studio import configuration, folders, ownership
from ..history.entries import SENT, History
from ..planning.plan import Plan
from ..planning.scene import Output, SceneState
from ..sending.delivery import Receipt
from . import hook_processes, running
from .running import HookError

PRE_DIALOG, PRE_SUBMIT, POST_SUBMIT, JOB_DONE = EVENTS = ("pre_dialog", "pre_submit", "post_submit", "job_done")
ANSWERS = {
    PRE_DIALOG: ("veto", "notes", "settings"),
    PRE_SUBMIT: ("veto", "notes", "jobs"),
    POST_SUBMIT: ("notes",),
    JOB_DONE: ("notes",),
}
CONTRACT = 1
"""The number of the contract that the questions keep; a hook can look at it."""

FOLDER = "hooks"
WINDOWS_PROGRAMS = (".exe", ".bat", ".cmd", ".com")


class HookContext(NamedTuple):
    """How hooks are run: `python` gives the interpreter for Python files, asked only when there is one."""

    python: Callable[[], str]
    on_progress: Callable[[str], None] = lambda line: None
    is_cancelled: Callable[[], bool] = lambda: False


def found(event: str) -> Sequence[str]:
    """The files that are hooks of `event`, in the order they are asked: the user's by name, then the studio's.

    The studio has the last word. A hook's name is the event's, alone or followed by `.`, `-` or `_` and anything.
    """
    places = [os.path.join(folder, FOLDER) for folder in (folders.user_config_folder(), folders.studio_config_folder())]
    paths = [os.path.join(place, name) for place in dict.fromkeys(places) for name in _names(place)]
    return [path for path in paths if _is_hook(path, event)]


def _names(folder: str) -> Sequence[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:  # there is none: no hooks
        return ()


def _is_hook(path: str, event: str) -> bool:
    name = os.path.basename(path)
    rest = name[len(event) :]
    if not name.startswith(event) or rest[:1] not in ("", ".", "-", "_") or name.endswith(("~", ".pyc", ".md", ".txt")):
        return False
    if os.name == "nt" and not name.lower().endswith((".py", *WINDOWS_PROGRAMS)):
        return False
    return os.path.isfile(path)


def distrust(path: str) -> Problem | None:
    """Why the hook `path` is not run, with what mends it: others could have written it, or what it can import.

    A studio's may be anybody's whose alone it is; a user's own must be the user's, or root's.
    """
    folder, top = os.path.dirname(path), folders.user_config_folder()
    is_studios = folder != os.path.join(top, FOLDER)
    top = folders.studio_config_folder() if is_studios else top
    beside = (
        [os.path.join(folder, name) for name in _names(folder) if running.is_python(name)]
        if running.is_python(path)
        else []
    )
    found = (ownership.distrust(one, top=top, is_any_owner=is_studios) for one in (path, *beside))
    return next(filter(None, found), None)


def ask(event: str, question: Mapping[str, Any], context: HookContext, path: str) -> Mapping[str, Any]:
    """Ask the one hook `path`; its answer, with keys of ANSWERS only and without an empty veto.

    Raises:
        HookError: it is not to be trusted, failed, answered what it may not, or said no.
        CancelledError: as `talk` said.
    """
    problem = distrust(path)
    if problem:
        reason = f"is not run, since {problem.where} is not to be trusted: {problem.message}."
        raise HookError(path, event, f"{reason} {problem.fix}")
    whole = {"contract": CONTRACT, "event": event, **question}
    answer = running.run(
        path,
        whole,
        python=context.python() if running.is_python(path) or hook_processes.KNOWS_ADOPTION else "",
        timeout_seconds=configuration.load().value("hook_timeout_seconds"),
        on_progress=context.on_progress,
        is_cancelled=context.is_cancelled,
    )
    unknown = [key for key in answer if key not in ANSWERS[event]]
    if unknown:
        known = ", ".join(ANSWERS[event])
        raise HookError(path, event, f"answered the key {unknown[0]!r}; it can answer {known}.")
    if answer.get("veto"):
        raise HookError(path, event, f"says no: {answer['veto']}")
    notes = answer.get("notes", [])
    if not isinstance(notes, list) or not all(isinstance(note, str) for note in notes):
        raise HookError(path, event, "answered notes that are not a list of texts.")
    return answer


def open_settings(
    scene: SceneState, outputs: Sequence[Output], values: Mapping[str, Any], context: HookContext
) -> tuple[Mapping[str, Any], Sequence[str]]:
    """The settings with which a dialog opens, as the `pre_dialog` hooks want them; notes for the artist beside them.

    Raises:
        HookError: one failed or does not want the dialog to open.
    """
    notes: list[str] = []
    for path in found(PRE_DIALOG):
        listed = [
            {"id": one.id, "name": one.name, "frames": str(one.frames), "files": list(one.files)} for one in outputs
        ]
        answer = ask(PRE_DIALOG, {**_scene(scene), "outputs": listed, "settings": dict(values)}, context, path)
        values = answer.get("settings", values)
        if not isinstance(values, dict):
            raise HookError(path, PRE_DIALOG, "answered settings that are not an object.")
        notes += answer.get("notes", [])
    return values, notes


def change_plan(plan: Plan, context: HookContext, more: Mapping[str, Any]) -> tuple[Plan, Sequence[str]]:
    """`plan` as the `pre_submit` hooks want it, each job validated again; notes for the artist beside it.

    `more` is what the question holds beside the plan.

    Raises:
        HookError: one failed, or does not want this to be sent.
        JobError: what one made of a job cannot be sent; the problems name the hook.
    """
    notes: list[str] = []
    for path in found(PRE_SUBMIT):
        answer = ask(PRE_SUBMIT, {**question_of(plan), **more}, context, path)
        notes += answer.get("notes", [])
        if "jobs" in answer:
            plan = _changed(plan, answer["jobs"], path)
    return plan, notes


def _changed(plan: Plan, documents: Any, path: str) -> Plan:
    count = len(plan.jobs)
    is_list = isinstance(documents, list) and all(isinstance(document, dict) for document in documents)
    if not is_list or len(documents) != count:
        raise HookError(
            path, PRE_SUBMIT, f"must answer {counted(count, 'job')}, as many as it was asked about, as objects."
        )
    wrong = [
        Problem(problem.level, f"{path}: {problem.where}", problem.message, problem.fix)
        for document in documents
        for problem in document_problems(document)
        if problem.level == "error"
    ]
    if wrong:
        raise JobError(wrong)
    jobs = tuple(replace(job, document=document) for job, document in zip(plan.jobs, documents))
    return replace(plan, jobs=jobs)


def notify(event: str, question: Mapping[str, Any], context: HookContext) -> list[str]:
    """Run the hooks of `event`, which can only note; their notes and failures as sentences. Never raises an AfError.

    Every hook is asked, also after one that failed: nothing can be undone any more.
    """
    notes: list[str] = []
    for path in found(event):
        try:
            notes += ask(event, question, context, path).get("notes", [])
        except AfError as error:
            notes.append(str(error))
    return notes


def announce_done(jobs: Sequence[Mapping[str, Any]], server: str, context: HookContext) -> list[str]:
    """Tell the `job_done` hooks of those of `jobs` that are done and were sent from here, each once and for all.

    `jobs` are a server's list, `server` its name in the history. Whoever lists jobs calls this, off the main thread;
    it costs nothing where there is no such hook. Returns what the hooks have to say.

    Raises:
        HistoryError: the history cannot be used.
    """
    done = {job["serial"]: job for job in jobs if "DON" in str(job.get("state", "")).split()}
    if not done or not found(JOB_DONE):
        return []
    history, notes = History(), []
    for entry in history.entries(server=server, state=SENT, is_announced=0):
        job = done.get(entry.serial)
        if job is None or not history.announce(entry.number):
            continue
        shown = {"id": entry.id, "serial": entry.serial, "name": entry.name, "state": job["state"].strip()}
        hook_input = {"host": entry.host, "scene": {"path": entry.scene}, "server": server, "origin": entry.origin}
        notes += notify(JOB_DONE, {**hook_input, "number": entry.number, "job": shown}, context)
    return notes


def question_of(plan: Plan) -> dict[str, Any]:
    """The plan as hooks see it."""
    return {
        **_scene(plan.scene),
        "jobs": [job.document for job in plan.jobs],
        "snapshots": [job.snapshot for job in plan.jobs],
        "problems": [problem._asdict() for problem in plan.problems],
    }


def receipts_of(receipts: Sequence[Receipt]) -> list[dict[str, Any]]:
    """The accepted jobs as hooks see them."""
    return [
        {"id": one.id, "serial": one.serial, "name": one.name, "number": one.number, "snapshot": one.snapshot}
        for one in receipts
    ]


def _scene(scene: SceneState) -> dict[str, Any]:
    shown = {"path": scene.path, "name": scene.name, "frames": str(scene.frames), "fps": scene.fps}
    return {"host": scene.host, "host_version": scene.host_version, "scene": {**shown, "project": scene.project}}
