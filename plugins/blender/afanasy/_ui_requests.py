"""What would be sent of the open file: asked of Blender, with what the core does not know of its paths."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._activity import activity
from .afsubmit.errors import Problem


def make_host() -> Any:
    """The adapter to this Blender.

    Raises:
        AfError: the preferences cannot be used.
    """
    from ._host import BlenderHost
    from .afsubmit.submitter import preferences

    return BlenderHost(preferences.load().python)


def make_request(values: Mapping[str, Any], names: list[str] | None, *, kept: Mapping[str, Any] | None = None) -> Any:
    """What would be sent with these settings over those `kept` in the scene, and these outputs (None: as selected)."""
    from .afsubmit.submitter.attempt import SubmissionRequest
    from .plan import BlenderPlan

    return _told(SubmissionRequest(make_host(), BlenderPlan(), values, names, kept=kept, own=activity.own))


def of_setups() -> Any:
    """Every set-up that the scene keeps, as requests with what stands against them."""
    from .afsubmit.submitter import setup_plans
    from .plan import BlenderPlan

    found = setup_plans.read(make_host(), BlenderPlan(), activity.own)
    return found._replace(listed=[_told(one) for one in found.listed])


def _told(request: Any) -> Any:
    """The request, with a warning where its copy lies in another folder than the scene and that matters."""
    if request.settings["snapshot"] and request.settings["snapshot_folder"].strip():
        request.problems += [_elsewhere(output) for output in request.outputs if output.facts.is_also_relative]
    return request


def _elsewhere(output: Any) -> Any:
    """The copy lies in another folder than the scene, and Blender leaves the paths of File Output nodes as they are."""
    message = (
        f"The compositor of {output.name} writes to paths that begin with //: they count from the snapshot folder."
    )
    fix = "Make them absolute in the File Output nodes, or leave the snapshot folder empty."
    return Problem("warning", output.name, message, fix)
