"""`afsubmit renders`: the machines of the farm, what they do and what they may do."""

from __future__ import annotations

from collections.abc import Sequence

from ..typed import TYPE_CHECKING
from . import job_selection
from .text_table import drawn

if TYPE_CHECKING:
    import argparse

    from ..wire.answers import RenderAnswer

TITLES = (">ID", "NAME", "STATE", ">TASKS", ">USED", ">PRI", "USER", "POOL", "ENGINE", "RUNS")
RUNS_SHOWN = 3
_WORDS = (
    ("NBY", "nimby"),
    ("NbY", "own jobs only"),
    ("PAU", "paused"),
    ("SIC", "sick"),
    ("WSL", "asleep"),
    ("WFL", "falling asleep"),
    ("WWK", "waking"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `afsubmit renders` takes."""
    text = "an id, or a whole name with * and ? for any letters"
    parser.add_argument("renders", nargs="*", metavar="RENDER", help=text)
    job_selection.add_farm_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do it; returns the exit code."""
    client = job_selection.client(arguments)
    found = job_selection.chosen_renders(arguments.renders, client) if arguments.renders else client.renders()
    if arguments.json:
        from .json_text import shown

        print(shown(found))
    else:
        print(table(found) if found else "The farm has no renders.")
    return 0


def table(renders: Sequence[RenderAnswer]) -> str:
    """The renders as a table, a line for each."""
    return drawn(TITLES, [_row(render) for render in renders])


def _row(render: RenderAnswer) -> tuple[object, ...]:
    tasks = render["tasks"]
    runs = [f"{task.get('job_name') or task.get('job_id', '')}:{task.get('name', '')}" for task in tasks[:RUNS_SHOWN]]
    more = [f"and {len(tasks) - RUNS_SHOWN} more"] if len(tasks) > RUNS_SHOWN else []
    return (
        render.id, render.get("name", ""), state_of(render), len(tasks) or "", render.get("capacity_used") or "",
        render.get("priority", ""), render.get("user_name", ""), render.get("pool", ""), render.get("engine", ""),
        ", ".join(runs + more),
    )  # fmt: skip


def state_of(render: RenderAnswer) -> str:
    """What can be said of a render's state, in words."""
    words = set(render.words)
    state = "offline" if "ONL" not in words else "busy" if "RUN" in words else "free"
    return ", ".join([state, *(said for word, said in _WORDS if word in words)])
