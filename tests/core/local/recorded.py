"""Where the farm of one machine deliberately answers otherwise than the recorded afserver 3.4.1: the one list.

Everything else in the recordings it answers with the same keys and values.
"""

from __future__ import annotations

MOMENTS = frozenset(
    "time_creation time_register time_activity time_launch time_update time_started time_done "
    "time_start tst tdn idle_time busy_time task_start_finish_time".split()
)
"""Keys that hold a moment of the recording: they must be there, with another number."""

DURATIONS = frozenset(["p_tasks_run_time_min", "p_tasks_run_time_max", "p_tasks_run_time_sum"])
"""Whole seconds; left out below one second, which is what most tasks take here."""

LEFT_OUT = {
    "13": "progress second by second; test_running.py has the same lines",
    "15": "its rule about avoiding a host would leave the task of a farm of one render waiting for ever",
    "17": "two renders; test_nodes.py says what our one answers",
    "21": "a moment of a running task; test_monitors.py listens to one",
    "22": "pictures taken between the server's cycles; test_running.py has the operations",
    "23": "pictures taken between the server's cycles; test_running.py has the operations",
    "30": "two renders; test_nodes.py says what our one answers",
    "31": "no branches and pools to arrange",
    "36": "the order is told by moments a second apart; test_local_tasks.py has the order",
    "38": "the server died of each; test_server.py has our answers",
    "39": "no configuration and no files are given out",
}
"""Files that are not replayed, and why."""

DIFFERENT = {
    ("06", 3): "branches are taken as a job names them, and are not listed",
    ("10", 3): "a job is ready at once, not after the server's next cycle",
    ("11", 7): "what a task prints stands in the order in which it was printed",
    ("11", 9): "it prints a folder that only one machine has",
    ("19", 2): "branches are not listed",
    ("19", 3): "branches are not listed",
    ("19", 4): "branches are not listed",
    ("19", 5): "branches are not listed",
    ("19", 9): "settings of pools are not kept",
    ("19", 10): "settings of pools are not kept",
    ("19", 11): "settings of pools are not kept",
    ("20", 12): "a monitor hears of nothing that was before it subscribed; a server deals events out once a second",
    ("24", 11): "a priority below 0 is dropped, and said",
    ("24", 19): "what no action changes is dropped, and said",
    ("24", 21): "what stands beside an operation is dropped, and said",
    ("27", 6): "a job is ready at once, not after the server's next cycle",
    ("28", 11): "a list is in order at once, not after the server's next cycle",
    ("29", 17): "a user with jobs is not deleted, and that is said",
    ("29", 19): "an operation that users do not know is refused",
    ("40", 20): "settings of branches are refused",
    ("41", 8): "a picture taken between the server's cycles",
    ("41", 10): "a picture taken between the server's cycles",
    ("43", 3): "a job is ready at once, not after the server's next cycle",
    (
        "43",
        14,
    ): "all jobs stand in the order in which they are served; a server places a job when it comes, and leaves it",
    ("43", 20): "the places of jobs among their owner's are counted at once, and not kept from the owner before",
    ("43", 21): "the places of jobs among their owner's are counted at once, also when one went to another",
    ("47", 27): "a task that runs is told of when its progress changes, not each second",
    ("45", 16): "a job that is not there is named",
    (
        "45",
        36,
    ): "all jobs stand in the order in which they are served; a server places a job when it comes, and leaves it",
    ("32", 6): "the words about a mask that is no regular expression are Python's",
}
"""Single exchanges (file, place) that are answered otherwise, and why."""

SETTINGS = ("pools", "branches")
"""Kinds of nodes whose actions are refused: one machine has nothing to arrange with them."""

OF_ONE_SIDE = ("max_tasks_per_second", "wol_operation_time", "max_tasks_host")
"""Keys of the root branch, which starts as many tasks a second as can be, of a render that went (none is woken), and of
every render here: the slots, which a server keeps at the pool."""

LOGS = ("log", "tasks_log", "TLog", "error_hosts", "TErrorHosts")
"""Types of answers whose lines are texts with moments in them: compared without these lines."""
