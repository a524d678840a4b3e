"""The windows of the command line, filled with what its flags say."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from ..submission.settings.values import BY_KEY
from ..typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..submission.planning.scene import Host, HostPlan


def watch_jobs(server_choice: str) -> int:
    """The jobs window, until it is closed; returns the exit code.

    Raises:
        AfError: there is no Qt or no screen.
    """
    from functools import partial

    from ..errors import AfError
    from ..qt import standalone, windows
    from ..submitter import scene_files
    from ..submitter.sent_before import SentBefore

    def again(sent: SentBefore) -> str:
        try:
            plan = scene_files.plan_of(sent.host)
        except AfError as error:
            return str(error)
        make_host = partial(scene_files.open_scene, sent.scene)
        return windows.fill_submit_dialog(make_host, plan, None, sent, server_choice=server_choice)

    return standalone.run(
        lambda: windows.show_jobs(server_choice=server_choice, python=lambda: sys.executable, send_again=again)
    )


def submit(host: Host, host_plan: HostPlan, server_choice: str) -> int:
    """The submit dialog, until it is closed; returns the exit code.

    Raises:
        AfError: there is no Qt or no screen, or the host did not give what was asked of it.
    """
    from ..qt import standalone, windows

    return standalone.run(lambda: windows.show_submit_dialog(host, host_plan, server_choice=server_choice))


class HostWithChanges:
    """A host, with other settings and another choice of outputs than its scene has."""

    def __init__(
        self, host: Host, values: Mapping[str, Any], chosen: Sequence[str] | None = None, *, is_setup: bool = False
    ) -> None:
        """Lay `values` over what the scene keeps; `chosen` are ids of outputs, None for those of the host.

        With `is_setup` they stand in place of the settings that the scene keeps.
        """
        self._host, self._values, self._chosen, self._is_setup = host, values, chosen, is_setup

    def load_settings(self) -> Mapping[str, Any]:
        """The scene's, with what was asked for over them."""
        kept = self._host.load_settings()
        if self._is_setup:
            kept = {key: value for key, value in kept.items() if key not in BY_KEY}
        return {**kept, **self._values}

    def selected(self) -> Sequence[str]:
        """What was asked for, else what the host says."""
        return self._host.selected() if self._chosen is None else self._chosen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._host, name)
