"""What planning costs: many outputs, many frames, the whole schema. Pure, so in this process and by its own time."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.figures import Figure, NotMeasured

RUNS = 7
OUTPUTS = 500
FRAMES = 10_000


def measure(project: Path) -> list[Figure]:
    """Medians of planning 500 outputs, of 10,000 irregular frames as tasks, and of the patterns of 500 outputs."""
    from afsubmit.document import Block
    from afsubmit.document.evaluated import pattern_of, sample_frames
    from afsubmit.document.frames import FrameList
    from afsubmit.submission.planning.blocks import FrameCommand, set_frames
    from afsubmit.submission.planning.plan import plan
    from afsubmit.submission.planning.scene import Output, SceneState, Stamp, Target
    from afsubmit.submission.settings.values import Settings
    from tests.core.submission.conftest import SmallPlan

    scene = SceneState("small", "1", "/shots/a.small", FrameList.parse("1-100"))
    listed = [
        Output(
            str(n), f"write {n}", scene.frames, (f"/out/{n}/img.@####@.exr",), inputs=(str(n - 1),) if n % 10 else ()
        )
        for n in range(OUTPUTS)
    ]
    odd = FrameList(n * 3 + n % 7 % 2 for n in range(FRAMES))
    words = FrameCommand("list", str, lambda frames: f"small -f {','.join(map(str, frames))}")
    settings, stamp, target = Settings({"retries": 3}), Stamp(1_700_000_000, "0badcafe"), Target("jimmy", "pc01")

    def planned() -> object:
        return plan(scene, listed, settings, host_plan=SmallPlan(), stamp=stamp, target=target)

    def tasks() -> object:
        block = Block("odd")
        set_frames(block, odd, per_task=1, command=words, files=["/out/img.@####@.exr"])
        return block

    def patterns() -> object:
        frames = sample_frames(scene.frames)
        return [pattern_of({f: f"/shots/sh{n}/out/beauty.{f:04d}.exr" for f in frames}) for n in range(OUTPUTS)]

    made = plan(scene, listed, settings, host_plan=SmallPlan(), stamp=stamp, target=target)
    if len(made.jobs[0].document["blocks"]) != OUTPUTS:
        raise NotMeasured("the outputs were not planned")
    return [
        Figure("plan 500 outputs", _median(planned), "ms", 100),
        Figure("10,000 irregular frames to tasks", _median(tasks), "ms", 50),
        Figure("patterns of 500 evaluated paths", _median(patterns), "ms", 100),
    ]


def _median(function: Callable[[], object]) -> float:
    function()
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        function()
        times.append(1000 * (time.process_time() - start))
    return statistics.median(times)
