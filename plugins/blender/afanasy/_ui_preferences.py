"""The add-on's preferences: what the user set once for all applications, shown where Blender's users look for it."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any

import bpy

from . import _ui_check, _ui_farm_settings
from ._activity import activity
from ._panels import redraw
from ._ui_board import board
from ._ui_picks import picks
from .afsubmit.errors import AfError

if TYPE_CHECKING:
    from .afsubmit.submitter.preferences import Preferences

log = logging.getLogger(__name__)

POLL_SECONDS = 0.1
SERVERS = (
    ("CONFIGURED", "As configured", "What the studio or the environment says; without that, this machine"),
    ("LOCAL", "This machine", "A farm of this machine alone, started with the first job"),
    ("ADDRESS", "Address", "An Afanasy server by its address"),
)
CONFIGURED, LOCAL, ADDRESS = range(3)
WORDS = {CONFIGURED: "", LOCAL: "local"}


class PreferencesForm:
    """What Blender shows and changes of the file of preferences, and what was typed and could not be kept there."""

    def __init__(self) -> None:
        self._typed: str | None = None
        self.trouble = ""
        """Why the file cannot be used, or what was typed not be kept; "" when all is well."""

    def kept(self) -> Preferences:
        """What counts; where the file cannot be used, nothing is set."""
        from .afsubmit.submitter import preferences

        try:
            return preferences.load()
        except AfError as error:
            self.trouble = str(error)
            return preferences.Preferences()

    def server(self) -> int:
        """Which of `SERVERS` counts."""
        if self._typed is not None:
            return ADDRESS
        kept = self.kept().server
        return next((number for number, word in WORDS.items() if word == kept), ADDRESS)

    def choose_server(self, number: int) -> None:
        """Keep one of `SERVERS`; of an address only the choice, until it is typed."""
        if number == ADDRESS:
            self._typed = self.address()
        else:
            self._typed = None
            self._keep(server=WORDS[number])
            _farm_changed()

    def address(self) -> str:
        """The server's address, as typed or kept; "" where none is chosen."""
        if self._typed is not None:
            return self._typed
        kept = self.kept().server
        return "" if kept in WORDS.values() else kept

    def type_address(self, text: str) -> None:
        """Keep an address; what is none stays in the form, with the trouble."""
        self._typed = text.strip()
        if self._typed and self._keep(server=self._typed):
            self._typed = None
            _farm_changed()

    def choose_python(self, path: str) -> None:
        """Keep the Python of a farm of this machine."""
        self._keep(python=bpy.path.abspath(path) if path else "")

    def choose_notices(self, is_on: bool) -> None:
        """Keep whether jobs that end are told of on the desktop."""
        self._keep(notices="" if is_on else "off")

    def _keep(self, **changes: str) -> bool:
        from .afsubmit.submitter import preferences

        try:
            preferences.store(self.kept()._replace(**changes))
        except AfError as error:
            self.trouble = str(error)
            return False
        self.trouble = ""
        return True


form = PreferencesForm()


def _farm_changed() -> None:
    """What is shown of a farm is shown of the one that counts now."""
    board.change_farm()
    picks.forget()


class AFANASY_AP_preferences(bpy.types.AddonPreferences):
    """Which farm, and what runs the one of this machine."""

    bl_idname = __package__

    def draw(self, context: Any) -> None:
        """The preferences' inside."""
        from . import _draw

        _draw.preferences(self.layout, self, activity, trouble=form.trouble)
        _ui_farm_settings.draw(self.layout, self)
        _ui_check.draw(self.layout, _ui_check.checking)


def declare_properties() -> None:
    """Give the preferences their properties, which live in the file for all applications and not in Blender's."""
    props = bpy.props
    _ui_check.declare_properties()
    AFANASY_AP_preferences.__annotations__ = {
        "server": props.EnumProperty(
            name="Server",
            items=SERVERS,
            description="Which farm takes the jobs",
            get=lambda _: form.server(),
            set=lambda _, number: form.choose_server(number),
        ),
        "address": props.StringProperty(
            name="Address",
            description="host:port of the Afanasy server",
            get=lambda _: form.address(),
            set=lambda _, text: form.type_address(text),
        ),
        "notices": props.BoolProperty(
            name="Tell Me When Jobs End",
            description="On the desktop, when a job of yours is done or has failed",
            get=lambda _: form.kept().notices != "off",
            set=lambda _, is_on: form.choose_notices(is_on),
        ),
        **_ui_farm_settings.properties(),
        "python": props.StringProperty(
            name="Python",
            subtype="FILE_PATH",
            description="The Python that runs the farm of this machine. Empty: Blender's own",
            get=lambda _: form.kept().python,
            set=lambda _, path: form.choose_python(path),
        ),
    }


class AFANASY_OT_test_connection(bpy.types.Operator):
    """Ask the server whether it is there"""

    bl_idname = "afanasy.test_connection"
    bl_label = "Test Connection"

    def execute(self, context: Any) -> set[str]:
        """Ask on a thread of its own; without a window wait for the answer."""
        answers: list[tuple[str, str]] = []
        thread = threading.Thread(target=lambda: answers.append(_ask()), daemon=True)
        thread.start()
        activity.connection = ("Asking…", "SORTTIME")
        if not bpy.app.background:
            bpy.app.timers.register(lambda: _show_answer(thread, answers), first_interval=POLL_SECONDS)
            return {"FINISHED"}
        thread.join()
        activity.connection = answers[0]
        self.report({"ERROR" if answers[0][1] == "ERROR" else "INFO"}, answers[0][0])
        return {"FINISHED"}


def _ask() -> tuple[str, str]:
    from .afsubmit.submitter import preferences
    from .afsubmit.submitter.attempt import server_answer

    try:
        return server_answer(preferences.load().server), "CHECKMARK"
    except Exception as error:
        if not isinstance(error, AfError):
            log.exception("Asking the server failed")
        return str(error), "ERROR"


def _show_answer(thread: threading.Thread, answers: list[tuple[str, str]]) -> float | None:
    if thread.is_alive():
        return POLL_SECONDS
    activity.connection = answers[0]
    redraw("PREFERENCES")
    return None


CLASSES = (AFANASY_AP_preferences, AFANASY_OT_test_connection, *_ui_check.CLASSES)


def end() -> None:
    """End the check that may be under way."""
    _ui_check.checking.end()
