"""A farm in a process of its own, for the tests: one that can be told to die at a named point.

Arguments: host name, slots, "open" or "", the point where SIGKILL comes ("" for none) with how many times it is passed
before, and "port" or "" for a farm that listens on a port, too.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable

from afsubmit.local import farm_folders, local_farm, posts, runner, server, state

RIGHT_TIME = time.time


def dying_at(point: str, passes: int) -> Callable[[str], None]:
    """A hook that kills this process when the point is reached after that many times."""
    left = [passes]

    def at(reached: str) -> None:
        if reached == point:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), 9)

    return at


def wrong_clock() -> float:
    """The time by a clock that is wrong by as much as the file says that `FARM_CLOCK` names."""
    try:
        with open(os.environ["FARM_CLOCK"], encoding="ascii") as file:
            return RIGHT_TIME() + float(file.read() or 0)
    except FileNotFoundError:
        return RIGHT_TIME()


if __name__ == "__main__":
    time.time = wrong_clock
    state.FarmState.__init__.__kwdefaults__["clock"] = wrong_clock
    runner.GRACE_SECONDS = 1.0  # so that the tests need not wait ten
    posts.POST_PAUSE_SECONDS = 1
    server.RECEIVE_SECONDS = 2.0 if os.name != "nt" else 6.0  # processes of Wine are slow
    host, slots, is_open, point, passes, has_port = sys.argv[1:]
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    local_farm.serve(
        farm_folders.farm_folder(host),
        host_name=host,
        slots=int(slots) if int(slots) >= 0 else None,
        port=0 if has_port else None,
        is_open=is_open == "open",
        at=dying_at(point, int(passes)),
    )
