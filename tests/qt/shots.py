"""Takes the pictures of the windows: `shots.py FOLDER [light|dark] [long] [mirrored] [docs]`.

QT_SCALE_FACTOR=2 is for large screens. The dialog shows the demo's scene, the jobs panel a farm that answers from
memory; no application is needed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(PROJECT), str(PROJECT / "core")]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.qt import shots_check, shots_farm, shots_log, shots_maya, shots_monitor, shots_nuke, shots_setups  # noqa: E402

DARK = {
    "Window": "#393939", "WindowText": "#d8d8d8", "Base": "#2b2b2b", "AlternateBase": "#313131", "Text": "#d8d8d8",
    "Button": "#484848", "ButtonText": "#d8d8d8", "Highlight": "#4a78a6", "HighlightedText": "#ffffff",
    "ToolTipBase": "#2b2b2b", "ToolTipText": "#d8d8d8", "PlaceholderText": "#8c8c8c", "Light": "#555555",
    "Midlight": "#4d4d4d", "Mid": "#303030", "Dark": "#242424", "Shadow": "#161616", "Link": "#7db2e8",
}  # fmt: skip
"""A dark palette like those of the applications."""
SHOWN = os.path.join(os.sep, "shows", "alps")
LONG = " einschließlich aller nachgeordneten Beschreibungen"
"""Makes every label as long as the longest languages do."""


class Shooter:
    """One application with one look."""

    def __init__(self, folder: Path, look: str) -> None:
        from afsubmit.qt.binding import QtWidgets

        self.folder, self.look = folder, look
        self.app = QtWidgets.QApplication.instance() or QtWidgets.QApplication(["shots"])
        self.app.setStyle("Fusion")
        if look == "dark":
            self.app.setPalette(dark())

    def wait(self, is_done: Callable[[], Any], seconds: float = 15.0) -> None:
        """Let the windows live until `is_done`, and a moment longer."""
        end = time.monotonic() + seconds
        while not is_done() and time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.01)
        self.rest(0.3)

    def rest(self, seconds: float) -> None:
        """Let the windows live."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.01)

    def take(self, window: Any, name: str) -> None:
        """Keep a picture of `window`."""
        path = self.folder / f"{name}-{self.look}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        window.grab().save(str(path), "PNG", 0)
        print(path)


def dark() -> Any:
    """The palette `DARK`."""
    from afsubmit.qt.binding import QtGui

    palette = QtGui.QPalette()
    for role, color in DARK.items():
        palette.setColor(getattr(QtGui.QPalette, role), QtGui.QColor(color))
    for role in ("WindowText", "Text", "ButtonText"):
        palette.setColor(QtGui.QPalette.Disabled, getattr(QtGui.QPalette, role), QtGui.QColor("#7d7d7d"))
    return palette


def mirror(shooter: Shooter) -> None:
    """Lay all out from right to left."""
    from afsubmit.qt.binding import Qt

    shooter.app.setLayoutDirection(Qt.RightToLeft)


def lengthen() -> None:
    """Give every setting a long label, before a form is drawn from it."""
    from afsubmit.submission.settings import schema

    for key, setting in list(schema.BY_KEY.items()):
        schema.BY_KEY[key] = setting._replace(label=setting.label + LONG)  # type: ignore[index]


def shoot_dialog(shooter: Shooter, home: Path) -> None:
    """The submit dialog: as it opens, with problems, with what will be sent, with a result."""
    from afsubmit.cli.demo_scene import DemoPlan, open_scene
    from afsubmit.qt import windows
    from afsubmit.qt.binding import QtWidgets
    from tests.fakes.busy_farm import BusyFarm

    with BusyFarm() as farm:
        host = open_scene(str(home / "sh010"))
        dialog = windows.show_submit_dialog(host, DemoPlan(), server_choice=farm.address)
        dialog.resize(dialog.fontMetrics().height() * 74, dialog.fontMetrics().height() * 48)
        dialog.outputs.view.model().setData(dialog.outputs.view.model().index(0, 1), "1001-1010")
        dialog.form.findChild(type(dialog.form.search), "job_name").setText("sunrise, morning look")
        dialog.draft.set("priority", 120)
        dialog.form.refresh()
        dialog._ask()
        shooter.wait(lambda: "82 tasks" in dialog.bar.status.text())
        shooter.take(dialog, "dialog")
        dialog.pages.setCurrentIndex(1)
        shooter.rest(0.3)
        shooter.take(dialog, "dialog-sheet")
        dialog.pages.setCurrentIndex(0)
        dialog.draft.set("snapshot_folder", str(home / "scenes of tonight"))
        dialog.draft.set("retries", 3)
        dialog.form.refresh()
        priority = dialog.form.findChild(QtWidgets.QWidget, "priority").focusProxy().lineEdit()
        priority.setText("900")
        dialog._ask()
        shooter.wait(lambda: dialog.problems.isVisible())
        shooter.take(dialog, "dialog-problems")
        for key in ("priority", "snapshot_folder"):
            dialog.draft.reset(key)
        dialog.form.refresh()
        dialog._ask()
        shooter.wait(lambda: dialog.bar.submit.isEnabled())
        dialog.form.all.setChecked(True)
        dialog.bar.submit.click()
        shooter.wait(lambda: dialog.bar.show_in_jobs.isVisible())
        shooter.take(dialog, "dialog-sent")
        dialog.close()


