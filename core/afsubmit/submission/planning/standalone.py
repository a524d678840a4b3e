"""Programs that render what an application exported, a file for each frame: their words, services and parsers. Pure.

Command lines as public submitters write them and the programs' documentation has them; threads 0 leaves their number to
the program.
"""

from __future__ import annotations

import ntpath
import posixpath

KICK, REDSHIFT, VRAY, PRMAN = "kick", "redshift", "vray", "prman"
PROGRAMS = {REDSHIFT: "redshiftCmdLine"}
"""Those that are not called as their kind is."""

SERVICES = {KICK: "arnold", REDSHIFT: "generic", VRAY: "vray", PRMAN: "prman"}
PARSERS = {REDSHIFT: "redshift"}
"""Parsers that come with no service of their name."""


def command(kind: str, program: str, path: str, threads: int, frame: str = "") -> str:
    """The command that renders one exported file; `program` and `path` are finished words.

    `frame` is the number in the picture's name for a program that can be told, "" for a picture without one.
    """
    if kind == KICK:
        return f"{program} -nstdin -dw -dp -v 2{f' -t {threads}' if threads else ''} -i {path}"
    if kind == PRMAN:
        return f"{program} -Progress{f' -t:{threads}' if threads else ''} {path}"
    if kind == VRAY:
        told = [f"-numThreads={threads}"] * bool(threads) + [f"-frames={frame}"] * bool(frame)
        quiet = "-display=0 -autoClose=1 -showProgress=1 -progressUseCR=0 -verboseLevel=3"
        return " ".join([program, quiet, *told, f"-sceneFile={path}"])
    return f"{program} {path}"


def beside(executable: str, name: str) -> str:
    """The program `name` in the folder of `executable`, with its ending; its bare name where that has no folder."""
    module = ntpath if "\\" in executable else posixpath
    folder, own = module.split(executable)
    return module.join(folder, name + (".exe" if own.lower().endswith(".exe") else "")) if folder else name
