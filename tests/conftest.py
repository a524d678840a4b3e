"""For every test: a state folder of its own, and none of the settings of whoever runs it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

FOREIGN = ("AFSUBMIT_", "CGRU_", "AF_")
KEPT = "AFSUBMIT_TEST_"
NEEDS_POSIX = "needs POSIX"

USUAL = {"SIGINT": signal.default_int_handler, "SIGHUP": signal.SIG_DFL}
"""What a program does at these signals, which a shell's background or nohup lets it ignore."""

for _name, _handler in USUAL.items():  # what the tests start would inherit it
    if signal.getsignal(getattr(signal, _name, signal.SIGTERM)) is signal.SIG_IGN:
        signal.signal(getattr(signal, _name), _handler)


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On Windows a test that needs POSIX is not run, and says why."""
    for item in items if os.name == "nt" else ():
        marker = item.get_closest_marker("posix")
        if marker:
            item.add_marker(pytest.mark.skip(reason=f"{NEEDS_POSIX}: {marker.args[0]}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count what was not run, for nox's summary in the file that AFSUBMIT_TEST_NOT_RUN names, too."""
    skipped = terminalreporter.stats.get("skipped", [])
    count = sum(NEEDS_POSIX in str(report.longrepr) for report in skipped)
    if count:
        line = f"{count} tests that need POSIX"
        terminalreporter.write_line(f"not run: {line}")
        if os.environ.get("AFSUBMIT_TEST_NOT_RUN"):
            Path(os.environ["AFSUBMIT_TEST_NOT_RUN"]).write_text(line, encoding="utf-8")
