"""From outputs to the documents of jobs: commands, stages, dependencies, snapshots. Pure."""

from __future__ import annotations

import ntpath
import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...document import Block, Job
from ...document.frames import FrameList
from ...document.quoting import apart, command_line, delete_command
from ...errors import Problem, RangeError, SettingsError
from . import first_frames, gathering, movie, names, stages
from .farm_paths import FarmPaths
from .scene import BeginsJobs, BlockRequest, HostPlan, Output, SceneState, Stamp, Target
from .setting_fields import BlockSettings, write_job_settings
from .stages import Chain, Stage

FRAMES_FIX = "Write frames such as 1-100 or 1,5,12-30x3."
MOVIE_FIX = "Choose other frames or another movie setting, or switch the movie off."


@dataclass(frozen=True)
class PlanContext:
    """What all jobs of one plan have in common."""

    scene: SceneState
    settings: Mapping[str, Any]
    host_plan: HostPlan
    stamp: Stamp
    target: Target
    farm: FarmPaths = field(init=False)
    farm_os: str = field(init=False)
    blocks: BlockSettings = field(init=False)

    def __post_init__(self) -> None:
        farm_os = self.settings["farm_os"] or self.target.farm_os
        object.__setattr__(self, "farm_os", farm_os)
        object.__setattr__(self, "farm", FarmPaths(self.target.path_map, farm_os))
        environment = self.farm.chosen(self.settings["environment"])
        object.__setattr__(
            self, "blocks", BlockSettings({**self.settings, "environment": environment}, self.target.parser_of)
        )

    @property
    def executable(self) -> str:
        """The program: what was set, else this application on this machine, or its usual name on a farm."""
        own = self.scene.application if self.target.is_local else ""
        return self.settings["executable"].strip() or own or self.host_plan.executable


class JobFileNames:
    """The files that one job brings: the snapshot, or None, its sidecars, and copies of scripts for the farm."""

    def __init__(self, context: PlanContext, number: int) -> None:
        settings, stamp, target = context.settings, context.stamp, context.target
        self._base = names.snapshot_path(
            context.scene.path,
            settings["snapshot_folder"].strip(),
            who=(target.user_name, target.host_name),
            seconds=stamp.seconds,
            random=stamp.random if number == 1 else f"{stamp.random}-{number}",
        )
        self.snapshot = self._base if settings["snapshot"] and context.scene.path else None
        self.scene_file = self.snapshot or context.scene.path
        self._folder = settings["worker_folder"].strip()
        self.copies: dict[str, str] = {}
        """Source of each copy, by the path that it gets."""
        stem = (ntpath if "\\" in self._base else posixpath).splitext(self._base)[0]
        named = context.scene.sidecars if self.snapshot else {}
        self.sidecars: dict[str, str] = {f"{stem}{rest}": source for rest, source in named.items()}
        """Source of each sidecar, by its path beside the snapshot; "" where the application may write it."""
        self.gathered = gathering.gathering(context.scene, settings, stem) if self.snapshot else None

    def worker(self, source: str) -> str:
        """Where the farm finds `source`, a script of ours: in the studio's folder, or copied beside the snapshot."""
        name = (ntpath if "\\" in source else posixpath).basename(source)
        if self._folder:
            return str((ntpath if "\\" in self._folder else posixpath).join(self._folder, name))
        path = f"{self._base}.{name}"
        self.copies[path] = source
        return path

    @property
    def own(self) -> Sequence[str]:
        """Everything that was made for this job and goes with it."""
        folder = [self.gathered.folder] if self.gathered else []
        return [*([self.snapshot] if self.snapshot else []), *self.sidecars, *self.copies, *folder]


@dataclass(frozen=True)
class BuiltJob:
    """A job without its name and dependencies on others."""

    job: Job
    chains: Sequence[Chain]
    files: JobFileNames


