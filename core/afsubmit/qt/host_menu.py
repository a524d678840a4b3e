"""What the entries of an application's menu do, the same in all of them; the application only hangs them up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, cast

from ..errors import AfError, SceneError
from ..submission.planning.scene import Host, HostPlan
from ..submitter import preferences
from ..submitter.preferences import Preferences
from ..submitter.sent_before import SentBefore
from . import windows
from .binding import QtWidgets
from .jobs_panel import JobsPanel


class SelectingHost(Host, Protocol):
    """A host that can tell whether the artist selected any output."""

    def has_selection(self) -> bool:
        """Whether an output, or something with one in it, is selected."""


def active_window() -> Any:
    """The window of the application that the artist is in, or None."""
    return QtWidgets.QApplication.activeWindow()


class HostMenu:
    """The actions of the menu; the application calls each through `submitter.guard.guarded`."""

    def __init__(
        self,
        make_host: Callable[[str], Host],
        host_plan: HostPlan,
        *,
        show_message: Callable[[str], None],
        parent: Callable[[], Any] = active_window,
        help_text: str = "",
    ) -> None:
        """Do nothing yet.

        Args:
            make_host: makes the host, with the Python of the preferences ("" for the application's own).
            host_plan: its pure half.
            show_message: shows a text to the artist.
            parent: the window to stand before.
            help_text: what *Help* says.
        """
        self._make_host, self._host_plan = make_host, host_plan
        self._show_message, self._parent, self._help_text = show_message, parent, help_text

    def submit(self) -> None:
        """Open the submit dialog for what is selected, or for everything.

        Raises:
            AfError: the preferences cannot be used, or the host did not give what was asked of it.
        """
        user_preferences = preferences.load()
        host = self._make_host(user_preferences.python)
        windows.show_submit_dialog(host, self._host_plan, self._parent(), server_choice=user_preferences.server)

    def submit_selected(self) -> None:
        """Open the submit dialog for the selected outputs. For an application whose host is a `SelectingHost`.

        Raises:
            AfError: nothing is selected; or as `submit`.
        """
        host = cast("SelectingHost", self._make_host(""))
        if not host.has_selection():
            raise SceneError("Nothing that renders is selected. Select what is to be sent, or choose Submit.")
        self.submit()

    def show_jobs(self) -> None:
        """Open the jobs panel in a window of its own.

        Raises:
            AfError: the preferences cannot be used.
        """
        user_preferences = preferences.load()
        windows.show_jobs(
            self._parent(),
            server_choice=user_preferences.server,
            python=self._make_host(user_preferences.python).python,
            send_again=self.send_again,
        )

    def send_again(self, sent: SentBefore) -> str:
        """Open the submit dialog with what a job was sent with; a sentence where this scene is not its, else ""."""
        user_preferences = preferences.load()
        return windows.fill_submit_dialog(
            lambda: self._make_host(user_preferences.python), self._host_plan, self._parent(), sent,
            server_choice=user_preferences.server,
        )  # fmt: skip

    def edit_preferences(self) -> None:
        """Ask for the farm, and for the Python of a farm of this machine."""
        windows.show_preferences(self._parent())

    def check_installation(self) -> None:
        """Run the self-test in this application's own program, in a process of its own, and show what it finds.

        Raises:
            AfError: the preferences cannot be used, or the host did not give what was asked of it.
        """
        windows.show_check(self._make_host(preferences.load().python), self._parent())

    def show_help(self) -> None:
        """Say in a few lines what there is."""
        self._show_message(self._help_text)

    def make_jobs_panel(self, parent: Any = None) -> JobsPanel:
        """The jobs panel for a dock of the application; unusable preferences are reported and passed over."""
        try:
            user_preferences = preferences.load()
        except AfError as error:
            self._show_message(str(error))
            user_preferences = Preferences()
        return JobsPanel(
            parent,
            server_choice=user_preferences.server,
            python=self._make_host(user_preferences.python).python,
            send_again=self.send_again,
        )
