"""Submit to Afanasy: the door that Blender opens, as an extension (4.2 and newer) and as an add-on (3.4 and newer)."""

from __future__ import annotations

from ._core import forget, reach

bl_info = {
    "name": "Submit to Afanasy",
    "description": "Send renders to the Afanasy render farm, or to a farm of this machine alone",
    "author": "afsubmit",
    "version": (1, 0, 0),
    "blender": (3, 4, 0),
    "location": "Render menu, and Properties: Output",
    "category": "Render",
}
reach(__name__)


def register() -> None:
    """Blender switches the add-on on."""
    reach(__name__)
    from . import _hooks, _ui

    _ui.register()
    _hooks.register()


def unregister() -> None:
    """Blender switches the add-on off."""
    from . import _hooks, _ui

    _hooks.unregister()
    _ui.unregister()
    forget(__name__)
