"""What only Maya has, as rows of the settings schema, and which shared rows it uses."""

from __future__ import annotations

from afsubmit.submission.settings.schema.kinds import CHOICE, SWITCH, TEXT
from afsubmit.submission.settings.schema.setting import Setting

USES = ("threads", "same_environment", "tiles", "command_template")
"""Rows that other applications have, too."""

SETTINGS = (
    Setting(
        "cameras",
        CHOICE,
        "",
        "Cameras",
        "Together: one command renders all cameras of a layer, and opens the scene once for them. Empty: a block each.",
        choices=("", "together"),
    ),
    Setting(
        "export_first",
        SWITCH,
        False,
        "Export first",
        "Maya writes a file for each frame, and the renderer's own program renders it without a licence of Maya: kick, "
        "vray, prman or redshiftCmdLine. The files lie beside the copy of the scene, and are removed when all pictures "
        "are there.",
    ),
    Setting(
        "stitch_program",
        TEXT,
        "",
        "Stitching program",
        "What puts tiles together. Empty: oiiotool, which comes with Arnold for Maya.",
        is_advanced=True,
    ),
    Setting(
        "snapshot_by_saving",
        SWITCH,
        False,
        "Copy by saving",
        "The scene is saved under the copy's name and named back, for one that Maya cannot export. Save hooks of other "
        "tools see the copy.",
        is_advanced=True,
    ),
)
