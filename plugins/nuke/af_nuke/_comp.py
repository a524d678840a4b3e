"""What a Nuke script renders: from its nodes to outputs, the same for the open script and for a file. Pure.

`_host` and `_scene_file` say what a node's knobs hold; everything that follows from it is decided here.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from afsubmit.document.evaluated import pattern_of, sample_frames
from afsubmit.document.frames import FrameList
from afsubmit.errors import Problem, RangeError, SceneError
from afsubmit.submission.planning.scene import Output

from . import _numbering, _paths, _upstream
from ._facts import NukeFacts
from ._graph import Comp, Node, is_fleeting

MOVIE_TYPES = frozenset("mov mov64 mxf mp4 avi ffmpeg mpg mpeg ogg".split())
GEOMETRY_TYPES = frozenset("abc fbx usd usda usdc".split())
MULTI_VIEW_TYPES = frozenset(["exr", "sxr"])

MAXIMUM_LISTED = 5000
"""How many frames a path is worked out for one by one, where no pattern says it: Nuke waits meanwhile."""

FOLDER_MAKERS = ("Write",)
"""Classes that have a tick to make the folders they write to; of the others that is not documented."""

MAXIMUM_NAMED = 5
"""How many nodes a sentence names."""

_CARRIED_OUT = frozenset("[$")
"""Signs in a path that make Nuke carry out something."""


class File(NamedTuple):
    """One file of an output: the pattern of its name, or its name by frame where there is no pattern."""

    pattern: str
    by_frame: Mapping[int, str] = {}
    numbered: str = ""
    """The pattern of its own numbers, where these are not the frames: what a Read of it says."""

    @property
    def changes(self) -> bool:
        """Whether each frame has a file of its own."""
        return not self.pattern or _paths.has_frame(self.pattern)


def writers(comp: Comp) -> list[Node]:
    """The nodes that render: on, not reading back what they wrote, not part of something that is only read.

    A Write without a file that lies in a group is a part of somebody's tool, and meant by nobody.
    """
    found: dict[str, Node] = {}  # a clone has the name of the node that it is a clone of
    for node in comp.nodes:
        if comp.is_writer(node) and not comp.is_disabled(node) and not comp.is_on(node, "reading"):
            if not _is_inside_another(comp, node) and not _is_idle(comp, node):
                found.setdefault(node.full_name, node)
    orders = {node.full_name: _render_order(node) for node in found.values()}
    last = max((order for order in orders.values() if order is not None), default=0) + 1
    return sorted(found.values(), key=lambda node: last if (order := orders[node.full_name]) is None else order)


def _is_inside_another(comp: Comp, node: Node) -> bool:
    """Whether it lies in a script that is only read, or in a writer of the studio's own."""
    place = node.group
    while place is not None:
        if place.class_name == "Precomp" or comp.is_writer(place):
            return True
        place = place.group
    return False


def _is_idle(comp: Comp, node: Node) -> bool:
    return node.group is not None and not (node.text(comp.file_knob(node)) or "").strip()


def _render_order(node: Node) -> int | None:
    """As the node says, else 1, as Nuke has it; None where only Nuke knows."""
    try:
        order = node.number("render_order")
    except SceneError:
        return None
    return 1 if order is None else order


def problems(comp: Comp) -> list[Problem]:
    """What speaks against rendering this script as a whole, and what in it is not sent."""
    found = writers(comp)
    idle = [node.full_name for node in comp.nodes if comp.is_writer(node) and _is_idle(comp, node)]
    if not found:
        return [_nothing(comp, idle)]
    listed = []
    if comp.unknown_proxy:
        listed.append(Problem("warning", "scene", comp.unknown_proxy, "Choose it in the project settings."))
    if idle:
        listed.append(Problem("info", "outputs", f"Without a file to write to, and not sent: {_listed(idle)}."))
    if comp.unseen:
        message = f"What lies inside {_listed(comp.unseen)} only Nuke sees: a Write in there is not sent from here."
        listed.append(Problem("info", "outputs", message))
    return listed


