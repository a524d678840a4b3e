"""The switches of a block and their bits in its field `flags` (afserver 3.4.1, `blockdata.h`)."""

from __future__ import annotations

NUMERIC = 1 << 0
VARIABLE_CAPACITY = 1 << 1
MULTIHOST = 1 << 2
MASTER_ON_SLAVE = 1 << 3
DEPEND_SUB_TASK = 1 << 4
SKIP_THUMBNAILS = 1 << 5
SKIP_EXISTING_FILES = 1 << 6
CHECK_RENDERED_FILES = 1 << 7
SLAVE_LOST_IGNORE = 1 << 8
APPENDED_TASKS = 1 << 9
SUSPEND_NEW_TASKS = 1 << 10

BITS = {
    "numeric": NUMERIC,
    "varcapacity": VARIABLE_CAPACITY,
    "multihost": MULTIHOST,
    "masteronslave": MASTER_ON_SLAVE,
    "dependsubtask": DEPEND_SUB_TASK,
    "skipthumbnails": SKIP_THUMBNAILS,
    "skipexistingfiles": SKIP_EXISTING_FILES,
    "checkrenderedfiles": CHECK_RENDERED_FILES,
    "slavelostignore": SLAVE_LOST_IGNORE,
    "appendedtasks": APPENDED_TASKS,
    "suspendnewtasks": SUSPEND_NEW_TASKS,
}
"""The server's word for each switch; `appendedtasks` is set by the server only."""

ALL = (1 << 11) - 1