def build_job(group: Sequence[Output], context: PlanContext, number: int) -> tuple[BuiltJob, list[Problem]]:
    """The job that renders `group`, the `number`-th of the plan, from 1.

    Raises:
        QuotingError: a path cannot be written for the farm's shell.
        SettingsError: a setting cannot be used.
    """
    problems: list[Problem] = []
    files, job, taken = JobFileNames(context, number), Job(), set[str]()
    chains: list[Chain] = []
    rendered: list[tuple[Output, BlockRequest]] = []
    for output in group:
        found = _chain(output, context, files, problems)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        chain, request = found
        chains.append(chain)
        rendered.append((output, request))
    beginning = _beginning(rendered, context)
    job.blocks += [*([beginning] if beginning else []), *(block for chain in chains for block in chain.blocks)]
    for block in job.blocks:
        block.data["name"] = names.unique_name(names.listed_name(block.data["name"]), taken)
    stages.connect(chains, beginning)
    _fill_job(job, context, files)
    _prioritise_first_frames(job, context, chains, [request.frames for _, request in rendered], beginning)
    return BuiltJob(job, chains, files), problems


def _beginning(rendered: Sequence[tuple[Output, BlockRequest]], context: PlanContext) -> Block | None:
    """What the host has done before all else of the job."""
    maker = context.host_plan
    block = maker.beginning(rendered) if rendered and isinstance(maker, BeginsJobs) else None
    if block is not None:
        context.blocks.before(block)
    return block


def _chain(
    output: Output, context: PlanContext, files: JobFileNames, told: list[Problem]
) -> tuple[Chain, BlockRequest] | Problem:
    """The stages of `output`, as it was asked for, or what is wrong with its frames.

    `told` gets what else there is to say.
    """
    settings = context.settings
    try:
        frames = output.rendered_frames(context.settings)
        if not len(frames):
            return Problem("error", output.name, "There are no frames to render.", FRAMES_FIX)
        request = _request(output, frames, context, files, told)
        parts = stages.as_stages(context.host_plan.blocks(output, request))
    except RangeError as error:
        return Problem("error", output.name, str(error), FRAMES_FIX)
    for stage in parts:
        for block in stage.blocks:
            if "environment" in block.data:
                block.data["environment"] = context.farm.session(block.data["environment"])
            context.blocks.render(block)
    if settings["movie"] and not output.is_whole and output.pictures != ():
        try:
            parts.append(_movie(output, request, context))
        except (SettingsError, RangeError) as error:
            return Problem("error", output.name, str(error), MOVIE_FIX)
    return Chain(output.id, parts, output.inputs, settings["frame_by_frame"], output.frame_inputs), request


def _request(
    output: Output, frames: FrameList, context: PlanContext, files: JobFileNames, told: list[Problem]
) -> BlockRequest:
    settings, farm = context.settings, context.farm
    own = {files.scene_file, context.executable}

    def worker(source: str) -> str:
        own.add(path := files.worker(source))
        return path

    return BlockRequest(
        scene_file=files.scene_file,
        frames=frames,
        frames_per_task=len(frames) if output.is_whole else settings["frames_per_task"],
        executable=context.executable,
        quote=lambda text: farm.word(text) if text in own else farm.quote(text),
        settings=settings,
        arguments="".join(f" {farm.argument(word, 'arguments')}" for word in settings["arguments"]),
        worker=worker,
        farm=farm,
        tell=told.append,
    )


def _movie(output: Output, request: BlockRequest, context: PlanContext) -> Stage:
    text = context.settings["movie_frames"].strip()
    shown = FrameList.parse(text) if text else request.frames
    wish = movie.wish(output, shown, context.settings, fps=context.scene.fps)
    maker = context.host_plan
    block = maker.movie(wish, output, request) if isinstance(maker, movie.MakesMovies) else None
    block = block or movie.movie_block(wish, context.settings, farm=context.farm)
    context.blocks.beside(block)
    return Stage("movie", [block], is_result=False)


