"""Which output waits for which: a write node whose tree reads what another one writes. Pure."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from afsubmit.document import patterns
from afsubmit.document.frames import FrameList
from afsubmit.errors import Problem, SceneError
from afsubmit.submission.planning.scene import Output

from . import _node_classes, _paths
from ._graph import Comp, Node

READING_KNOBS = ("file", "proxy", "vfield_file")
_SAMPLED = re.compile(r"\[\s*sample(?:\\?\s)+\\?[\"{]?([\w.]+)")
"""An expression that looks at the picture of a node it need not be connected to."""
_LOOKING = re.compile(r"\[\s*(?:sample|pixel|py|python)\b|\bsample\s*\(")
"""Expressions that look at pictures, or may: Python is not read."""
_BLURRED = re.compile(r"""\s"?motionblur"?[ \t]+(?!["{]?0+(?:\.0*)?["}]?\s)""")
"""The shutter of a node that moves pictures is open beyond its frame."""
_PATH_LIKE = re.compile(r"[/\\]")


def connected(comp: Comp, nodes: Sequence[Node], outputs: Sequence[Output]) -> list[Output]:
    """`outputs` with what each waits for, in an order in which none comes before what it waits for."""
    writer_of = {_key(name): output.id for output in outputs for name in output.files}
    writer_of.update((_key(name), one.id) for one in outputs for name in one.facts["numbered"])
    writer_of.update((_key(name), one.id) for one in outputs for listed in one.listed_files for name in listed.values())
    reads = _reads(comp, writer_of, {output.id: output.frames for output in outputs})
    order = {output.id: place for place, output in enumerate(outputs)}
    waits: dict[str, dict[str, bool]] = {output.id: {} for output in outputs}
    by_id = {output.id: output for output in outputs}
    if reads:
        walk = _Walk(comp, reads)
        found = walk.run()
        for node in nodes:
            own = found.get(id(node), {})
            own = {name: by_frame for name, by_frame in own.items() if name != node.full_name}
            waits[node.full_name] = {name: own[name] for name in sorted(own.keys() & by_id, key=order.__getitem__)}
            if len(outputs) > 1:
                unseen = sorted(name for name in own.keys() - by_id.keys())
                by_id[node.full_name] = _hook_input(by_id[node.full_name], [walk.unseen[name] for name in unseen])
    sorted_ids, broken = _sorted(waits, order)
    return [_waiting(by_id[name], waits[name], broken.get(name, ()), by_id) for name in sorted_ids]


def _hook_input(output: Output, unseen: Iterable[str]) -> Output:
    """`output` with what it may read without anybody seeing it."""
    fix = "Submit from Nuke, or send the outputs one after the other."
    more = [
        Problem("warning", output.name, f"Whether it reads what another output writes is not known: {why}", fix)
        for why in unseen
    ]
    return dataclasses.replace(output, problems=(*output.problems, *more)) if more else output


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


class _Reads(NamedTuple):
    """What one node reads: whose files, whether at the frame it renders, and why more may be read that is not seen."""

    ids: Collection[str]
    by_frame: bool
    unseen: str = ""


def _reads(comp: Comp, writer_of: Mapping[str, str], frames: Mapping[str, FrameList]) -> dict[int, _Reads]:
    """The nodes that read what an output writes, or may."""
    found: dict[int, _Reads] = {}
    for node in comp.nodes:
        if comp.is_writer(node) and not comp.is_on(node, "reading"):
            continue
        ids: set[str] = set()
        is_by_frame = True
        names, unseen = _names_of(comp, node)
        for name in names:
            writer = writer_of.get(_key(name))
            if writer is None and not _paths.has_frame(name):
                writer, is_by_frame = writer_of.get(_key(patterns.from_file_name(name))), False
            if writer is not None:
                ids.add(writer)
        if ids or unseen:
            shows_all = all(_covers(node, frames[name]) for name in ids)
            found[id(node)] = _Reads(ids, is_by_frame and shows_all and not _is_shifted(node), unseen)
    return found


def _names_of(comp: Comp, node: Node) -> tuple[list[str], str]:
    """The files that a node names, and why there may be more, or ""."""
    if node.class_name == "Precomp":
        known = comp.precomps.get(node.full_name)
        return list(known or ()), "" if known is not None else "its script cannot be read"
    names, unseen = [], ""
    for knob in _reading_knobs(node):
        text = (node.text(knob) or "").strip()
        try:
            names += _names(comp, node, text, knob) if text else []
        except SceneError as error:
            unseen = str(error) if knob in READING_KNOBS else ""
    return names, unseen


def _reading_knobs(node: Node) -> list[str]:
    """The knobs that may name a file to read; of a class that is not known each that looks like one."""
    if not _node_classes.may_hold_nodes(node.class_name) and not node.class_name.startswith("OFX"):
        return list(READING_KNOBS)
    written = node.written()
    others = [name for name in written.knob_names() if _PATH_LIKE.search(written.value(name) or "")] if written else []
    return [*READING_KNOBS, *(name for name in others if name not in (*READING_KNOBS, "name", "label", "help"))]


def _names(comp: Comp, node: Node, text: str, knob: str) -> list[str]:
    """The files that the text of a knob names, one for each view where they differ. Raises SceneError."""
    views = comp.views if "%" in text or "[" in text else comp.views[:1]
    names = []
    for view in views:
        at = node.path(knob, comp.first, view) if "[" in text or "{" in text else text
        name = _paths.from_tokens(_paths.with_view(at, view))
        names.append(name if _paths.is_absolute(name) else _paths.joined(_base(comp), name))
    return names


def _covers(node: Node, frames: FrameList) -> bool:
    """Whether a Read shows each of these frames as itself: before its first and behind its last it shows others."""
    if node.class_name not in ("Read", "DeepRead"):
        return True
    try:
        first, last = node.number("first"), node.number("last")
    except SceneError:
        return False
    begin, end = (1 if number is None else number for number in (first, last))
    if (begin, end) == (1, 1):  # nobody gave it a range
        return True
    runs = frames.runs()
    return begin <= runs[0][0] and runs[-1][1] <= end


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

    def __init__(self, comp: Comp, reads: Mapping[int, _Reads]) -> None:
        self.reads = reads
        self.nodes = comp.nodes
        self.inside: dict[int, list[Node]] = {}
        for node in comp.nodes:
            if node.group is not None:
                self.inside.setdefault(id(node.group), []).append(node)
        self.found: dict[int, dict[str, bool]] = {}
        self.unseen: dict[str, str] = {}
        """What stands among the ids for a node that may read more than is seen -> why."""
        self._by_name: dict[str, Node] = {}

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
        return [*(other for other in node.inputs() if other is not None), *self._sampled(node)]

    def _sampled(self, node: Node) -> list[Node]:
        """The nodes whose pictures an expression of the node looks at."""
        written = node.written()
        names = written.found(_SAMPLED) if written else []
        if names and not self._by_name:
            self._by_name = {other.full_name: other for other in reversed(self.nodes)}
        prefix = f"{node.group.full_name}." if node.group else ""
        places = (self._by_name.get(prefix + name) or self._by_name.get(name) for name in names)
        return [place for place in places if place is not None]

    def _gathered(self, node: Node) -> dict[str, bool]:
        found: dict[str, bool] = {}
        for other in self._before(node):
            for name, by_frame in self.found.get(id(other), {}).items():
                found[name] = found.get(name, True) and by_frame
        reads = self.reads.get(id(node), _Reads((), True))
        for name in reads.ids:
            found[name] = found.get(name, True) and reads.by_frame
        if reads.unseen:
            key = f" {node.full_name}"  # no output's name begins with a blank
            self.unseen[key] = f"{node.full_name}: {reads.unseen}"
            found[key] = True
        return dict.fromkeys(found, False) if any(found.values()) and not self._keeps_frame(node) else found

    def _keeps_frame(self, node: Node) -> bool:
        """Whether the node shows at a frame what its inputs show at that frame; what is not known does not."""
        if id(node) in self.inside and node.class_name not in ("Precomp", "LiveGroup"):
            return True  # its nodes are looked at, one by one
        written = node.written() if _node_classes.keeps_frame(node.class_name) else None
        return written is not None and not written.says(_LOOKING) and not written.says(_BLURRED)
