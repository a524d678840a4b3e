"""Which frames are rendered, in what portions and in what order."""

from __future__ import annotations

from . import kinds
from .kinds import MAP, SWITCH, TEXT, WHOLE
from .setting import Setting

FRAMES = (
    Setting(
        "frames",
        kinds.FRAMES,
        "",
        "Frames",
        "Frames to render, such as 1001-1100, 1-100x2 or 1,5,12-30x3. Empty: what the scene says.",
        group="frames",
        feeds=("block.frame_first", "block.frame_last", "block.frames_inc", "block.tasks"),
    ),
    Setting(
        "frames_per_task",
        WHOLE,
        1,
        "Frames per task",
        "How many frames one machine renders before it takes another task.",
        group="frames",
        unit="frames",
        minimum=1,
        maximum=1_000_000,
        feeds=("block.frames_per_task",),
    ),
    Setting(
        "output_frames",
        MAP,
        {},
        "Frames of single outputs",
        "Frames for some outputs only, such as beauty=1-50; wins over Frames.",
        group="frames",
        items=kinds.FRAMES,
        is_advanced=True,
    ),
    Setting(
        "sequential",
        WHOLE,
        1,
        "Order",
        "1 renders forward, -1 backward, 0 ends and middles first, 10 every tenth frame before the rest.",
        group="frames",
        minimum=-(2**31),
        maximum=2**31 - 1,
        is_advanced=True,
        feeds=("block.sequential",),
    ),
    Setting(
        "test_frames",
        kinds.FRAMES,
        "",
        "Test frames first",
        "Frames that are rendered before all others: first, middle, last, or such as 1,50,100.",
        group="frames",
        choices=("first", "middle", "last"),
        is_advanced=True,
        feeds=("job.try_this_tasks_num", "job.try_this_blocks_num"),
    ),
    Setting(
        "task_names",
        TEXT,
        "",
        "Names of tasks",
        "How the farm calls the tasks of a regular range, with @#@ for first and last frame. Empty: frame 1-10.",
        group="frames",
        is_advanced=True,
        feeds=("block.tasks_name",),
    ),
    Setting(
        "skip_existing",
        SWITCH,
        False,
        "Skip existing files",
        "Frames whose files are there already are not rendered again.",
        group="frames",
        feeds=("block.flags.skipexistingfiles",),
    ),
)
