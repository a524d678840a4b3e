"""What brings news from a thread to the main thread. It belongs to the application, never to the one who drops it last:
a thread that ends, or one on which Python's collector happens to run, must free no object of Qt.
"""

from __future__ import annotations

from .binding import QtCore


class Carrier(QtCore.QObject):
    """Its signals may be emitted on any thread, also when the window that listens is gone. Made on the main thread.

    Listen with methods: a function of its own would keep what it speaks of as long as the application lives.
    """

    def __init__(self) -> None:
        super().__init__(QtCore.QCoreApplication.instance())
