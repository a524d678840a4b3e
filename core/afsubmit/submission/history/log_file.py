"""What submissions did, kept in one file: for whoever asks the next morning what happened.

Only what sends something begins it; importing the suite writes nothing.
"""

from __future__ import annotations

import logging
import os

from ...studio import folders, open_files, ownership

PACKAGE = __package__.rpartition(".")[0]
"""The suite's own name, also where it is carried inside an application's add-on."""

MOST_BYTES = 1_000_000


class LogFile(logging.FileHandler):
    """The file, made with its folder when there is something to say; what cannot be written stops nothing."""

    def _open(self):  # type: ignore[no-untyped-def]
        ownership.private_folder(os.path.dirname(self.baseFilename), is_chosen=True)
        descriptor = ownership.open_ours(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        return open(descriptor, self.mode, encoding=self.encoding, errors=self.errors)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line, and the traceback below it."""
        try:
            super().emit(record)
        except OSError:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """Say nothing: the artist is told by the dialog, and a full disk is no reason to stop."""


def path() -> str:
    """Where the log is."""
    return os.path.join(folders.state_folder(), f"{folders.NAME}.log")


def begin(package: str = "") -> None:
    """Keep from now on what the suite logs, from level INFO on; begun anew when the file has grown long.

    `package` is that of an application's plugin, whose words are kept too. In a process where nobody listens to
    warnings they still come to the terminal, as Python has it without a file.
    """
    names = {PACKAGE, package or PACKAGE}
    for name in names:
        if not any(name.startswith(f"{other}.") for other in names):
            _keep(logging.getLogger(name))


def _keep(logger: logging.Logger) -> None:
    before = [handler for handler in logger.handlers if isinstance(handler, LogFile)]
    if any(handler.baseFilename == path() for handler in before):
        return
    for handler in before:
        logger.removeHandler(handler)
        handler.close()
    _shorten(path())
    handler = LogFile(path(), encoding="utf-8", errors="backslashreplace", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
    logger.addHandler(handler)
    if logger.level == logging.NOTSET:
        logger.setLevel(logging.INFO)
    if not logging.getLogger().handlers and logging.lastResort and logging.lastResort not in logger.handlers:
        logger.addHandler(logging.lastResort)


def _shorten(name: str) -> None:
    try:
        if os.path.getsize(name) > MOST_BYTES:
            open_files.replace(name, f"{name}.1")
    except OSError:  # there is none yet, or it is in use: it grows on
        return
