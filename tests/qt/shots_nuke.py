"""The submit dialog over a script of Nuke: a comp whose slate waits for its render, a movie, and a precomp for all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SCRIPT = """Root {
 first_frame 1001
 last_frame 1048
 fps 24
}
Read {
 inputs 0
 file FOLDER/plates/sh010/sh010.%04d.exr
 first 1001
 last 1048
 name Plate
}
Grade {
 name Grade1
}
set N1 [stack 0]
Write {
 file FOLDER/renders/sh010/comp_v004.%04d.exr
 file_type exr
 create_directories true
 name Comp
}
push $N1
Write {
 file FOLDER/renders/sh010/matte_v004.%04d.exr
 file_type exr
 create_directories true
 use_limit true
 first 1010
 last 1030
 name Matte
}
Read {
 inputs 0
 file FOLDER/renders/sh010/comp_v004.%04d.exr
 first 1001
 last 1048
 name Rendered
}
Write {
 file FOLDER/review/sh010_comp_v004.mov
 file_type mov
 create_directories true
 name Review
}
"""


def shoot(shooter: Any, home: Path) -> None:
    """The dialog, ready to send."""
    from afsubmit.qt import windows
    from afsubmit.submitter import scene_files
    from tests.fakes.busy_farm import BusyFarm

    plates = home / "plates" / "sh010"
    plates.mkdir(parents=True)
    for frame in range(1001, 1049):
        (plates / f"sh010.{frame}.exr").write_bytes(b"x")
    script = home / "sh010_comp_v004.nk"
    script.write_text(SCRIPT.replace("FOLDER", str(home)), "utf-8")
    host = scene_files.open_scene(str(script))
    with BusyFarm() as farm:
        dialog = windows.show_submit_dialog(host, scene_files.plan_of("nuke"), server_choice=farm.address)
        dialog.resize(dialog.fontMetrics().height() * 74, dialog.fontMetrics().height() * 48)
        shooter.wait(lambda: "Ready" in dialog.bar.status.text())
        shooter.rest(0.5)
        shooter.take(dialog, "nuke-dialog")
        dialog.close()
