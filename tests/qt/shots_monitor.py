"""The picture of the whole monitor: jobs, the strip of frames, a log as it is printed, an EXR large before them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from tests.qt.shots_log import LoggingFarm

FIRST, COUNT, RENDERED = 1001, 240, 143
RUNNING = {143: 62, 144: 35, 145: 20, 146: 4}
"""Task -> percent."""
FAILED = (57, 58)
SAMPLES = 128


class LiveFarm(LoggingFarm):
    """Prints what a render does that is not at its end."""

    begun = ('Sat 28 Nov 16:04.10: afanasy: SESSION #1: Starting on "render03"',)
    printed = "Blender 4.5.3 LTS\nRead blend: /shows/alps/sh030/sh030_sunrise_v007.blend\n" + "".join(
        f"Fra:1144 Mem:{400 + n}M | Time:00:{n:02}.{n % 10}0 | Left:00:{62 - n // 2:02}.40 | Sample {2 * n}/{SAMPLES}\n"
        for n in range(1, 41)
    )


class _Together:
    """A window before another, as they stand on a screen."""

    def __init__(self, behind: Any, before: Any, place: tuple[int, int]) -> None:
        self._behind, self._before, self._place = behind, before, place

    def grab(self) -> Any:
        """Both in one picture."""
        from afsubmit.qt.binding import QtCore, QtGui

        whole, front = self._behind.grab(), self._before.grab()
        painter = QtGui.QPainter(whole)
        frame = QtCore.QRectF(QtCore.QPointF(*self._place), QtCore.QSizeF(self._before.size()))
        for width in range(12, 0, -1):
            painter.fillRect(frame.adjusted(-width, -width + 4, width, width + 4), QtGui.QColor(0, 0, 0, 10))
        painter.drawPixmap(frame.topLeft(), front)
        painter.setPen(QtGui.QColor("#707070"))
        painter.drawRect(frame)
        painter.end()
        return whole


def shoot(shooter: Any, home: Path) -> None:
    """The monitor; not without a program that reads EXR."""
    import os

    from afsubmit.qt import windows
    from afsubmit.qt.preview import PreviewWindow
    from afsubmit.submitter.watch import converters
    from tests.fakes.busy_farm import DONE, BusyFarm
    from tests.qt.hands import Qt

    if not converters.found(os.environ)[0]:
        print("not taken: the monitor (neither oiiotool nor ffmpeg is here)")
        return

    class Farm(LiveFarm, BusyFarm):
        pass

    with Farm() as farm:
        now = int(time.time())
        comp = farm.add("sh010_comp_v012", state=DONE, time_creation=now - 9000, time_started=now - 8900)
        farm.jobs[comp].update(time_done=now - 5000)
        farm.jobs[comp]["blocks"][0].update(p_percentage=100, p_tasks_done=10, p_progressbar="D" * 128)
        farm.add("sh060_crowd_v002", tasks=120, state=(1, " RDY"), time_creation=now - 7000)
        farm.jobs[max(farm.jobs)]["blocks"][0].update(p_percentage=0, p_tasks_done=0, p_progressbar=" " * 128)
        farm.add("sh040_fx_smoke_v001", state=(65537, " RDY PPA"), ppa=True, time_creation=now - 6500)
        _fill(farm, farm.add("sh030_sunrise_v007", tasks=COUNT, time_creation=now - 2500), now, home)
        panel = windows.show_jobs(server_choice=farm.address)
        line = panel.fontMetrics().height()
        panel.resize(line * 80, line * 52)
        shooter.wait(lambda: len(panel._model.rows) == 4)
        panel.table.selectRow(next(n for n, row in enumerate(panel._model.rows) if "sunrise" in row.name))
        frames = panel.details.frames
        shooter.wait(lambda: frames.frames.rowCount() > 8)
        shooter.wait(lambda: frames.frames.reason(frames.frames.path(4)) == "")
        frames.show_preview(8)
        (preview,) = panel.findChildren(PreviewWindow)
        preview.resize(line * 32, line * 20)
        shooter.wait(lambda: preview.area.image is not None and preview.area.image.width() > 200)
        panel.details.tasks.setCurrentIndex(panel.details.tasks.model().index(RENDERED, 0))
        panel.details.tasks.selectRow(RENDERED)
        panel.details.pages.setCurrentWidget(panel.details.log)
        shooter.wait(lambda: panel.details.log.whole() and panel.details.log.text.is_settled)
        panel.setFocus(Qt.OtherFocusReason)
        shooter.rest(1.0)
        place = line, panel.height() - preview.height() - line // 2
        shooter.take(_Together(panel, preview, place), "monitor")
        panel.close()


def _fill(farm: Any, number: int, now: int, home: Path) -> None:
    """Two blocks, the first with all that can be seen in a strip, and pictures of what is done."""
    folder = home / "monitor"
    folder.mkdir()
    for frame in range(12):
        _exr(folder / f"beauty.{FIRST + frame}.exr", frame)
    job = farm.jobs[number]
    job.update(time_started=now - 2400, running_tasks_num=len(RUNNING))
    beauty = job["blocks"][0]
    bar = "D" * 76 + "R" * 3 + " " * 49
    beauty.update(
        name="beauty", files=[str(folder / "beauty.@####@.exr")], frame_first=FIRST, frame_last=FIRST + COUNT - 1,
        service="blender", p_tasks_error=len(FAILED), p_tasks_done=RENDERED - len(FAILED), p_percentage=60,
        p_progressbar=bar[:30] + "E" + bar[31:], p_tasks_run_time_sum=RENDERED * 68,
    )  # fmt: skip
    movie = dict(beauty, name="movie", block_num=1, tasks_num=1, frame_last=FIRST, p_tasks_done=0, p_percentage=0, st=4)
    movie.update(p_progressbar="W" * 128, state=" WDP", p_tasks_error=0, p_tasks_run_time_sum=0, files=[])
    job["blocks"] = [beauty, movie]
    farm.progress[number] = [[_task(place, now) for place in range(COUNT)], [{"state": " WDP", "st": 4}]]


def _task(place: int, now: int) -> dict[str, Any]:
    host = f"render{1 + place % 8:02}"
    if place in FAILED:
        return {"state": " ERR", "st": 32, "str": 2, "err": 2, "hst": host, "tst": now - 2000, "tdn": now - 1990}
    if place in RUNNING:
        return {"state": " RUN", "st": 2, "str": 1, "per": RUNNING[place], "hst": host, "tst": now - RUNNING[place]}
    if place < RENDERED:
        begun = now - 2400 + 16 * place
        return {"state": " DON", "st": 16, "str": 1, "hst": host, "tst": begun, "tdn": begun + 60 + place % 17}
    return {"state": " RDY", "st": 1}


def _exr(path: Path, frame: int) -> None:
    """The demo's picture as EXR: linear, as a renderer writes it."""
    from afsubmit.cli import demo_picture
    from afsubmit.qt.binding import QtGui
    from tests.fakes import exr

    image = QtGui.QImage.fromData(demo_picture.picture(frame, 0, 11, (1.0, 0.95, 0.9))).convertToFormat(
        QtGui.QImage.Format_RGB888
    )
    linear = [((one / 255 + 0.055) / 1.055) ** 2.4 if one > 10 else one / 255 / 12.92 for one in range(256)]
    lines = []
    for y in range(image.height()):
        colors = [QtGui.QColor(image.pixel(x, y)) for x in range(image.width())]
        lines.append({name: [linear[getattr(one, part)()] for one in colors]
                      for name, part in (("R", "red"), ("G", "green"), ("B", "blue"))})  # fmt: skip
    exr.write_lines(path, lines)
