"""What a host says of its open scene, and what the engine asks of a host.

No host import here: the rooms under plugins/ implement `Host` and `HostPlan`.
"""

from __future__ import annotations

import ntpath
import posixpath
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from ...document import Block, patterns
from ...document.frames import FrameList
from ...document.quoting import THIS_SYSTEM
from ...errors import Problem, RangeError
from ...studio.pathmap import PathMap
from .farm_paths import FarmPaths
from .stages import Stage


@dataclass(frozen=True)
class SceneState:
    """The open scene, as the artist left it.

    `path` is absolute, or "" for a scene that was never saved; `is_modified` is None where the host cannot know
    (Blender without a window); `application` is the path of the running program, or "" when there is none to run.
    `title` names what has no file at all, a mere command: nothing of it is opened, copied or saved. `sources` are the
    files that it reads, absolute, by what an artist calls them ("image Wood"). `sidecars` are those that are found by
    the scene's own name (as fur may be): what follows that name without its ending, and the file, or "" for one that
    the application may write itself when it saves a copy. `farm_problems` are told where other machines than this one
    render: what it has and they may lack.

    `can_gather` says that the host can put other paths into a copy (`Gathers`); `stored` are then the paths that stand
    in the scene for those of `sources` that it names otherwise than by one of their files (a pattern, another frame),
    and `ungathered` says of those that must stay where they are why.
    """

    host: str
    host_version: str
    path: str
    frames: FrameList
    fps: float = 24.0
    is_modified: bool | None = None
    project: str = ""
    application: str = ""
    problems: Sequence[Problem] = ()
    title: str = ""
    sources: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sidecars: Mapping[str, str] = field(default_factory=dict)
    farm_problems: Sequence[Problem] = ()
    can_gather: bool = False
    stored: Mapping[str, Sequence[str]] = field(default_factory=dict)
    ungathered: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The file's name without folder and ending; "untitled" for a scene that was never saved."""
        if self.title:
            return self.title
        module = ntpath if "\\" in self.path else posixpath
        return module.splitext(module.basename(self.path))[0] or "untitled"


@dataclass(frozen=True)
class Output:
    """One thing that can be rendered: a Write node, a layer with a camera, a ROP, a Blender scene.

    `files` are absolute paths with the frame number as `@####@`, one for each file a frame writes; `listed_files` those
    whose names no pattern says, as the path by frame (see `document.evaluated`); `is_whole` means
    one task for all frames (a movie, a cache); `inputs` are the ids of the outputs this one waits for, `frame_inputs`
    those of them that it reads at the same frame as it makes; `facts` is what the same host's `HostPlan` needs to know
    and nobody else reads, in a class of the host's own.

    `limit` is the first and the last frame that the application agrees to render; `unknown_frames` says why nobody can
    tell its own `frames`, "" when they are known; `makes_folders` is false where a folder that is missing is not made.
    `pictures` are those of its patterns that a movie can be made of, none for caches and the like; None for `files`.
    """

    id: str
    name: str
    frames: FrameList
    files: Sequence[str] = ()
    renderer: str = ""
    is_whole: bool = False
    inputs: Sequence[str] = ()
    facts: Any = None
    problems: Sequence[Problem] = ()
    listed_files: Sequence[Mapping[int, str]] = ()
    limit: tuple[int, int] | None = None
    unknown_frames: str = ""
    makes_folders: bool = True
    pictures: Sequence[str] | None = None
    frame_inputs: Sequence[str] = ()

    def rendered_frames(self, settings: Mapping[str, Any]) -> FrameList:
        """The frames that are rendered: those asked for, as far as the application agrees.

        Raises:
            RangeError: what was set is no list of frames, or nothing was set and nobody can tell.
        """
        requested = self.requested_frames(settings)
        if self.limit is None:
            return requested
        first, last = self.limit
        return FrameList(frame for frame in requested if first <= frame <= last)

    def requested_frames(self, settings: Mapping[str, Any]) -> FrameList:
        """The frames that are asked for: those set for this output, else those set for all, else its own.

        Raises:
            RangeError: what was set is no list of frames, or nothing was set and nobody can tell.
        """
        text = settings["output_frames"].get(self.name, "") or settings["frames"]
        if text.strip():
            return FrameList.parse(text)
        if self.unknown_frames:
            raise RangeError(self.unknown_frames)
        return self.frames

    @property
    def named_files(self) -> Sequence[str]:
        """Its patterns, and of files without one the first of each kind."""
        firsts = (next(iter(listed.values()), "") for listed in self.listed_files)
        return [*self.files, *filter(None, firsts)]

    @property
    def shown(self) -> Sequence[str]:
        """The patterns that a movie can be made of."""
        return self.files if self.pictures is None else self.pictures

    def files_at(self, frame: int) -> Sequence[str]:
        """The files that `frame` writes."""
        return [patterns.fill(name, frame, frame) for name in self.files]


