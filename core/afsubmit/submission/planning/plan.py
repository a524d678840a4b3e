"""From scene state to job documents. Pure: no disk, server or clock; time and the random part come in as the stamp."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...document.validate import problems as document_problems
from ...errors import Problem, QuotingError, SettingsError
from ..settings.values import Settings
from . import assembly, plan_problems
from .gathering import Gathering
from .scene import GathersOutputs, HostPlan, Output, SceneState, Stamp, Target

__all__ = ["Plan", "PlannedJob", "Stamp", "Target", "plan"]


@dataclass(frozen=True)
class PlannedJob:
    """One job as it will be sent.

    `snapshot` is the copy of the scene that it renders and removes, or None; `copies` are scripts of ours that it needs
    and removes: the source of each, by the path it is copied to. `sidecars` are files that the application finds by the
    snapshot's name, in the same way: "" is the source of one that the application may write itself. `gathered` is the
    folder with files that the scene reads, None for none.
    """

    document: Mapping[str, Any]
    snapshot: str | None = None
    copies: Mapping[str, str] = field(default_factory=dict)
    sidecars: Mapping[str, str] = field(default_factory=dict)
    gathered: Gathering | None = None

    @property
    def beside(self) -> Sequence[str]:
        """Every path that is made for it beside the snapshot."""
        return [*self.sidecars, *self.copies, *([self.gathered.folder] if self.gathered else [])]


@dataclass(frozen=True)
class Plan:
    """Everything that one submission would do; nothing of it has happened yet."""

    scene: SceneState
    jobs: Sequence[PlannedJob] = ()
    problems: Sequence[Problem] = ()
    outputs: Sequence[Output] = field(default=())
    target: Target = field(default_factory=lambda: Target("", ""))
    settings: Settings = field(default_factory=Settings)
    program: str = ""
    """What this very machine will have to run; "" where the tasks run on a farm, or begin with something else."""

    @property
    def is_sendable(self) -> bool:
        """True when no problem of level error stands against it."""
        return bool(self.jobs) and not _has_error(self.problems)


def plan(
    scene: SceneState,
    outputs: Sequence[Output],
    settings: Settings,
    *,
    host_plan: HostPlan,
    stamp: Stamp,
    target: Target,
) -> Plan:
    """The jobs that render `outputs`, and every problem that can be seen without a look at disk or server.

    A problem of level error leaves `jobs` empty.
    """
    problems = plan_problems.before_planning(scene, outputs, settings)
    problems += () if target.is_local else scene.farm_problems
    jobs: Sequence[PlannedJob] = ()
    program = ""
    if not _has_error(problems):
        try:
            context = assembly.PlanContext(scene, settings, host_plan, stamp, target)
            jobs, more = _jobs(outputs, context)
            problems += more
            program = assembly.local_program([job.document for job in jobs], context)
        except QuotingError as error:
            fix = error.fix or "Rename the file or folder, or choose another snapshot folder."
            problems.append(Problem("error", "paths", str(error), fix))
        except SettingsError as error:
            problems.append(Problem("error", "settings", str(error)))
    if _has_error(problems):
        jobs = ()
    return Plan(scene, jobs, tuple(problems), tuple(outputs), target, settings, program)


def _jobs(outputs: Sequence[Output], context: assembly.PlanContext) -> tuple[Sequence[PlannedJob], list[Problem]]:
    host_plan = context.host_plan
    if isinstance(host_plan, GathersOutputs):
        outputs = host_plan.gathered(outputs, context.settings)
    groups = [[output] for output in outputs] if context.settings["jobs"] == "several" else [list(outputs)]
    built, problems = [], []
    for number, group in enumerate(groups, 1):
        one, more = assembly.build_job(group, context, number)
        built.append(one)
        problems += more
    assembly.name_jobs(built, groups, context)
    jobs = [
        PlannedJob(
            assembly.document_of(one, context),
            one.files.snapshot,
            one.files.copies,
            one.files.sidecars,
            one.files.gathered,
        )
        for one in built
    ]
    problems += [*context.farm.problems, *plan_problems.after_planning(jobs, outputs, context)]
    if not _has_error(problems):  # else what is missing in a document has its reason there
        for job in jobs:
            problems += document_problems(job.document)
    return jobs, list(dict.fromkeys(problems))  # of several outputs, told once


def _has_error(problems: Sequence[Problem]) -> bool:
    return any(problem.level == "error" for problem in problems)
