"""The slate that the settings name: read, checked, told of, and put into a copy. Reads the template, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from afsubmit.errors import Problem, SceneError
from afsubmit.submission.planning.scene import Output
from afsubmit.submission.sending import destination, studio_text

from . import _comp, _script, _slate
from ._facts import facts_of
from ._graph import Comp


def problems(comp: Comp, settings: Mapping[str, Any]) -> Iterator[Problem]:
    """What speaks against the slate; nothing where none is asked for."""
    path = settings["slate"].strip()
    if not path:
        return
    try:
        _template(path)
    except SceneError as error:
        yield Problem("error", "slate", str(error), "Correct the template, or ask who keeps it.")
    if not settings["snapshot"]:
        yield Problem("error", "slate", "A slate is put into the copy, and none is made.", "Switch the snapshot on.")
    patterns = settings["slate_nodes"]
    meant = [node for node in _comp.writers(comp) if _slate.is_meant(node.full_name, node.class_name, patterns)]
    yield from _slate.problems(meant, settings["slate_fields"])
    for pattern in patterns:
        if not any(_slate.is_meant(node.full_name, node.class_name, [pattern]) for node in meant):
            message = f"No write node of pictures is called {pattern}: the slate stands before none of that name."
            yield Problem("warning", "slate_nodes", message, "Correct the name, or take it away.")


def applied(
    script: _script.Script, path: str, outputs: Iterable[Output], settings: Mapping[str, Any]
) -> _script.Script:
    """`script`, saved as `path` by the artist, with the slate before the nodes that are meant.

    Raises:
        SceneError: the template cannot be used.
    """
    template = settings["slate"].strip()
    if not template:
        return script
    artist = destination.target(is_local=False).user_name
    common = _slate.fields(path, artist, settings["slate_fields"])
    frames = {facts_of(output).node: _ends(output) for output in outputs}
    text = _slate.inserted(script, _template(template), frames, settings["slate_nodes"], common)
    return _script.Script(text)


def _template(path: str) -> str:
    text = studio_text.read(path)
    try:
        return _slate.checked(text)
    except SceneError as error:
        raise SceneError(f"{path} is no slate: {error}") from error


def _ends(output: Output) -> tuple[str, str]:
    """The first and the last frame of an output, as texts; "" where nobody can tell."""
    runs: Sequence[tuple[int, int, int]] = output.frames.runs()
    return (str(runs[0][0]), str(runs[-1][1])) if runs else ("", "")
