"""A task's program for every system: each word is a step of it, done one after the other.

`say:TEXT` prints a line, `fill:NUMBER` so many letters, `touch:FILE` makes a file, `wait:FILE` waits until it is there,
`add:FILE|TEXT` writes a line at its end, `sleep:SECONDS` and `exit:CODE` do what they say.
"""

from __future__ import annotations

import os
import sys
import time


def do(step: str) -> None:
    """Do one of them."""
    name, _, rest = step.partition(":")
    if name == "say":
        print(rest, flush=True)
    elif name == "fill":
        sys.stdout.write("x" * int(rest) + "\n")
    elif name == "touch":
        open(rest, "a").close()
    elif name == "wait":
        while not os.path.exists(rest):
            time.sleep(0.05)
    elif name == "add":
        path, _, text = rest.rpartition("|")
        with open(path, "a", encoding="utf-8") as file:
            file.write(f"{text}\n")
    elif name == "sleep":
        time.sleep(float(rest))
    elif name == "exit":
        sys.stdout.flush()
        sys.exit(int(rest))
    else:
        raise ValueError(step)


if __name__ == "__main__":
    for word in sys.argv[1:]:
        do(word)
