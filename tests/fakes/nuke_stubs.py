"""The names that the real `nuke` has, from the published type stubs (types-nuke, Nuke 13.2): names only, no code.

python tests/fakes/nuke_stubs.py            compares nuke_names.txt with the stubs of this environment (session types)
python tests/fakes/nuke_stubs.py --write    writes it anew
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

TABLE = Path(__file__).with_name("nuke_names.txt")
CLASSES = (
    "Node Group Root Knob Array_Knob Unsigned_Knob Boolean_Knob Disable_Knob Int_Knob Enumeration_Knob MultiView_Knob "
    "String_Knob EvalString_Knob File_Knob Tab_Knob OutputContext Undo Menu MenuItem GlobalsEnvironment"
).split()


def read_table() -> dict[str, tuple[str, set[str]]]:
    """Class -> its base and the names it has; the module itself is the class "nuke"."""
    found = {}
    for line in TABLE.read_text("utf-8").splitlines():
        head, _, names = line.partition(": ")
        name, _, base = head.partition(" < ")
        found[name] = base, set(names.split())
    return found


def names_of(table: dict[str, tuple[str, set[str]]], name: str) -> set[str]:
    """The names of a class, those of its bases included."""
    names: set[str] = set()
    while name in table:
        base, own = table[name]
        names |= own
        name = base
    return names


def table_of_stubs(folder: Path) -> str:
    """The table as the stubs in `folder` give it."""
    trees = [ast.parse(path.read_text("utf-8")) for path in sorted(folder.glob("*.pyi"))]
    top: set[str] = set()
    classes: dict[str, str] = {}
    for tree in trees:
        for node in tree.body:
            top |= _names([node])
            if isinstance(node, ast.ClassDef) and node.name in CLASSES:
                bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
                head = f"{node.name} < {bases[0]}" if bases else node.name
                classes[node.name] = f"{head}: {' '.join(sorted(_names(node.body)))}"
    return "\n".join([f"nuke: {' '.join(sorted(top))}", *(classes[name] for name in CLASSES)]) + "\n"


def _names(body: list[ast.stmt]) -> set[str]:
    names = set()
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return {name for name in names if not name.startswith("_")}


def main(words: list[str]) -> int:
    """Compare, or write; 1 when the table is not what the stubs say."""
    folder = next((Path(place) / "nuke-stubs" for place in sys.path if (Path(place) / "nuke-stubs").is_dir()), None)
    if folder is None:
        sys.stderr.write("types-nuke is not installed in this environment\n")
        return 1
    text = table_of_stubs(folder)
    if "--write" in words:
        TABLE.write_text(text, "utf-8")
    elif text != TABLE.read_text("utf-8"):
        sys.stderr.write(f"{TABLE.name} is not what the stubs say; write it anew with --write\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