def shoot_houdini(shooter: Shooter, home: Path) -> None:
    """The submit dialog over a scene of Houdini, opened by the plugin as its menu does."""
    from tests.fakes.busy_farm import BusyFarm
    from tests.fakes.hou import FakeHou
    from tests.fakes.hou_file import data_of
    from tests.fakes.hou_scene import MadeScene, rop

    at = {"trange": "normal", "f": (1001, 1096, 1)}
    nodes = [
        rop("/obj/fx", "geo"),
        rop("/obj/fx/smoke", "filecache::2.0", basename="smoke", version=7, **at),
        rop("/obj/fx/mesh", "rop_geometry", "smoke", sopoutput="$HIP/geo/mesh.$F4.bgeo.sc", **at),
        rop("/out/mesh", "fetch", source="/obj/fx/mesh"),
        rop("/out/beauty", "ifd", "mesh", vm_picture="$HIP/render/$HIPNAME.$OS.$F4.exr", **at),
        rop("/out/layout", "alembic", filename="$HIP/abc/layout.abc", **at),
    ]
    made = MadeScene(nodes, first=1001, last=1096, frame=1001)
    path = home / "sh040_smoke_v003.hip"
    path.write_bytes(data_of(made, str(path), {}))
    sys.path.append(str(PROJECT / "plugins" / "houdini"))
    sys.modules["hou"] = FakeHou(made, str(path)).module
    from af_houdini import _ui

    with BusyFarm() as farm:
        os.environ["AFSUBMIT_SERVER"] = farm.address
        _ui.click("submit")
        (dialog,) = [one for one in shooter.app.topLevelWidgets() if type(one).__name__ == "SubmitDialog"]
        dialog.resize(dialog.fontMetrics().height() * 74, dialog.fontMetrics().height() * 48)
        shooter.wait(lambda: dialog.bar.submit.isEnabled())
        shooter.take(dialog, "houdini-dialog")
        dialog.close()
        del os.environ["AFSUBMIT_SERVER"]


def shoot_jobs(shooter: Shooter, home: Path) -> None:
    """The jobs panel: a list with every state, and one job with its tasks and pictures."""
    from afsubmit.cli import demo_picture
    from afsubmit.qt import windows
    from tests.fakes.busy_farm import DONE, FAILED, BusyFarm

    frames = home / "frames"
    frames.mkdir()
    for frame in range(1, 13):
        data = demo_picture.picture(frame, 1, 24, (1.0, 0.95, 0.9))
        (frames / f"beauty.{frame:04d}.png").write_bytes(data)
    with BusyFarm() as farm:
        now = int(time.time())
        made = [
            farm.add("sh010_comp_v012", state=DONE, time_done=now - 900),
            farm.add("sh020_lighting_v003", state=FAILED),
            farm.add("sh030_sunrise_v007", tasks=24),
            farm.add("sh040_fx_smoke_v001", state=(65537, " RDY PPA"), ppa=True),
            farm.add("sh050_matchmove_v009", state=(129, " RDY OFF"), priority=50),
            farm.add("sh060_crowd_v002", tasks=120, state=(1, " RDY")),
        ]
        _dress(farm, made, now, frames)
        panel = windows.show_jobs(server_choice=farm.address)
        panel.resize(panel.fontMetrics().height() * 74, panel.fontMetrics().height() * 48)
        shooter.wait(lambda: len(panel._model.rows) == len(made))
        row = next(n for n, one in enumerate(panel._model.rows) if "sunrise" in one.name)
        panel.table.selectRow(row)
        shooter.wait(lambda: panel.details.tasks.model().rowCount() == 33)
        shooter.rest(1.0)
        shooter.take(panel, "jobs")
        panel.close()


