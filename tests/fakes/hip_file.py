"""Writes scene files as Houdini 20 does, out of plain data: an archive of ours, none of it from the product's reader.

The order of members, their words, quotes and numbers are those of public scenes of Houdini 11 to 21 [F].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from .hou_scene import MENUS, MadeNode, MadeScene

SEALS = {".hiplc": b"HouLC\x1a", ".hipnc": b"HouNC\x1a"}
LAST = {".hip": "TRAILER!!!", ".hiplc": "LIMITED_COMMERCIAL_FILE!!!", ".hipnc": "NON_COMMERCIAL_FILE!!!"}
MANAGERS = ("vex", "mat", "obj", "out", "ch", "shop", "img", "stage", "tasks")
FLAGS = (
    "lock model template footprint xray bypass display render highlight unload savedata compress colordefault exposed"
)
STALE = 4711
"""What stands beside a channel: it was true once."""


def written(path: Path, scene: MadeScene, *, ending: str = "", between: bytes = b"") -> Path:
    """Write `scene` to `path`; its ending, or `ending`, says which licence. `between` lies among nodes as geometry."""
    path.write_bytes(content(scene, str(path), ending or path.suffix, between=between))
    return path


def content(
    scene: MadeScene, path: str, ending: str = ".hip", *, between: bytes = b"", more: Sequence[tuple[str, bytes]] = ()
) -> bytes:
    """The bytes of `scene` as saved at `path`; `more` are members at the end."""
    return archive([*_members(scene, path, between), *more], ending)


def archive(members: list[tuple[str, bytes]], ending: str = ".hip") -> bytes:
    """An archive of these members, sealed where the ending says so."""
    parts = [_member(name, body, ending, number) for number, (name, body) in enumerate(members)]
    return b"".join([*parts, _member(LAST[ending], b"", ending, len(parts))])


def _member(name: str, body: bytes, ending: str, number: int) -> bytes:
    word = name.encode() + b"\0"
    if ending in SEALS:
        return SEALS[ending] + b"%028x" % (number * 0x9E3779B97F4A7C15 % (1 << 112)) + word + body
    head = "070707" + "000001" + "000000" + "000666" + "000000" * 2 + "000001" + "000000" + "15274661234"
    return head.encode() + b"%06o%011o" % (len(word), len(body)) + word + body


def _members(scene: MadeScene, path: str, between: bytes) -> Iterator[tuple[str, bytes]]:
    yield ".start", _start(scene).encode()
    yield ".variables", _variables(scene, path).encode()
    for name in (".aliases", ".takeconfig", ".hou.session", ".OPlibraries", ".OPpreferences", ".OPfallbacks"):
        yield name, b""
    yield ".OPdummydefs", b"INDX\0\0\0 a member of its own: \0out/mantra1.init\0type = nothing\n"
    for manager in MANAGERS:
        yield f"{manager}.def", _definition(MadeNode(f"/{manager}", manager)).encode()
        yield f"{manager}.parm", b"{\nversion 0.8\n}\n"
        if manager == "out":
            yield "out.userdata", user_data(scene.user_data)
        yield from _network(scene, f"/{manager}", between if manager == "obj" else b"")
    yield ".application", b""
    yield ".takes", _takes(scene)
    for name in (".styles", ".contextoptions", ".cwd"):
        yield name, b""


def _network(scene: MadeScene, path: str, between: bytes) -> Iterator[tuple[str, bytes]]:
    inside = [node for node in scene.nodes if node.parent == path]
    for node in inside:
        if scene.is_in_asset(node):
            continue
        name = node.path[1:]
        yield f"{name}.init", f"type = {node.type_name}\nmatchesdef = {int(node.is_asset)}\n".encode()
        yield f"{name}.def", _definition(node).encode()
        if node.all_channels():
            yield f"{name}.chn", _channels(node).encode()
        yield f"{name}.parm", _parameters(node.values(), node.all_channels()).encode()
        if between:
            yield f"{name}.data", between
        yield f"{name}.userdata", user_data({"___Version___": scene.version})
        yield from _network(scene, node.path, b"")
    yield f"{path[1:]}.order", "".join(f"{word}\n" for word in (len(inside), *(one.name for one in inside))).encode()
    yield f"{path[1:]}.net", b"1\n"


def _start(scene: MadeScene) -> str:
    begin, end, now = (scene.first - 1) / scene.fps, scene.last / scene.fps, (scene.frame - 1) / scene.fps
    return (
        f"fplayback -i on -r on -f 1 -e on -h on -t on -a on -k on -s 1\ntcur {now:.17g}\nfps {scene.fps:.17g}\n"
        f"tset {begin:.17g} {end:.17g}\nfrange {scene.first:g} {scene.last:g}\nunitlength 1\n"
    )


def _variables(scene: MadeScene, path: str) -> str:
    """As of saving: the folder was another one then."""
    known = {
        "ACTIVETAKE": scene.take,
        "E": "2.7182818284590452354",
        "HIP": "/where/it/was/saved",
        "HIPFILE": "/where/it/was/saved/other.hip",
        "HIPNAME": "other",
        "PI": "3.1415926535897932384",
        **scene.variables,
        "_HIP_SAVEPLATFORM": "linux-x86_64-gcc11.2",
        "_HIP_SAVEVERSION": scene.version,
    }
    return "".join(f"set -g {name} = '{value}'\n" for name, value in known.items()) + "set -l WEDGENUM = '0'\n"


def _definition(node: MadeNode) -> str:
    flags = dict.fromkeys(FLAGS.split(), "off")
    flags.update(bypass="on" if node.is_bypassed else "off", lock="on" if node.is_locked else "off", exposed="on")
    wires = [(place, name) for place, name in enumerate(node.inputs) if name]
    named = "".join(f'{place} \t{name} 0 1 "input{place + 1}"\n' for place, name in wires)
    plain = "".join(f"{place} \t{name} 0 1\n" for place, name in wires)
    return (
        'comment "two lines:\ninputs\n{\n0 \\tnobody 0 1\n}\n"\nposition 1 2\nconnectornextid 1\n'
        f"flags =  {' '.join(f'{word} {state}' for word, state in flags.items())}\n"
        f"outputsNamed3\n{{\n}}\ninputsNamed3\n{{\n{named}}}\ninputs\n{{\n{plain}}}\n"
        'stat\n{\n  create 1\n  modify 2\n  author a@b\n  access 0777\n}\ndelscript ""\nexprlanguage hscript\nend\n'
    )


def _parameters(values: dict[str, Any], channels: dict[str, str]) -> str:
    lines = ["{", "version 0.8"]
    for name, value in values.items():
        several = value if isinstance(value, (tuple, list)) else (value,)
        parts = [f"{name}{place + 1}" if len(several) > 1 else name for place in range(len(several))]
        words = [
            f"[ {part}\t{STALE} ] " if part in channels else _value(name, one) for part, one in zip(parts, several)
        ]
        lines.append(f"{name}\t[ 0\tlocks=0 ]\t(\t" + "".join(f"{word}\t" for word in words) + ")")
    return "\n".join([*lines, "}", ""])


def _value(name: str, value: Any) -> str:
    """Words of a menu are in quotes, and texts with white space; backslashes and quotes are marked everywhere."""
    if not isinstance(value, str):
        return f"{value:.17g}"
    word = value.replace("\\", "\\\\").replace('"', '\\"')
    is_choice = name in MENUS or value in ("on", "off")
    return f'"{word}"' if is_choice or not value or any(letter.isspace() for letter in value) else word


def _channels(node: MadeNode) -> str:
    parts = ["{\n"]
    for name, expression in node.all_channels().items():
        language = " language = python" if expression.startswith("python:") else ""
        text = expression.removeprefix("python:").replace("\\", "\\\\").replace('"', '\\"')
        quoted = f'"{text}"' if any(letter.isspace() for letter in text) or not text else text
        parts.append(
            f"    channel {name} {{\n      lefttype = extend\n      righttype = extend\n      default = 1\n"
            f"      flags = 0\n      segment {{ length = 0 value = {STALE} {STALE} expr = {quoted}{language} }}\n"
            "    }\n"
        )
    return "".join([*parts, "  }\n"])


def user_data(values: dict[str, str]) -> bytes:
    """What artists and tools keep at a node: a count, then names and texts with their lengths."""
    parts = [struct.pack(">I", len(values))]
    for name, value in values.items():
        parts += [_short(name), struct.pack(">I", 3), _short(value)]
    return b"".join(parts)


def _short(text: str) -> bytes:
    word = text.encode()
    return struct.pack(">H", len(word)) + word


def _takes(scene: MadeScene) -> bytes:
    """A list of takes that change nothing, all of them children of the first."""
    kids = [len(scene.takes) - 1, *[0] * len(scene.takes)]
    return takes([(name, kids[place], {}) for place, name in enumerate(scene.takes)])


def takes(made: list[tuple[str, int, dict[tuple[str, str], Any]]]) -> bytes:
    """A list of takes: name, number of children, and values by node and parameter (None for what nobody knows)."""
    parts, numbers = [b"HoudiniTakeFile 1.0\n"], dict[str, int]()
    for name, kids, changes in made:
        parts.append(f"take name {name} kids {kids}\n".encode())
        for (node, parm), value in changes.items():
            for word in (node, parm):
                if word not in numbers:
                    numbers[word] = len(numbers)
                    parts.append(record(f"s {numbers[word]} {word}\n".encode()))
            body = b"" if value is None else record(_parameters({parm: value}, {}).encode())
            kind = "c" if value is None else "d"
            parts.append(record(f"{kind} {numbers[node]} {numbers[parm]}\n".encode() + body))
        parts.append(record(b"e\n"))
    return b"".join(parts)


def record(body: bytes) -> bytes:
    """A piece of the list of takes, with its length before it."""
    return struct.pack(">I", len(body)) + body


def name_of(path: str) -> str:
    """The scene's name as Houdini 14 and newer say it: the file's, without its ending."""
    return PurePosixPath(path).stem
