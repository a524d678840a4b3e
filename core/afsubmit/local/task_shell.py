"""Runs one command on a system without a POSIX shell: waits for the word to go, runs it, leaves its exit code.

It runs by its path, alone: nothing of this package is imported here. `task_shells.SCRIPT` is the same for POSIX
systems, written in sh.
"""

from __future__ import annotations

import subprocess
import sys


def main(arguments: list[str]) -> int:
    """Run `arguments`: the file for the exit code, then the command (one word: a command line, else a list).

    Nothing is run when standard input ends without a line: whoever started this process died before it could write
    down that it had.
    """
    exit_file, command = arguments[0], arguments[1:]
    if not sys.stdin.buffer.readline().endswith(b"\n"):
        return 125
    line = command[0] if len(command) == 1 else command
    code = subprocess.call(line, stdin=subprocess.DEVNULL)
    with open(exit_file, "w", encoding="ascii") as file:
        file.write(f"{code}\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