class Host(Protocol):
    """One small adapter per application: the only way the engine touches a live scene."""

    name: str

    def scene(self) -> SceneState:
        """The open scene; changes nothing."""

    def outputs(self) -> Sequence[Output]:
        """Everything that can be rendered, in the order an artist would list it."""

    def selected(self) -> Sequence[str]:
        """Ids of the outputs selected in the application; empty when there is no such selection."""

    def unchanged(self) -> AbstractContextManager[None]:
        """A context that leaves name, type, modified flag, frame, layer, parameters and undo as they were."""

    def save_snapshot(self, path: str) -> None:
        """Write a copy of the live scene over `path`, an empty file that is ours; the session keeps its own name.

        Raises:
            SceneError: the application could not write it.
        """

    def load_settings(self) -> Mapping[str, Any]:
        """What `store_settings` kept inside the scene; empty when nothing was. Never marks the scene as changed."""

    def store_settings(self, values: Mapping[str, Any]) -> None:
        """Keep `values` inside the scene, to be saved with it."""

    def on_saved(self, callback: Callable[[str], None]) -> Callable[[], None]:
        """Call `callback(path)` after each save of the scene by the artist; returns the function that ends it."""

    def run_on_main(self, function: Callable[[], None]) -> None:
        """Call `function` soon on the application's main thread."""

    def python(self) -> str:
        """An interpreter that can run a helper process (the local farm), or "" when there is none."""


@runtime_checkable
class Gathers(Protocol):
    """What a `Host` may have beside: it puts other paths into files of its application. Callable from any thread."""

    def holds_paths(self, path: str) -> bool:
        """Whether `path`, a file that was gathered, names others in a way that `repoint` can change."""

    def repoint(self, path: str, folder: str, moved: Callable[[str], str | None]) -> None:
        """Put `moved` of each path into the file `path`, a copy of ours; None leaves it.

        Args:
            path: the copy.
            folder: where what the copy names relative to itself counts from.
            moved: from an absolute path to the file's place beside the copy.

        Raises:
            SceneError: it cannot be read or written.
        """


@dataclass(frozen=True)
class Stamp:
    """What makes two submissions of the same scene different: seconds since the epoch and a random word."""

    seconds: int
    random: str


@dataclass(frozen=True)
class Target:
    """Where the job goes and who sends it: `farm_os` is "posix" or "windows"; `path_map` None changes no path.

    `parser_of` is the parser that a CGRU site's own service names, "" for none; None where there is no such site.
    """

    user_name: str
    host_name: str
    farm_os: str = THIS_SYSTEM
    is_local: bool = False
    path_map: PathMap | None = None
    parser_of: Callable[[str], str] | None = None


@dataclass(frozen=True)
class BlockRequest:
    """What `HostPlan.blocks` needs beside the output itself.

    `scene_file` is what the farm opens: the snapshot, or the scene itself when no snapshot is wanted. It and every
    other path, `executable` too, is one of this machine: `path` makes a word of it for the farm's shell, mapped and
    quoted. `quote` makes one of what is no path of the scene's; both raise QuotingError where they cannot.
    `tell` takes what an artist should know of these settings with this output.
    `arguments` are the artist's own words for the program, finished, each with a blank before it, or ""; `worker` takes
    the path of a script of ours that the command runs and gives the path of its copy.
    """

    scene_file: str
    frames: FrameList
    frames_per_task: int
    executable: str
    quote: Callable[[str], str]
    settings: Mapping[str, Any]
    arguments: str = ""
    worker: Callable[[str], str] = str
    farm: FarmPaths = field(default_factory=FarmPaths)
    tell: Callable[[Problem], None] = lambda problem: None

    @property
    def program(self) -> str:
        """What the command line begins with: the program and the artist's own words for it."""
        return self.farm.program(self.executable) + self.arguments

    def path(self, path: str, *, before: str = "", spell: Callable[[str, str], str] | None = None) -> str:
        """A path of this machine as a word for the farm's shell, as `FarmPaths.word` writes it."""
        return self.farm.word(path, before=before, spell=spell)


@runtime_checkable
class GathersOutputs(Protocol):
    """What a `HostPlan` may have beside: outputs that one command renders together become one."""

    def gathered(self, outputs: Sequence[Output], settings: Mapping[str, Any]) -> Sequence[Output]:
        """The outputs as jobs and blocks are made of them."""


@runtime_checkable
class BeginsJobs(Protocol):
    """What a `HostPlan` may have beside: something that must be done once before anything of a job is rendered."""

    def beginning(self, rendered: Sequence[tuple[Output, BlockRequest]]) -> Block | None:
        """The block that all others of the job wait for; None where there is nothing to do.

        It is no range of frames: they say of a block which frames wait for which. `rendered` are all outputs of the
        job, each as it was asked for.
        """


class HostPlan(Protocol):
    """The pure half of a host: which service, parser and command line renders an output."""

    name: str
    executable: str
    """The program's bare name, as a farm finds it on its PATH."""

    def blocks(self, output: Output, request: BlockRequest) -> Sequence[Block | Stage]:
        """The blocks that render `request.frames` of `output`; their names need not be unique.

        Blocks may run at the same time; a `Stage` waits for what stands before it.
        """
