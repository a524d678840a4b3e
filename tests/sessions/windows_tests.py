"""The tests that the session `windows` runs when none are named."""

from __future__ import annotations

OPEN_SCENE = ("inside", "on_save", "session")
WINDOWS_FARM = (
    *("windows_farm", "orders", "processes", "deletefiles", "monitors", "server", "launch", "state", "start_guard"),
    *("tidying", "task_run", "fault_matrix"),
)
"""Of tests/core/local what Windows answers by itself: processes, files, sockets, the store."""
LONG_THERE = (
    "server.py::test_strangers_when_they_hold_every_connection_then_the_owner_is_served_each_time",
    "server.py::test_clients_when_hundreds_stay_without_a_word_then_the_farm_is_soon_there_again",
    "launch.py::test_farm_when_the_one_before_it_is_told_to_stop_too_late_then_stays",
    "launch.py::test_farm_when_its_render_was_told_to_exit_then_another_takes_the_jobs_over",
)
"""Of these files what takes minutes under Wine; run by hand, it passes."""

WINDOWS_TESTS = {
    "3.11": (
        "tests/windows",
        "tests/contract",
        *(f"tests/core/{room}" for room in ("document", "wire", "studio", "api", "install", "submission")),
        *(f"tests/core/{room}" for room in ("submitter", "cli")),
        *(f"tests/core/local/test_{part}.py" for part in WINDOWS_FARM),
        *(f"--deselect=tests/core/local/test_{name}" for name in LONG_THERE),
        "tests/demo",
        "tests/plugins/nuke",
        *(f"--ignore=tests/plugins/nuke/test_{part}.py" for part in ("rendering", "failures")),  # a third of its time
        *(f"tests/plugins/{host}/test_golden.py::test_scene_becomes_exactly_this_job" for host in ("maya", "houdini")),
        *(f"tests/plugins/{host}/test_{part}.py" for host in ("maya", "houdini") for part in OPEN_SCENE),
        *(f"tests/plugins/maya/test_{part}.py" for part in ("contract", "host", "nasty_scenes", "paths", "ui")),
        *(f"tests/plugins/houdini/test_{part}.py" for part in ("both_readers", "file_graph", "snapshot", "worker")),
        "tests/plugins/blender",
        "tests/fifth_host/test_fifth_host.py::test_commands_of_the_page_do_what_it_says",
    ),
    "3.13": ("tests/core/document", "tests/core/wire", "tests/core/cli", "tests/core/local/test_windows_farm.py"),
}
"""Python -> the tests that are proven on Windows in a few minutes; others are named on the command line
(`nox -s windows-3.11 -- tests/plugins/maya/test_install.py`). docs/windows.md says which are proven."""
