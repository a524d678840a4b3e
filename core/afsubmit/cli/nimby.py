"""`afsubmit nimby`: keep the farm off a machine, or give it back."""

from __future__ import annotations

from ..typed import TYPE_CHECKING
from . import job_selection
from .renders import table

if TYPE_CHECKING:
    import argparse

    from ..wire import Client
    from ..wire.answers import RenderAnswer

PARAMS = {
    "on": {"NIMBY": True},
    "own": {"nimby": True},
    "off": {"nimby": False},
}
EJECT = {"on": "eject_tasks", "own": "eject_tasks_keep_my", "off": "eject_tasks"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `afsubmit nimby` takes."""
    text = "on: it runs nothing; own: only its user's jobs; off: anything"
    parser.add_argument("state", choices=tuple(PARAMS), help=text)
    text = "an id, or a whole name with * and ? for any letters; none is this machine"
    parser.add_argument("renders", nargs="*", metavar="RENDER", help=text)
    parser.add_argument("--eject", action="store_true", help="stop what runs there, with own: of other users")
    job_selection.add_farm_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do it; returns the exit code."""
    client = job_selection.client(arguments)
    found = job_selection.chosen_renders(arguments.renders, client) if arguments.renders else [_this_machine(client)]
    ids = [render.id for render in found]
    operation = EJECT[arguments.state] if arguments.eject else None
    client.action("renders", ids=ids, params=PARAMS[arguments.state], operation=operation)
    now = client.renders(ids=ids)
    if arguments.json:
        from .json_text import shown

        print(shown(now))
    else:
        print(table(now))
    return 0


def _this_machine(client: Client) -> RenderAnswer:
    """The render of this machine; a farm may call it without its domain (afserver's `af_render_cut_domain_name`)."""
    names = (client.host_name.lower(), client.host_name.lower().partition(".")[0])
    renders = client.renders()
    for name in names:
        for render in renders:
            if render.get("name", "").lower() == name:
                return render
    listed = ", ".join(render.get("name", "") for render in renders[:10]) or "none"
    raise job_selection.ChoiceError(f"This machine, {names[0]}, is no render of the farm ({listed}); name one.")
