"""The names that the real `hou` has, from the published type stubs (types-houdini): names only, no code.

python tests/fakes/hou_stubs.py 20.5            compares hou_names.json with this environment's stubs (session types)
python tests/fakes/hou_stubs.py 20.5 --write    writes that version anew
"""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

TABLE = Path(__file__).with_name("hou_names.json")
VERSIONS = ("19.5", "20.5", "21.0")
CLASSES = (
    "NetworkMovableItem NetworkItem Node OpNode RopNode SopNode LopNode TopNode NodeType OpNodeType NodeTypeCategory "
    "OpNodeTypeCategory Parm ParmTuple BaseKeyframe Keyframe Take Error OperationFailed LoadWarning PermissionError "
    "ObjectWasDeleted hipFile hipFileEventType playbar takes undos ui qt text licenseCategoryType severityType "
    "exprLanguage UndosDisabler EnumValue Vector2"
).split()


def read_table(version: str) -> dict[str, tuple[list[str], set[str]]]:
    """Class -> its bases and the names it has; the module itself is the class "hou"."""
    said = json.loads(TABLE.read_text("utf-8"))[version]
    return {name: (bases.split(), set(names.split())) for name, (bases, names) in said.items()}


def names_of(table: dict[str, tuple[list[str], set[str]]], name: str) -> set[str]:
    """The names of a class, those of its bases included."""
    bases, names = table.get(name, ([], set()))
    return names.union(*(names_of(table, base) for base in bases))


def table_of_stubs(file: Path) -> dict[str, list[str]]:
    """The table as the stubs in `file` give it."""
    tree = ast.parse(file.read_text("utf-8"))
    found = {"hou": ["", " ".join(sorted(_names(tree.body)))]}
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name in CLASSES:
            bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
            found[node.name] = [" ".join(bases), " ".join(sorted(_names(node.body)))]
    return found


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
    version = words[0]
    place = next((Path(one) for one in sys.path if (Path(one) / "hou-stubs").is_dir()), None)
    if place is None:
        sys.stderr.write("types-houdini is not installed in this environment\n")
        return 1
    found = table_of_stubs(place / "hou-stubs" / "__init__.pyi")
    kept = json.loads(TABLE.read_text("utf-8")) if TABLE.exists() else {}
    if "--write" in words:
        kept[version] = found
        TABLE.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", "utf-8")
    elif kept.get(version) != found:
        sys.stderr.write(f"{TABLE.name} is not what the stubs of {version} say; write it anew with --write\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
