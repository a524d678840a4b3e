"""The submit dialog: how long it takes to open with 50 outputs, and until the preview shows what was typed."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure
from tests.fakes.paper_host import PaperHost, PaperPlan

OUTPUTS = 50
NOWHERE = "127.0.0.1:9"


def figures(app: Any, rounds: int) -> list[Figure]:
    """Medians; the first opening, which imports everything, is left out."""
    with tempfile.TemporaryDirectory() as folder:
        before = os.environ.get("AFSUBMIT_HOME")
        os.environ["AFSUBMIT_HOME"] = folder
        try:
            host = _Wide(Path(folder) / "scene.json")
            opening = [_open(app, host) for _ in range(rounds)]
            typing = _type(app, host, rounds)
        finally:
            os.environ.pop("AFSUBMIT_HOME")
            if before is not None:
                os.environ["AFSUBMIT_HOME"] = before
    return [
        Figure(
            "dialog, 50 outputs open", statistics.median(opening[1:]), "ms", 150, beside="painted, first preview shown"
        ),
        Figure("dialog, a letter typed", statistics.median(typing[1:]), "ms", 30, beside="until the preview shows it"),
    ]


class _Wide(PaperHost):
    def outputs(self) -> list[Any]:
        from afsubmit.submission.planning.scene import Output

        frames, out = self.scene().frames, self.path.parent / "out"
        return [
            Output(f"{number}", f"layer_{number:03d}", frames, (f"{out}/{number}.@####@.exr",))
            for number in range(OUTPUTS)
        ]

    def selected(self) -> list[str]:
        return []


def _shown(app: Any, host: PaperHost) -> Any:
    from afsubmit.qt.submit_dialog import SubmitDialog

    dialog = SubmitDialog(host, PaperPlan(), server_choice=NOWHERE, show_job=lambda number, serial: None)
    dialog.show()
    _until(app, lambda: dialog._last is not None)
    return dialog


def _open(app: Any, host: PaperHost) -> float:
    begin = time.perf_counter()
    dialog = _shown(app, host)
    spent = 1000 * (time.perf_counter() - begin)
    dialog.close()
    app.processEvents()
    return spent


def _type(app: Any, host: PaperHost, rounds: int) -> list[float]:
    dialog = _shown(app, host)
    line = dialog.form.search.__class__
    name = dialog.form.findChild(line, "job_name")
    spent = []
    for number in range(rounds):
        text = f"take {number}"
        begin = time.perf_counter()
        name.setText(text)
        _until(app, lambda wanted=text: f"JOB  {wanted}\n" in dialog.sheet.text.toPlainText())
        spent.append(1000 * (time.perf_counter() - begin))
    dialog.close()
    app.processEvents()
    return spent


def _until(app: Any, is_done: Any) -> None:
    end = time.monotonic() + 20
    while not is_done():
        if time.monotonic() > end:
            raise TimeoutError("The dialog did not come.")
        app.processEvents()
        time.sleep(0.0005)
