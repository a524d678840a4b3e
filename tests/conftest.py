"""For every test: a state folder of its own, and none of the settings of whoever runs it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

FOREIGN = ("AFSUBMIT_", "CGRU_", "AF_")
KEPT = "AFSUBMIT_TEST_"

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in the background of a shell; what we start would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)


try:
    from hypothesis import HealthCheck, settings
except ImportError:  # sessions without properties do not install it
    pass
else:  # no property measures the machine
    settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("house")


@pytest.fixture(autouse=True)
def _own_state_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or writes the user's configuration, history or farm."""
    for name in os.environ:
        if name.startswith(FOREIGN) and not name.startswith(KEPT):
            monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("afsubmit-home")
    monkeypatch.setenv("AFSUBMIT_HOME", str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "APPDATA", "PROGRAMDATA"):
        monkeypatch.setenv(name, str(home / "config"))
    return home
