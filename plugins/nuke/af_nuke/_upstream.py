"""Which output waits for which: a write node whose tree reads what another one writes. Pure."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence

from afsubmit.document import patterns
from afsubmit.errors import Problem, SceneError
from afsubmit.submission import Output

from . import _paths
from ._graph import WRITERS, Comp, Node

READING_KNOBS = ("file", "proxy", "vfield_file")
TIME_CLASSES = re.compile(
    r"^(AppendClip|Echo|Frame(Blend|Hold|Range)|FrameCycler|Kronos|MotionBlur|OFlow|Retime|RemoveFlicker|SmartVector|"
    r"Temporal|Time(Blend|Blur|Clip|Echo|Offset|Warp|\w*)|VectorDistort|Deflicker|Denoise)"
)
"""Classes that look at other frames than the one they render."""


def connected(comp: Comp, nodes: Sequence[Node], outputs: Sequence[Output]) -> list[Output]:
    """`outputs` with what each waits for, in an order in which none comes before what it waits for."""
    writer_of = {_key(name): output.id for output in outputs for name in output.files}
    writer_of.update((_key(name), one.id) for one in outputs for name in one.facts["numbered"])
    writer_of.update((_key(name), one.id) for one in outputs for listed in one.listed_files for name in listed.values())
    reads = _reads(comp, writer_of)
    order = {output.id: place for place, output in enumerate(outputs)}
    waits: dict[str, dict[str, bool]] = {output.id: {} for output in outputs}
    if reads:
        found = _Walk(comp, reads).run()
        for node in nodes:
            own = found.get(id(node), {})
            own = {name: by_frame for name, by_frame in own.items() if name != node.full_name}
            waits[node.full_name] = {name: own[name] for name in sorted(own, key=order.__getitem__)}
    sorted_ids, broken = _sorted(waits, order)
    by_id = {output.id: output for output in outputs}
    return [_waiting(by_id[name], waits[name], broken.get(name, ()), by_id) for name in sorted_ids]


def _waiting(output: Output, waits: Mapping[str, bool], broken: Iterable[str], by_id: Mapping[str, Output]) -> Output:
    more = [
        Problem(
            "warning",
            output.name,
            f"It reads what {name} writes and {name} reads what it writes: it does not wait for it.",
            "Read the files of an earlier version in one of the two.",
        )
        for name in broken
    ]
    kept = {name: by_frame for name, by_frame in waits.items() if name not in set(broken)}
    by_frame = [name for name in kept if kept[name] and _is_same_range(output, by_id[name])]
    return dataclasses.replace(
        output,
        inputs=tuple(kept),
        facts={**output.facts, "frame_inputs": by_frame},
        problems=(*output.problems, *more),
    )


def _is_same_range(output: Output, other: Output) -> bool:
    """Whether every frame of `output` is one that `other` makes, each by itself, in a file of this number."""
    if other.facts["numbered"] or output.unknown_frames or other.unknown_frames:
        return False
    return not output.is_whole and not other.is_whole and set(output.frames) <= set(other.frames)


def _sorted(
    waits: Mapping[str, Mapping[str, bool]], order: Mapping[str, int]
) -> tuple[list[str], dict[str, list[str]]]:
    """Ids with those first that others wait for, else in `order`; and the waits that would close a ring."""
    done: list[str] = []
    state: dict[str, int] = {}
    broken: dict[str, list[str]] = {}
    for start in order:
        stack = [(start, iter(waits[start]))] if start not in state else []
        state.setdefault(start, 1)
        while stack:
            name, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                state[name] = 2
                done.append(name)
                stack.pop()
            elif state.get(following) == 1:
                broken.setdefault(name, []).append(following)
            elif following not in state:
                state[following] = 1
                stack.append((following, iter(waits[following])))
    return done, broken


def _reads(comp: Comp, writer_of: Mapping[str, str]) -> dict[int, tuple[set[str], bool]]:
    """Of each node that reads what an output writes: whose files, and whether at the frame it renders."""
    found: dict[int, tuple[set[str], bool]] = {}
    for node in comp.nodes:
        texts = [text for knob in READING_KNOBS if (text := _text_of(node, knob))]
        if node.class_name in WRITERS and not comp.is_on(node, "reading"):
            continue
        ids: set[str] = set()
        is_by_frame = True
        for knob_text, knob in texts:
            for name in _names(comp, node, knob_text, knob):
                writer = writer_of.get(_key(name))
                if writer is None and not _paths.has_frame(name):
                    writer, is_by_frame = writer_of.get(_key(patterns.from_file_name(name))), False
                if writer is not None:
                    ids.add(writer)
        if ids:
            found[id(node)] = (ids, is_by_frame and not _is_shifted(node))
    return found


def _text_of(node: Node, knob: str) -> tuple[str, str] | None:
    text = (node.text(knob) or "").strip()
    return (text, knob) if text else None


def _names(comp: Comp, node: Node, text: str, knob: str) -> list[str]:
    """The files that a reading node names, one for each view where they differ; none where it cannot be said."""
    if node.class_name == "Precomp":
        return list(comp.precomps.get(node.full_name, ()))
    views = comp.views if "%" in text or "[" in text else comp.views[:1]
    names = []
    for view in views:
        try:
            at = node.path(knob, comp.first, view) if "[" in text or "{" in text else text
        except SceneError:
            continue
        name = _paths.from_tokens(_paths.with_view(at, view))
        names.append(name if _paths.is_absolute(name) else _paths.joined(_base(comp), name))
    return names


def _base(comp: Comp) -> str:
    return comp.folder or _paths.folder_of(comp.path)


def _is_shifted(node: Node) -> bool:
    """Whether a reading node shows another frame than the one asked for."""
    return (node.text("frame_mode") or "expression").strip("0") not in ("", "expression") or bool(
        (node.text("frame") or "").strip("{} ")
    )


def _key(name: str) -> str:
    return name.replace("\\", "/")


class _Walk:
    """Goes through the graph once, from the inputs on, and gathers for each node what its tree reads."""

    def __init__(self, comp: Comp, reads: Mapping[int, tuple[set[str], bool]]) -> None:
        self.reads = reads
        self.nodes = comp.nodes
        self.inside: dict[int, list[Node]] = {}
        for node in comp.nodes:
            if node.group is not None:
                self.inside.setdefault(id(node.group), []).append(node)
        self.found: dict[int, dict[str, bool]] = {}

    def run(self) -> dict[int, dict[str, bool]]:
        """id(node) -> output id -> whether frame by frame."""
        for node in self.nodes:
            self._visit(node)
        return self.found

    def _visit(self, start: Node) -> None:
        stack: list[tuple[Node, bool]] = [(start, False)]
        open_: set[int] = set()
        while stack:
            node, is_ready = stack.pop()
            if is_ready:
                self.found[id(node)] = self._gathered(node)
            elif id(node) not in self.found and id(node) not in open_:
                open_.add(id(node))
                stack.append((node, True))
                stack += [(other, False) for other in self._before(node)]

    def _before(self, node: Node) -> list[Node]:
        """What feeds the node: its inputs; of a group its Output; of an Input the group's inputs."""
        if id(node) in self.inside:
            return [inner for inner in self.inside[id(node)] if inner.class_name == "Output"] or self.inside[id(node)]
        if node.class_name == "Input" and node.group is not None:
            return [other for other in node.group.inputs() if other is not None]
        return [other for other in node.inputs() if other is not None]

    def _gathered(self, node: Node) -> dict[str, bool]:
        keeps_frame = not TIME_CLASSES.match(node.class_name)
        found: dict[str, bool] = {}
        for other in self._before(node):
            for name, by_frame in self.found.get(id(other), {}).items():
                found[name] = found.get(name, True) and by_frame and keeps_frame
        ids, by_frame = self.reads.get(id(node), ((), True))
        for name in ids:
            found[name] = found.get(name, True) and by_frame
        return found
