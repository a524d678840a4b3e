"""What studio, show and user say of the settings, and the presets there are: read off the main thread, kept a while.

Their files may lie on a disk that is slow or away, and a panel is drawn many times in a second.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

FRESH_SECONDS = 5.0


class Layers:
    """The values below the scene's own: `origins` by key, `presets` that can be chosen, `problems` of the files."""

    def __init__(self) -> None:
        self.origins: Mapping[str, Any] = {}
        self.presets: Sequence[Any] = ()
        self.problems: Sequence[Any] = ()
        self.version = 0
        """Grows with each change."""
        self._read = float("-inf")
        self._thread: threading.Thread | None = None

    def look(self, *, begun: Callable[[], None] = lambda: None) -> None:
        """Read them anew when they are old, on a thread of its own; never waits. `begun` is called when it begins."""
        if self.is_busy or time.monotonic() - self._read < FRESH_SECONDS:
            return
        self._thread = threading.Thread(target=self.read, name="afsubmit-settings", daemon=True)
        self._thread.start()
        begun()

    @property
    def is_busy(self) -> bool:
        """Whether they are being read."""
        return self._thread is not None and self._thread.is_alive()

    def read(self) -> None:
        """Read them on this thread."""
        from .afsubmit.submission.settings.layers import apply_layers
        from .afsubmit.submission.settings.preset_files import listed

        self._read = time.monotonic()
        found = apply_layers()
        presets, problems = listed()
        news = found.origins, presets, (*found.problems, *problems)
        if news != (self.origins, self.presets, self.problems):
            self.origins, self.presets, self.problems = news
            self.version += 1

    def forget(self) -> None:
        """Read them anew at the next look."""
        self._read = float("-inf")

    def is_usual(self, setting: Any, value: Any) -> bool:
        """Whether `value` is what counts where the scene says nothing."""
        return bool(value == self.usual(setting))

    def usual(self, setting: Any) -> Any:
        """What counts where the scene says nothing."""
        origin = self.origins.get(setting.key)
        return setting.default if origin is None else origin.value


layers = Layers()
