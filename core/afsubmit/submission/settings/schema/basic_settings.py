"""What every artist sees first: the job's name and place in the queue, and what of the scene is sent."""

from __future__ import annotations

from .kinds import CHOICE, FOLDER, LINES, SWITCH, TEXT, WHOLE
from .setting import Setting

BASIC = (
    Setting(
        "job_name",
        TEXT,
        "",
        "Job name",
        "What the farm calls the job. Empty: the name of the scene file.",
        feeds=("job.name",),
    ),
    Setting(
        "priority",
        WHOLE,
        99,
        "Priority",
        "Jobs with a higher number go first.",
        minimum=1,
        maximum=250,
        feeds=("job.priority",),
    ),
    Setting("paused", SWITCH, False, "Start paused", "The job waits until somebody starts it.", feeds=("job.offline",)),
    Setting(
        "jobs",
        CHOICE,
        "one",
        "Jobs",
        "One job for all outputs, or several: a job for each of them.",
        choices=("one", "several"),
    ),
    Setting(
        "submit_on_save",
        SWITCH,
        False,
        "Submit on save",
        "Sends the scene again each time it is saved, in place of its last job if nothing of that has started.",
    ),
    Setting(
        "snapshot",
        SWITCH,
        True,
        "Render a snapshot",
        "Renders a copy of the scene as it is now, unsaved changes included; the farm removes it with the job. "
        "Off: renders the saved file itself.",
    ),
    Setting(
        "snapshot_folder",
        FOLDER,
        "",
        "Snapshot folder",
        "Where the copy is written; the farm must see it too. Empty: beside the scene file.",
        is_advanced=True,
    ),
    Setting(
        "annotation",
        TEXT,
        "",
        "Note",
        "A short note that the farm shows beside the job.",
        is_advanced=True,
        feeds=("job.annotation",),
    ),
    Setting(
        "description",
        LINES,
        "",
        "Description",
        "A longer text, kept for the farm's statistics.",
        is_advanced=True,
        feeds=("job.description",),
    ),
    Setting(
        "project",
        TEXT,
        "",
        "Project",
        "What the render time is counted for, in the farm's statistics.",
        is_advanced=True,
        feeds=("job.project",),
    ),
    Setting(
        "department",
        TEXT,
        "",
        "Department",
        "Whose render time it is, for the farm's statistics.",
        is_advanced=True,
        feeds=("job.department",),
    ),
)
