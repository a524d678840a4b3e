"""The dialog of an application that the core never heard of, opened from its menu and clicked, in a process."""

from __future__ import annotations

import os
import sys

import pytest

from tests.fifth_host.place import PLUGIN, PROJECT, Machine


@pytest.mark.skipif(os.name == "nt", reason="its program is a script of POSIX")
def test_page_is_chosen_sent_and_drawn_from_the_dialog(tmp_path) -> None:
    machine = Machine(tmp_path)
    path = os.pathsep.join([machine.environ["PYTHONPATH"], str(PLUGIN), str(PROJECT)])
    words = (str(PROJECT / "tests/fifth_host/dialog.py"), str(PLUGIN / "menu.py"), str(machine.book))
    try:
        done = machine.run(sys.executable, *words, PYTHONPATH=path, AFSUBMIT_SERVER="local")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "took the job my book" in done.stdout
        assert sorted(path.name for path in (machine.book.parent / "out").iterdir()) == [
            "cover.0002.txt",
            "cover.0003.txt",
        ]
    finally:
        machine.afsubmit("farm", "--stop")
