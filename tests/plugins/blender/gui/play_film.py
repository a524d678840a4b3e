"""A submission from the menu to the frames, as the moving picture of the documentation shows it."""

from __future__ import annotations

import os
import subprocess
import sys

import bpy

sys.path.insert(0, os.path.dirname(__file__))
import stage_set as props

SIDEBAR_TAB = (1043, 205)
LAST_FRAME, MOST_LOOKS = 8, 120


class Film:
    """Pictures with the pointer in them, and for how many seconds each is shown."""

    def __init__(self, stage) -> None:
        self._stage = stage
        stage.notes["film"] = []

    def shoot(self, seconds: float) -> None:
        """Take one more picture."""
        notes = self._stage.notes["film"]
        name = f"film_{len(notes):03d}.png"
        subprocess.run(["scrot", "-p", "-o", os.path.join(self._stage.folder, name)], timeout=20, check=True)
        notes.append([name, seconds])


def play(stage):
    """Notes: the pictures of the film, in order."""
    stage.install()
    props.demo_scene(stage)
    os.environ["AFSUBMIT_SERVER"] = "local"
    bpy.context.scene.frame_end = LAST_FRAME
    bpy.ops.wm.save_mainfile()
    film = Film(stage)
    stage.move(*props.EMPTY_SPOT)
    yield 2
    film.shoot(1.5)
    yield from _menu(stage, film)
    yield from props.open_dialog(stage)
    film.shoot(3.0)
    stage.key("Return")
    yield 0.4
    film.shoot(1.0)
    yield lambda: props.activity().background is None
    yield from _jobs(stage, film)
    props.module("afsubmit.local.launch").stop()


def _menu(stage, film):
    stage.click(*props.RENDER_MENU)
    yield 0.6
    for _ in range(props.OUR_ENTRIES):
        stage.key("Up")
        yield 0.3
    film.shoot(1.2)
    stage.key("Escape")
    yield 0.5


def _jobs(stage, film):
    """The jobs in the sidebar, until the last frame is there."""
    yield from stage.in_window(bpy.ops.afanasy.show_jobs)
    yield 1
    if bpy.app.version < (4, 2, 0):
        stage.click(*SIDEBAR_TAB)
        yield 0.5
    board = props.module("_ui_board").board
    yield lambda: bool(board.rows)
    (row,) = board.rows
    board.look_at(row.key)
    done = -1
    for _ in range(MOST_LOOKS):
        (row,) = board.rows
        if row.done != done:
            done = row.done
            yield 1.0
            film.shoot(0.9)
        if row.state == "done":
            break
        yield 0.5
    film.shoot(3.0)
