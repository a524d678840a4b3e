"""Takes the pictures of a log and of a large frame: `shoot` is called by shots.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

PRINTED = """Fra:1007 Mem:412.10M (Peak 688.02M) | Time:00:41.20 | Remaining:00:12.80 | Sample 96/128
Fra:1007 Mem:412.10M (Peak 688.02M) | Time:00:47.90 | Remaining:00:06.10 | Sample 112/128
Warning: texture not found, drawn in pink: /shows/alps/tex/rock_wall_diffuse.1012.exr
Error: CUDA error at cuCtxCreate: Out of memory
Error: Render error (out of memory) cannot save: '/shows/alps/sh020/beauty.1007.exr'
Blender quit
"""


class LoggingFarm:
    """Makes a farm whose tasks say something; mixed into one of tests/fakes."""

    begun = (
        'Sat 28 Nov 13:06.18: afanasy: SESSION #1: Starting on "render07"',
        "Sat 28 Nov 13:07.20: afanasy: Finished error (exit code 139).",
        'Sat 28 Nov 13:07.21: afanasy: SESSION #2: Starting on "render12"',
        "Sat 28 Nov 13:08.40: afanasy: Finished error (exit code 1).",
    )
    printed = (
        "Blender 4.5.3 LTS\n" + "".join(f"Fra:1007 Mem:412.10M | Sample {n}/128\n" for n in range(8, 90, 8)) + PRINTED
    )

    def _answer(self, request: dict[str, Any]) -> Any:
        get = request.get("get", {})
        if get.get("mode") not in ("output", "log") or "task_ids" not in get:
            return super()._answer(request)  # type: ignore[misc]
        data = "\n".join(self.begun) if get["mode"] == "log" else self.printed
        progress = self.progress[get["ids"][0]][0][get["task_ids"][0]]  # type: ignore[attr-defined]
        return {"task": {"type": "TOutput", "service": "blender", "parser": "", "progress": progress, "data": data}}


def shoot(shooter: Any, home: Path) -> None:
    """The log of a failed task at its first error, with a word searched; a frame large."""
    from afsubmit.qt import windows
    from afsubmit.qt.preview import PreviewWindow
    from tests.fakes.busy_farm import FAILED, BusyFarm
    from tests.qt.hands import Qt, QTest

    class Farm(LoggingFarm, BusyFarm):
        pass

    with Farm() as farm:
        number = farm.add("sh020_lighting_v003", state=FAILED, tasks=24)
        block = farm.jobs[number]["blocks"][0]
        block.update(
            files=[str(home / "frames" / "beauty.@####@.png")], p_tasks_error=1, frame_first=1, service="blender"
        )
        farm.progress[number][0][6] = {"state": " ERR", "st": 32, "str": 2, "err": 2, "hst": "render12", "tst": 1}
        panel = windows.show_jobs(server_choice=farm.address)
        panel.resize(panel.fontMetrics().height() * 74, panel.fontMetrics().height() * 48)
        shooter.wait(lambda: len(panel._model.rows) == 1)
        place = panel.table.visualRect(panel._model.index(0, 4)).center()
        QTest.mouseClick(panel.table.viewport(), Qt.LeftButton, Qt.NoModifier, place)
        log = panel.details.log
        shooter.wait(lambda: log.whole() and log.text.is_settled)
        QTest.keyClicks(log.search, "sample")
        shooter.wait(lambda: log.count.text())
        shooter.take(panel, "log")
        panel.details.tasks.clearSelection()
        shooter.wait(lambda: panel.details.frames.frames.rowCount() > 4)
        panel.details.frames.show_preview(4)
        (preview,) = panel.findChildren(PreviewWindow)
        shooter.wait(lambda: preview.area.image is not None)
        shooter.take(preview, "preview")
        panel.close()
