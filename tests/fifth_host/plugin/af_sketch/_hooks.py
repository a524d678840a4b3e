"""Submit on save: listens once the application has started."""

from __future__ import annotations

import sketch


def listen() -> None:
    """Hear the first save; only that imports the core."""
    sketch.on_save.append(_first_save)


def _first_save(path: str) -> None:
    from afsubmit.submitter.guard import guarded

    sketch.on_save.remove(_first_save)
    guarded(lambda: _watch(path), sketch.messages.append)


def _watch(path: str) -> None:
    from afsubmit.submitter import preferences
    from afsubmit.submitter.on_save import SaveWatch

    from ._host import SketchHost
    from .plan import SketchPlan

    watch = SaveWatch(
        SketchHost(preferences.load().python),
        SketchPlan(),
        wake=lambda: sketch.repeat(watch.poll),
        show=lambda outcome: sketch.messages.append(outcome.text),
        server_choice=lambda: preferences.load().server,
    )
    sketch.on_save[-1](path)  # it began to listen while this save went on
