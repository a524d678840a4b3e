"""The jobs on the farm and the history, in sub-panels of the output properties; what can be done about them."""

from __future__ import annotations

from typing import Any

import bpy

from ._panels import InOutput, InSidebar, redraw_jobs
from ._ui_board import board, key_text
from ._ui_files import open_path, open_text
from .afsubmit.errors import AfError

QUESTION_WIDTH = 420
POLL_SECONDS = 0.1
TAB_SECONDS = 0.2


class _Jobs:
    """The jobs on the farm, live."""

    bl_label = "Afanasy Jobs"
    layout: Any

    def draw(self, context: Any) -> None:
        """The panel's inside."""
        from . import _draw, _thumbnails, _ui_draw_jobs

        board.see()
        picture = _thumbnails.of(board.newest_file())
        _ui_draw_jobs.jobs(self.layout, board, _draw.letters_in(context), picture)


class _History:
    """What was sent from here."""

    bl_label = "History"
    layout: Any

    def draw(self, context: Any) -> None:
        """The panel's inside."""
        from . import _draw, _ui_draw_jobs

        board.see_history()
        _ui_draw_jobs.history(self.layout, board, _draw.letters_in(context))


class AFANASY_PT_jobs(_Jobs, InOutput, bpy.types.Panel):
    """The jobs on the farm, live."""


class AFANASY_PT_history(_History, InOutput, bpy.types.Panel):
    """What was sent from here."""

    bl_parent_id = "AFANASY_PT_jobs"


class AFANASY_PT_sidebar_jobs(_Jobs, InSidebar, bpy.types.Panel):
    """The jobs on the farm, live, beside the 3D view."""


class AFANASY_PT_sidebar_history(_History, InSidebar, bpy.types.Panel):
    """What was sent from here."""

    bl_options = {"DEFAULT_CLOSED"}


class AFANASY_OT_show_jobs(bpy.types.Operator):
    """Show the jobs on the farm: in the sidebar of the 3D view, tab Afanasy, else in the output properties"""

    bl_idname = "afanasy.show_jobs"
    bl_label = "Afanasy Jobs"

    def execute(self, context: Any) -> set[str]:
        """Open the sidebar; where Blender lets nobody choose its tab (before 4.2), say which to click."""
        areas = {area.type: area for area in context.screen.areas}
        view, properties = areas.get("VIEW_3D"), areas.get("PROPERTIES")
        if view is not None:
            view.spaces.active.show_region_ui = True
            address = view.as_pointer()  # the area itself may be closed, and freed, until then
            bpy.app.timers.register(lambda: _choose_tab(address), first_interval=TAB_SECONDS)
            if bpy.app.version < (4, 2, 0):
                self.report({"INFO"}, "The jobs are in the sidebar of the 3D view, under the tab Afanasy.")
        elif properties is not None:
            properties.spaces.active.context = "OUTPUT"
            self.report({"INFO"}, "The jobs are in the output properties, under Afanasy Jobs.")
        else:
            self.report({"WARNING"}, "The jobs are shown beside a 3D view, or in the output properties: open one.")
            return {"CANCELLED"}
        return {"FINISHED"}


def _choose_tab(address: int) -> None:
    """Once the sidebar was drawn it has its tabs."""
    screens = [window.screen for window in bpy.context.window_manager.windows]
    there = (area for screen in screens for area in screen.areas if area.as_pointer() == address)
    for region in (region for area in there for region in area.regions if region.type == "UI"):
        if bpy.app.version >= (4, 2, 0):
            region.active_panel_category = InSidebar.bl_category
            region.tag_redraw()


class AFANASY_OT_job_look(bpy.types.Operator):
    """Look at this job: its errors, and what can be done with it"""

    bl_idname = "afanasy.job_look"
    bl_label = "Look at the Job"
    bl_options = {"INTERNAL"}

    def execute(self, context: Any) -> set[str]:
        """Look at it; a second time, at none."""
        row = next((row for row in board.rows if key_text(row) == self.key), None)
        board.look_at(None if row is None or row.key == board.job else row.key)
        redraw_jobs()
        return {"FINISHED"}


class AFANASY_OT_limit_time(bpy.types.Operator):
    """End each task of this job that takes longer, and try it again"""

    bl_idname = "afanasy.limit_time"
    bl_label = "Limit Time"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only while something is proposed."""
        return board.watcher is not None and bool(board.limits())

    def execute(self, context: Any) -> set[str]:
        """Order it; the farm's answer comes later."""
        row = board.chosen()
        if row is None or key_text(row) != self.key:
            self.report({"ERROR"}, "This job is not there any more.")
            return {"CANCELLED"}
        board.limit_time(row)
        return {"FINISHED"}


class AFANASY_OT_open_folder(bpy.types.Operator):
    """Show the folder that the frames are written to"""

    bl_idname = "afanasy.open_folder"
    bl_label = "Open Folder"
    bl_options = {"INTERNAL"}

    def execute(self, context: Any) -> set[str]:
        """Open it in the system's own program."""
        return _told(self, open_path(self.folder) and f"There is no folder {self.folder} yet.")


class AFANASY_OT_open_file(bpy.types.Operator):
    """Open this picture in the system's own program"""

    bl_idname = "afanasy.open_file"
    bl_label = "Open Picture"
    bl_options = {"INTERNAL"}

    def execute(self, context: Any) -> set[str]:
        """Open it."""
        return _told(self, open_path(self.path))