def _nothing(comp: Comp, idle: Sequence[str]) -> Problem:
    """Why there is nothing to render."""
    count = sum(map(comp.is_writer, comp.nodes))
    if comp.unseen:
        message = f"No write node is seen, but Nuke may render inside {_listed(comp.unseen)}."
        fix = "Submit from Nuke itself; or name the class of such a node in the studio's setting writer_classes."
    elif not count:
        message, fix = "The script has no Write node.", "Add one behind what is to be rendered."
    elif idle:
        message, fix = f"No write node has a file to write to: {_listed(idle)}.", "Choose one in its file field."
    else:
        message = f"All write nodes ({count}) are disabled or read back what they wrote."
        fix = "Switch one on: its Disable and Read file ticks."
    return Problem("error", "outputs", message, fix)


def _listed(names: Sequence[str]) -> str:
    """The first of the names, and how many there are beside them."""
    more = f" and {len(names) - MAXIMUM_NAMED} more" if len(names) > MAXIMUM_NAMED else ""
    return ", ".join(names[:MAXIMUM_NAMED]) + more


def frames(comp: Comp) -> FrameList:
    """The script's own range; its first frame where the range is none, none where nobody can tell (outputs say why)."""
    if comp.unknown_frames:
        return FrameList()
    try:
        return FrameList(range(comp.first, comp.last + 1)) or FrameList([comp.first])
    except RangeError:
        return FrameList([comp.first])


def outputs(comp: Comp) -> list[Output]:
    """One output for each node that renders, in the order in which Nuke would render them, problems included."""
    nodes = writers(comp)
    found = [_Reading(comp, node).output() for node in nodes]
    return _upstream.connected(comp, nodes, found)