def _dress(farm: Any, made: list[int], now: int, frames: Path) -> None:
    bars = [
        "D" * 128,
        "D" * 70 + "E" * 16 + "D" * 42,
        "D" * 64 + "R" * 8 + " " * 56,
        "D" * 5 + " " * 123,
        " " * 128,
        " " * 128,
    ]
    percents = [100, 87, 52, 4, 0, 0]
    for place, (number, bar, percent) in enumerate(zip(made, bars, percents)):
        job, block = farm.jobs[number], farm.jobs[number]["blocks"][0]
        done = block["tasks_num"] * percent // 100
        block.update(p_progressbar=bar, p_percentage=percent, p_tasks_done=done, p_tasks_run_time_sum=done * 95)
        job.update(time_creation=now - 4000 + 500 * place, time_started=now - 3800 + 500 * place)
        if not percent:
            job.pop("time_started")
    farm.jobs[made[1]]["blocks"][0]["p_tasks_error"] = 2
    running = farm.jobs[made[2]]
    running.update(running_tasks_num=2, folders={"beauty": str(frames)})
    beauty = running["blocks"][0]
    beauty.update(name="beauty", files=[str(frames / "beauty.@####@.png")], p_tasks_error=1)
    others = dict(beauty, p_tasks_done=2, p_tasks_error=0)
    movie = dict(others, name="movie", block_num=2, tasks_num=1, frame_last=1, p_tasks_done=0, p_percentage=0)
    movie.update(p_progressbar="W" * 128, state=" WDP", st=4)
    running["blocks"] = [beauty, dict(others, name="mattes", block_num=1, tasks_num=8, frame_last=8), movie]
    tasks = farm.progress[made[2]][0]
    for task in tasks[12:14]:
        task.update(state=" RUN", st=2, per=40, tst=now - 40, hst="farm07", str=1)
    tasks[7].update(state=" ERR", st=32, err=3)
    mattes = [dict(task) for task in (*tasks[:2], tasks[12], *tasks[-5:])]
    farm.progress[made[2]] += [mattes, [{"state": " WDP", "st": 4}]]


def _home(*, is_shown: bool) -> str:
    """The folder that is seen in the pictures; for those that are shown to readers it looks like a studio's.

    Raises:
        OSError: that one is there already, or must not be made: somebody works in it.
    """
    if not is_shown:
        return tempfile.mkdtemp(prefix="alps-")
    os.makedirs(SHOWN)
    return SHOWN


def main(words: list[str]) -> int:
    """Take all pictures of one look."""
    folder, look = Path(words[0]), "dark" if "dark" in words else "light"
    os.umask(0o002)  # else the dialog says, rightly, that only its owner can delete there
    home = _home(is_shown="docs" in words)
    try:
        os.environ.update(
            AFSUBMIT_HOME=os.path.join(home, ".state"), AFSUBMIT_USER_NAME="jimmy", AFSUBMIT_HOST_NAME="pc01"
        )
        for name in [one for one in os.environ if one.startswith(("CGRU_", "AF_"))]:
            del os.environ[name]
        if "long" in words:
            lengthen()
        shooter = Shooter(folder, look)
        if "mirrored" in words:
            mirror(shooter)
        shoot_dialog(shooter, Path(home))
        shots_setups.shoot(shooter, Path(home))
        shoot_jobs(shooter, Path(home))
        shots_farm.shoot(shooter, Path(home))
        if "mirrored" in words:
            return 0
        shots_log.shoot(shooter, Path(home))
        shots_check.shoot(shooter, Path(home))
        if "long" in words or os.environ.get("QT_SCALE_FACTOR", "1") != "1":
            return 0  # the applications' dialogs are the same one
        shots_monitor.shoot(shooter, Path(home))
        for number, shoot in enumerate((shoot_houdini, shots_maya.shoot, shots_nuke.shoot)):
            os.environ["AFSUBMIT_HOME"] = os.path.join(home, f".state{number}")  # as nobody left a window yet
            shoot(shooter, Path(home))
    finally:
        shutil.rmtree(home)
        if home == SHOWN:
            with contextlib.suppress(OSError):  # others have folders there
                os.rmdir(os.path.dirname(home))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