class AFANASY_OT_open_log(bpy.types.Operator):
    """Open what the failed task printed in the system's text editor"""

    bl_idname = "afanasy.open_log"
    bl_label = "Open Log"
    bl_options = {"INTERNAL"}

    def execute(self, context: Any) -> set[str]:
        """Write it to a file of ours, never into the artist's scene, and open that: in the studio's editor, if any."""
        from .afsubmit.submitter.watch import log_files

        row = board.chosen()
        try:
            return _told(self, open_text(log_files.for_editor(row.name if row else "log", board.log)))
        except AfError as error:
            return _told(self, str(error))


def _told(operator: Any, trouble: str) -> set[str]:
    if trouble:
        operator.report({"ERROR"}, trouble)
    return {"CANCELLED"} if trouble else {"FINISHED"}


class AFANASY_OT_copy_log(bpy.types.Operator):
    """Copy what the failed task printed"""

    bl_idname = "afanasy.copy_log"
    bl_label = "Copy Log"
    bl_options = {"INTERNAL"}

    def execute(self, context: Any) -> set[str]:
        """Put it on the clipboard."""
        context.window_manager.clipboard = board.log
        self.report({"INFO"}, "The log is on the clipboard.")
        return {"FINISHED"}


class AFANASY_OT_start_farm(bpy.types.Operator):
    """Start the farm of this machine"""

    bl_idname = "afanasy.start_farm"
    bl_label = "Start the Farm"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only while a panel watches."""
        return board.watcher is not None

    def execute(self, context: Any) -> set[str]:
        """Start it off the main thread."""
        board.watcher.start_farm()
        return {"FINISHED"}


class AFANASY_OT_clean(bpy.types.Operator):
    """Delete your jobs that are done; you see first what their copies of scenes take"""

    bl_idname = "afanasy.clean"
    bl_label = "Clean"
    bl_options = {"INTERNAL"}

    timer: Any = None

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only while a panel watches."""
        return board.watcher is not None

    def invoke(self, context: Any, event: Any) -> set[str]:
        """Look for them; once they are known, ask."""
        if board.finished:
            words = {"confirm_text": "Delete"} if bpy.app.version >= (4, 2, 0) else {}
            return context.window_manager.invoke_props_dialog(self, width=QUESTION_WIDTH, **words)
        board.look_for_finished()
        self.timer = context.window_manager.event_timer_add(POLL_SECONDS, window=context.window)
        context.window_manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: Any, event: Any) -> set[str]:
        """Wait for the farm's answer; everything is Blender's meanwhile."""
        if event.type != "TIMER" or board.is_looking:
            return {"PASS_THROUGH"}
        context.window_manager.event_timer_remove(self.timer)
        if board.finished:
            bpy.ops.afanasy.clean("INVOKE_DEFAULT")
        elif board.finished is not None:
            from .afsubmit.submission.history.finished import NOTHING_TO_CLEAN

            board.said = (NOTHING_TO_CLEAN, "INFO")
            redraw_jobs()
        return {"CANCELLED"}

    def draw(self, context: Any) -> None:
        """The question."""
        from ._draw import sentence
        from .afsubmit.submission.history.finished import cleaning_question

        column = self.layout.column(align=True)
        question, more = cleaning_question(board.finished or ())
        sentence(column, question, icon="QUESTION")
        sentence(column, more, icon="BLANK1")

    def cancel(self, context: Any) -> None:
        """They stay."""
        board.finished = None

    def execute(self, context: Any) -> set[str]:
        """Delete them."""
        board.clean()
        return {"FINISHED"}


class AFANASY_OT_retry_failed(bpy.types.Operator):
    """Try the failed tasks of these jobs again"""

    bl_idname = "afanasy.retry_failed"
    bl_label = "Retry Failed"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only while a panel watches."""
        return board.watcher is not None

    def execute(self, context: Any) -> set[str]:
        """Order it."""
        board.retry_failed()
        return {"FINISHED"}


class AFANASY_OT_forget_ended(bpy.types.Operator):
    """Take this list away"""

    bl_idname = "afanasy.forget_ended"
    bl_label = "Take Away"
    bl_options = {"INTERNAL"}

    def execute(self, context: Any) -> set[str]:
        """Empty it."""
        board.ended.clear()
        redraw_jobs()
        return {"FINISHED"}


class AFANASY_OT_whose_jobs(bpy.types.Operator):
    """List your jobs, or everybody's"""

    bl_idname = "afanasy.whose_jobs"
    bl_label = "Whose Jobs"
    bl_options = {"INTERNAL"}

    def execute(self, context: Any) -> set[str]:
        """Change over."""
        board.look_at_all(not board.is_everybody)
        return {"FINISHED"}


CLASSES = (
    AFANASY_OT_job_look,
    AFANASY_OT_limit_time,
    AFANASY_OT_open_folder,
    AFANASY_OT_open_file,
    AFANASY_OT_open_log,
    AFANASY_OT_copy_log,
    AFANASY_OT_show_jobs,
    AFANASY_OT_start_farm,
    AFANASY_OT_whose_jobs,
    AFANASY_OT_clean,
    AFANASY_OT_retry_failed,
    AFANASY_OT_forget_ended,
)
PANELS = (AFANASY_PT_jobs, AFANASY_PT_history, AFANASY_PT_sidebar_jobs, AFANASY_PT_sidebar_history)


def declare_properties() -> None:
    """Give the operators their properties."""
    props = bpy.props
    key = {"key": props.StringProperty(options={"SKIP_SAVE"})}
    AFANASY_OT_job_look.__annotations__ = dict(key)
    AFANASY_OT_limit_time.__annotations__ = dict(key)
    AFANASY_OT_open_file.__annotations__ = {"path": props.StringProperty(options={"SKIP_SAVE"})}
    AFANASY_OT_open_folder.__annotations__ = {"folder": props.StringProperty(options={"SKIP_SAVE"})}


def end() -> None:
    """Stop watching."""
    from . import _thumbnails

    board.close()
    _thumbnails.forget()
