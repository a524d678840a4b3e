"""Which output waits for which: a write node whose tree reads what another one writes. Pure."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from afsubmit.document import patterns
from afsubmit.document.frames import FrameList
from afsubmit.errors import Problem, SceneError
from afsubmit.submission.planning.output_order import in_order
from afsubmit.submission.planning.scene import Output
from afsubmit.submission.planning.upstream import upstream

from . import _node_classes, _paths
from ._facts import facts_of
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
    writer_of = {_paths.key(name): output.id for output in outputs for name in output.files}
    writer_of.update((_paths.key(name), one.id) for one in outputs for name in facts_of(one).numbered)
    writer_of.update(
        (_paths.key(name), one.id) for one in outputs for listed in one.listed_files for name in listed.values()
    )
    reads = _reads(comp, writer_of, {output.id: output.frames for output in outputs})
    if not reads:
        return in_order(outputs, {})
    tree = _Tree(comp, reads)
    found = upstream(comp.nodes, inputs=tree.inputs, reads=tree.reads, keeps_frame=tree.keeps_frame)
    by_output = {node.full_name: _without_numbered(found.get(id(node), {}), outputs) for node in nodes}
    if len(outputs) > 1:
        outputs = [_with_unseen(one, sorted(by_output[one.id].keys() & tree.unseen), tree.unseen) for one in outputs]
    return in_order(outputs, by_output)


def _without_numbered(found: Mapping[str, bool], outputs: Iterable[Output]) -> dict[str, bool]:
    """What is read, never frame by frame where the number of a file is not the frame."""
    numbered = {output.id for output in outputs if facts_of(output).numbered}
    return {name: by_frame and name not in numbered for name, by_frame in found.items()}


def _with_unseen(output: Output, keys: Iterable[str], unseen: Mapping[str, str]) -> Output:
    """`output` with what it may read without anybody seeing it."""
    fix = "Submit from Nuke, or send the outputs one after the other."
    message = "Whether it reads what another output writes is not known: "
    more = [Problem("warning", output.name, message + unseen[key], fix) for key in keys]
    return dataclasses.replace(output, problems=(*output.problems, *more)) if more else output


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
            writer = writer_of.get(_paths.key(name))
            if writer is None and not _paths.has_frame(name):
                writer, is_by_frame = writer_of.get(_paths.key(patterns.from_file_name(name))), False
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
    """The knobs that may name a file to read; of a class that is not known each that looks like one.

    Those of the new 3D system name theirs differently (Foundry's pages of GeoImport and GeoReference).
    """
    if not _node_classes.may_hold_nodes(node.class_name) and not node.class_name.startswith(("OFX", "Geo")):
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


class _Tree:
    """The graph of a script, as `upstream` walks it."""

    def __init__(self, comp: Comp, own: Mapping[int, _Reads]) -> None:
        self._own, self._nodes = own, comp.nodes
        self._inside: dict[int, list[Node]] = {}
        for node in comp.nodes:
            if node.group is not None:
                self._inside.setdefault(id(node.group), []).append(node)
        self.unseen: dict[str, str] = {}
        """What stands among the ids for a node that may read more than is seen -> why."""
        self._by_name: dict[str, Node] = {}

    def inputs(self, node: Node) -> list[Node]:
        """What feeds the node: its inputs; of a group its Output; of an Input the group's inputs."""
        if id(node) in self._inside:
            inner = self._inside[id(node)]
            return [one for one in inner if one.class_name == "Output"] or inner
        if node.class_name == "Input" and node.group is not None:
            return [other for other in node.group.inputs() if other is not None]
        return [*(other for other in node.inputs() if other is not None), *self._sampled(node)]

    def _sampled(self, node: Node) -> list[Node]:
        """The nodes whose pictures an expression of the node looks at."""
        written = node.written()
        names = written.found(_SAMPLED) if written else []
        if names and not self._by_name:
            self._by_name = {other.full_name: other for other in reversed(self._nodes)}
        prefix = f"{node.group.full_name}." if node.group else ""
        places = (self._by_name.get(prefix + name) or self._by_name.get(name) for name in names)
        return [place for place in places if place is not None]

    def reads(self, node: Node) -> dict[str, bool]:
        """What the node itself reads, and a key of `unseen` where that may not be all."""
        own = self._own.get(id(node), _Reads((), True))
        found = dict.fromkeys(own.ids, own.by_frame)
        if own.unseen:
            key = f" {node.full_name}"  # no output's name begins with a blank
            self.unseen[key] = f"{node.full_name}: {own.unseen}"
            found[key] = True
        return found

    def keeps_frame(self, node: Node) -> bool:
        """Whether the node shows at a frame what its inputs show at that frame; what is not known does not."""
        if id(node) in self._inside and node.class_name not in ("Precomp", "LiveGroup"):
            return True  # its nodes are looked at, one by one
        written = node.written() if _node_classes.keeps_frame(node.class_name) else None
        return written is not None and not written.says(_LOOKING) and not written.says(_BLURRED)