class _Reading:
    """Reads one write node."""

    def __init__(self, comp: Comp, node: Node) -> None:
        self.comp, self.node = comp, node
        self.problems: list[Problem] = []
        self.folder = ""
        """Where its relative paths begin when the project does not say it."""
        self.limit: tuple[int, int] | None = None
        self.unknown_frames = ""
        self.numbering = _numbering.Numbering("", "")

    def output(self) -> Output:
        frames, views = self._frames(), self._views()
        knob = self.comp.file_knob(self.node)
        self._mind_what_only_nuke_knows()
        files = self._files(knob, frames, views)
        kind = self._file_type(knob)
        is_movie = kind in MOVIE_TYPES
        is_whole = is_movie or (bool(files) and not any(file.changes for file in files.values()))
        if is_whole and not is_movie and len(frames) > 1 and not self._is_geometry(kind):
            fix = "Put #### or %04d into the file name, or limit the node to one frame."
            self._problem("error", f"All {len(frames)} frames would be written to one file, {_first(files)}.", fix)
        self._check_views(files, kind)
        if not self._is_geometry(kind):
            self._check_size(knob)
        complaint = self.node.complaint()
        if complaint:
            self._problem(
                "warning", complaint, "Look at the nodes with an error above it; the farm would fail there too."
            )
        facts = NukeFacts(
            node=self.node.full_name,
            knob=knob,
            by_view={view: file.pattern for view, file in files.items()},
            listed_by_view={view: file.by_frame for view, file in files.items() if not file.pattern},
            all_views=list(self.comp.views),
            environment=dict(self.comp.environment),
            shift=self.numbering.shift,
            numbered=[file.numbered for file in files.values() if file.numbered],
            folder=self.folder,
            is_proxy=self.comp.is_proxy,
            edition=self.comp.edition,
            render_order=_render_order(self.node),
        )
        return Output(
            id=self.node.full_name,
            name=self.node.full_name,
            frames=FrameList() if self.unknown_frames else frames,
            files=tuple(dict.fromkeys(file.pattern for file in files.values() if file.pattern)),
            listed_files=tuple(file.by_frame for file in files.values() if not file.pattern),
            renderer=kind,
            is_whole=is_whole,
            facts=facts,
            problems=tuple(self.problems),
            limit=self.limit,
            unknown_frames=self.unknown_frames,
            makes_folders=self.node.class_name in FOLDER_MAKERS,
        )

    def _mind_what_only_nuke_knows(self) -> None:
        if self.comp.is_disabled(self.node) is None:
            message = "Whether it is disabled on the farm only Nuke knows: an expression says it. It is sent."
            self._problem("warning", message, "Tick Disable, or take the expression away.")
        if self.comp.is_on(self.node, "reading") is None:
            message = "Whether it reads back what it wrote only Nuke knows: an expression says it. It is sent."
            self._problem("warning", message, "Tick Read file, or take the expression away.")

        if any(is_fleeting(self.node, knob) for knob in ("use_limit", *(("first", "last") if self.limit else ()))):
            message = "Its limit is an expression that may give other frames on the farm than here."
            self._problem("warning", message, "Type numbers into it.")

    def _problem(self, level: str, message: str, fix: str) -> None:
        self.problems.append(Problem(level, self.node.full_name, message, fix))

    def _frames(self) -> FrameList:
        """Its own frames; where nobody can tell them many, so that its files can be looked at."""
        first, last = self.comp.first, self.comp.last
        try:
            own = self._limit() if self.node.number("use_limit") else (None, None)
            if self.comp.unknown_frames and None in own:
                self.unknown_frames = self.comp.unknown_frames
                return FrameList(range(1, MAXIMUM_LISTED + 1))
            if own != (None, None):
                first, last = _or(own[0], first), _or(own[1], last)
                self.limit = (first, max(first, last))
        except SceneError as error:
            self._problem("error", f"Its frame range cannot be worked out: {error}", "Type numbers into it.")
        if last < first:
            self._problem("error", f"Its range {first}-{last} ends before it begins.", f"Make it {last}-{first}.")
            last = first
        try:
            return FrameList(range(first, last + 1))
        except RangeError as error:
            self._problem("error", str(error), "Limit the range of the node or of the project.")
            return FrameList([first])

    def _limit(self) -> tuple[int | None, int | None]:
        return self.node.number("first"), self.node.number("last")

    def _views(self) -> list[str]:
        known = list(self.comp.views)
        chosen = (self.node.text("views") or "").split()
        if not chosen:
            return known
        unknown = [view for view in chosen if view not in known]
        if unknown and len(known) == 1 and len(chosen) == 1:  # a node pasted from another script: Nuke renders its own
            return known
        if unknown:
            message = f"The view {', '.join(unknown)} does not exist in this script."
            self._problem("error", message, f"Choose among {', '.join(known)} in the node's views.")
        return [view for view in chosen if view in known] or known

    def _files(self, knob: str, frames: FrameList, views: Sequence[str]) -> dict[str, File]:
        """View -> its file; empty when it cannot be said."""
        text = (self.node.text(knob) or "").strip()
        if not text:
            self._problem("error", "It has no file to write to.", "Choose one in its file field.")
            return {}
        first, last = frames.runs()[0][0], frames.runs()[-1][1]
        samples = (
            _telling(first, last) if set(text) & _CARRIED_OUT or first < 0 else {first, min(first + 1, last), last}
        )
        try:
            if _paths.has_token(text):  # else the file has no number
                self.numbering = _numbering.Numbering(self.node.text("frame_mode") or "", self.node.text("frame") or "")
            return {view: self._file(knob, view, sorted(samples), frames) for view in views}
        except SceneError as error:
            fix = "Correct the expression; without Nuke, submit from Nuke itself."
            self._problem("error", f"Its file name cannot be worked out: {error}", fix)
            return {}

    def _file(self, knob: str, view: str, samples: Sequence[int], frames: FrameList) -> File:
        paths = {frame: self._at(knob, frame, view) for frame in samples}
        if self.numbering.shift != 0:
            return self._numbered(paths, frames, _paths.with_view((self.node.text(knob) or "").strip(), view))
        found = pattern_of(paths)
        if found is not None:
            return File(found)
        if len(frames) > MAXIMUM_LISTED:
            raise SceneError(f"no pattern says it, and {len(frames)} frames are too many to ask for each.")
        return File("", {frame: self._at(knob, frame, view) for frame in frames})

    def _numbered(self, paths: dict[int, str], frames: FrameList, text: str) -> File:
        """A file whose number is not the frame."""
        found = _numbering.pattern(text, paths, self.numbering)
        if found is not None and not _paths.has_frame(found):
            return File(found)
        if found is None:
            raise SceneError("its number is not the frame, and something else in its name changes with the frame.")
        if self.numbering.shift is None and len(frames) > MAXIMUM_LISTED:
            raise SceneError(f"its number is an expression, and {len(frames)} frames are too many to ask for each.")
        named = _numbering.Numbered(found, self.numbering, list(frames))
        if len(set(named.values())) < len(named):
            raise SceneError(f"several frames would be written to one file by {self.numbering.expression!r}.")
        return File("", named, found)

    def _at(self, knob: str, frame: int, view: str) -> str:
        value = self.node.path(knob, frame, view).strip()
        if not value:
            raise SceneError(f"the expression gives nothing for the view {view} at frame {frame}.")
        _ensure_text(value)
        return self._absolute(_paths.named(value, self.numbering.at(frame), view))

    def _absolute(self, path: str) -> str:
        if _paths.is_absolute(path):
            return _paths.forward(path)
        if self.comp.unknown_folder:
            raise SceneError(self.comp.unknown_folder)
        if self.comp.folder:
            return _paths.joined(self.comp.folder, path)
        self.folder = _paths.folder_of(self.comp.path)
        message = f"Its file name is relative and the project has no directory: it will lie in {self.folder}."
        if not any(problem.message == message for problem in self.problems):
            self._problem("warning", message, "Set Project Settings ▸ project directory, or use a whole path.")
        return _paths.joined(self.folder, path) if self.folder else path

    def _file_type(self, knob: str) -> str:
        kind = (self.node.text("file_type") or "").strip().lower()
        return kind or _paths.ending(self.node.text(knob) or "")

    def _is_geometry(self, kind: str) -> bool:
        return self.node.class_name in ("WriteGeo", "GeoExport") or kind in GEOMETRY_TYPES

    def _check_size(self, knob: str) -> None:
        """What is said of the size of its pictures: by proxy mode, or beside the format of the project."""
        if self.comp.is_proxy:
            self._check_proxy(knob)
            return
        size = self.node.size() if self.comp.size else None
        if size is not None and size != self.comp.size:
            message = f"It writes {_times(size)}; the format of the project is {_times(self.comp.size)}."
            self._problem("info", message, "Put a Reformat before it where that is not meant.")

    def _check_proxy(self, knob: str) -> None:
        if knob != "proxy":
            message = "The script is in proxy mode and it has no proxy file: small pictures get its full-size names."
            self._problem("warning", message, "Switch proxy mode off, or fill in its proxy field.")
        elif (self.node.text("proxy") or "").strip() == (self.node.text("file") or "").strip():
            message = "The script is in proxy mode and its proxy file has the name of its full-size file."
            self._problem("warning", message, "Switch proxy mode off, or give its proxy field another name.")

    def _check_views(self, files: Mapping[str, File], kind: str) -> None:
        patterns = [file.pattern for file in files.values() if file.pattern]
        if len(set(patterns)) < len(patterns) and kind not in MULTI_VIEW_TYPES:
            message = f"Several views would be written to one file, {_first(files)}."
            self._problem("error", message, "Put %V into the file name, or write one view.")


def _ensure_text(path: str) -> None:
    """A farm takes nothing but UTF-8: bytes of another encoding were kept as halves of letters."""
    if any("\ud800" <= letter <= "\udfff" for letter in path):
        shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        raise SceneError(f"it is not UTF-8, as farms want it: {shown}")


def _times(size: tuple[int, int] | None) -> str:
    return f"{size[0]}x{size[1]}" if size else ""


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value


def _first(files: Mapping[str, File]) -> str:
    return _paths.readable(next(iter(files.values())).pattern)


@functools.lru_cache(maxsize=64)
def _telling(first: int, last: int) -> frozenset[int]:
    """Where to look at a path that something is carried out in: most nodes of a script have the same range."""
    return frozenset(sample_frames(FrameList(range(first, last + 1))))
