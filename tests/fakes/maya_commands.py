"""The commands that `maya.cmds` really has, with flags, modes and companions, for Maya 2022 to 2025: facts, no text.

They come from the tables that the pymel wheel carries. The fake refuses what is not in `maya_commands.txt`.

python tests/fakes/maya_commands.py            compares it with the pymel of this environment (session types)
python tests/fakes/maya_commands.py --write    writes it anew
"""

from __future__ import annotations

import re
import runpy
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

TABLE = Path(__file__).with_name("maya_commands.txt")
YEARS = (2022, 2023, 2024, 2025)
COMMANDS = (
    "about confirmDialog currentTime currentUnit deleteUI dirmap disconnectAttr editRenderLayerGlobals evalDeferred "
    "file fileInfo getAttr listAttr listConnections listRelatives loadPlugin ls menu menuItem nodeType objExists "
    "optionVar pluginInfo referenceQuery select setAttr undoInfo unknownPlugin warning workspace workspaceControl"
).split()
KINDS = {"<type bool>": "b", "<type int>": "i", "<type float>": "f", "<type str>": "s"}
_FLAG = re.compile(r"(\w+)=([cqem]*)([a-z])(\d)(?:/([\w,]*))?(?:@([\d,]+))?")


class Flag(NamedTuple):
    """One flag.

    `modes` are letters of create, query, edit and multiuse; `kind` that of its value, "b", "i", "f", "s" or "o" for
    others; `count` is how many values it takes; `companions` are the only flags allowed with it, None for any.
    """

    modes: str
    kind: str
    count: int
    companions: frozenset[str] | None


def read_table(year: int) -> dict[str, dict[str, Flag]]:
    """Command -> its flags by their long names, as `year` has them."""
    found: dict[str, dict[str, Flag]] = {}
    for line in TABLE.read_text("utf-8").splitlines():
        name, _, flags = line.partition(":")
        found[name] = {}
        for flag, modes, kind, count, companions, years in _FLAG.findall(flags):
            if not years or str(year) in years.split(","):
                allowed = frozenset(companions.split(",")) if companions else None
                found[name][flag] = Flag(modes, kind, int(count), allowed)
    return found


def table_of(tables: Mapping[int, Mapping[str, Any]]) -> str:
    """The text of the table, from pymel's by year."""
    lines = []
    for command in COMMANDS:
        years: dict[str, list[int]] = {}
        for year in YEARS:
            for name, facts in tables[year][command]["flags"].items():
                if name == facts["longname"]:
                    years.setdefault(f"{name}={_facts(facts)}", []).append(year)
        words = [
            text if len(known) == len(YEARS) else f"{text}@{','.join(map(str, known))}"
            for text, known in sorted(years.items())
        ]
        lines.append(" ".join([f"{command}:", *words]))
    return "\n".join(lines) + "\n"


def _facts(facts: Mapping[str, Any]) -> str:
    modes = "".join(mode[0] for mode in ("create", "query", "edit", "multiuse") if mode in facts.get("modes", ()))
    kinds = facts["args"] if isinstance(facts["args"], list) else [facts["args"]]
    kind = KINDS.get(str(kinds[0]), "o") if len(set(map(str, kinds))) == 1 else "o"
    companions = ",".join(sorted(facts.get("secondaryFlags") or ()))
    return f"{modes}{kind}{facts['numArgs']}" + (f"/{companions}" if companions else "")


def main(words: list[str]) -> int:
    """Compare, or write; 1 when the table is not what pymel says."""
    caches = (Path(place) / "pymel" / "cache" for place in sys.path)
    folder = next((cache for cache in caches if cache.is_dir()), None)
    if folder is None:
        sys.stderr.write("pymel is not installed in this environment\n")
        return 1
    text = table_of({year: runpy.run_path(str(folder / f"mayaCmdsList{year}.py"))["data"][0] for year in YEARS})
    if "--write" in words:
        TABLE.write_text(text, "utf-8")
    elif text != TABLE.read_text("utf-8"):
        sys.stderr.write(f"{TABLE.name} is not what pymel says; write it anew with --write\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