def _fill_job(job: Job, context: PlanContext, files: JobFileNames) -> None:
    """Who sends it and when, the settings of the job as a whole, and what removes its files."""
    settings, stamp, target = context.settings, context.stamp, context.target
    job.data.update(user_name=target.user_name, host_name=target.host_name, time_creation=stamp.seconds)
    job.data["priority"] = settings["priority"]
    write_job_settings(job, settings, now=stamp.seconds)
    _job_commands(job, context, files)
    job.data["folders"] = {block.data["name"]: folder for block in job.blocks if (folder := _folder(block))}


def _job_commands(job: Job, context: PlanContext, files: JobFileNames) -> None:
    """The commands before and after the job; the one that removes its files stands before the user's own.

    That is apart also when it is alone: one that fails would hold up the post commands of all jobs.
    """
    settings, farm = context.settings, context.farm
    if "command_pre" in job.data:
        job.data["command_pre"] = farm.command(job.data["command_pre"], "command_pre")
    after = [delete_command(farm.path(path), context.farm_os) for path in files.own]
    command_post = settings["command_post"].strip()
    if command_post:
        after.append(apart(farm.command(command_post, "command_post"), context.farm_os))
    if after:
        job.setCmdPost((" & " if context.farm_os == "windows" else "; ").join(after))


def _prioritise_first_frames(
    job: Job, context: PlanContext, chains: Sequence[Chain], frames: Sequence[FrameList], beginning: Block | None
) -> None:
    settings = context.settings
    if settings["test_frames"].strip():
        is_tried = first_frames.try_first(job, settings["test_frames"], chains, frames)
        if is_tried and beginning is not None:  # before an approval nothing else would run
            job.tryTask(job.blocks.index(beginning), 0)
    if settings["approval"]:
        for block in (*([beginning] if beginning else ()), *(block for chain in chains for block in chain.result)):
            first_frames.stop_for_approval(block)


def _folder(block: Block) -> str:
    written = block.data.get("files") or ()
    first = next((name for name in written if name != "@#@"), "")
    if not first and block.tasks:
        first = next(iter(block.tasks[0].data.get("files") or ()), "")
    return str((ntpath if "\\" in first else posixpath).dirname(first))


def name_jobs(built: Sequence[BuiltJob], groups: Sequence[Sequence[Output]], context: PlanContext) -> None:
    """Name the jobs, each differently, and let those wait that read what others of them render.

    A job that others wait for has a word of this submission in its name: the server gives a second job of the same
    name another one, and a mask would then wait for the first.
    """
    base = context.settings["job_name"].strip() or names.listed_name(context.scene.name)
    before = stages.jobs_before([one.chains for one in built])
    awaited = {number for numbers in before.values() for number in numbers}
    taken: set[str] = set()
    for number, (one, group) in enumerate(zip(built, groups)):
        words = [base] if len(groups) == 1 else [base, names.listed_name(group[0].name)]
        name = names.job_name(*words, ending=f" {context.stamp.random}" if number in awaited else "")
        one.job.data["name"] = names.unique_name(name, taken) if len(groups) > 1 else name
    for number, others in before.items():
        mask = names.mask_of([built[other].job.data["name"] for other in others])
        own_mask = built[number].job.data.get("depend_mask")
        built[number].job.data["depend_mask"] = f"({own_mask})|{mask}" if own_mask else mask


def document_of(one: BuiltJob, context: PlanContext) -> Mapping[str, Any]:
    """The job's document, with its paths as the farm sees them."""
    return context.farm.document(one.job.document())


def local_program(documents: Sequence[Mapping[str, Any]], context: PlanContext) -> str:
    """The program with which tasks begin that this machine runs itself; "" for a farm's tasks, or if none does.

    The running application is there for certain, and a studio's own command may begin with another program, which
    finds this one in its own way.
    """
    is_known = not context.target.is_local or context.executable == context.scene.application
    program = "" if is_known else context.executable
    commands = [_command(block) for document in documents for block in document["blocks"]]
    start = command_line(f"{context.farm.program(program)} ", context.farm_os) if program else ""
    return program if start and any(command.startswith(start) for command in commands) else ""


def _command(block: Mapping[str, Any]) -> str:
    tasks = block.get("tasks") or [{}]
    return str(block.get("command") or tasks[0].get("command", ""))
