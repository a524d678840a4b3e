"""The submit dialog as Maya opens it: layers with their cameras, over the fake."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from tests.fakes.maya import FakeMaya
from tests.plugins.maya.scenes import ARNOLD_GLOBALS, lighting

PREFIX = '\tsetAttr ".ifp" -type "string" "<RenderLayer>/<Camera>/<RenderPass>";\n'
PLUGIN = Path(__file__).resolve().parents[2] / "plugins" / "maya"


def shoot(shooter: Any, home: Path) -> None:
    """A lighter's scene with three layers, one more that is off, and two cameras."""
    from afsubmit.qt import windows
    from tests.fakes.busy_farm import BusyFarm

    scene = home / "scenes" / "sh010_lighting_v003.ma"
    scene.parent.mkdir(exist_ok=True)
    text = lighting("beauty", "shadow", "crowd", "holdout").replace(ARNOLD_GLOBALS, ARNOLD_GLOBALS + PREFIX)
    scene.write_text(text, "utf-8")
    sys.path.append(str(PLUGIN))
    sys.modules.update(FakeMaya(text, str(scene), project=str(home)).modules)
    from af_maya._host import MayaHost
    from af_maya.plan import MayaPlan

    with BusyFarm() as farm:
        dialog = windows.show_submit_dialog(MayaHost(), MayaPlan(), server_choice=farm.address)
        dialog.resize(dialog.fontMetrics().height() * 74, dialog.fontMetrics().height() * 48)
        shooter.wait(lambda: "Ready" in dialog.bar.status.text() and dialog.problems.isVisible())
        shooter.rest(0.5)
        shooter.take(dialog, "maya-dialog")
        dialog.close()
