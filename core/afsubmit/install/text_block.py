"""One marked block of lines in a file of the user's: added once, taken away without a byte changed elsewhere."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

from ..errors import AfError
from ..studio import open_files

BEGIN = b"# >>> afsubmit >>> `afsubmit install %s` wrote these lines, `afsubmit install %s --uninstall` takes them away"
END = b"# <<< afsubmit <<<"
NO_LINE_END = b" (the line before these had no end)"
_BLOCK = re.compile(rb"(\r?\n)?# >>> afsubmit >>>[^\n]*\n(?:[^\n]*\n)*?# <<< afsubmit <<<([^\r\n]*)(?:\r?\n|\Z)")


def add(path: Path, host: str, lines: str) -> bool:
    """Put `lines` at the end of the file `path`, in place of those that an older one of ours put there.

    The file is made when there is none. Returns False when it says just this already.

    Raises:
        AfError: it cannot be read or written; it is as it was.
    """
    before = read(path)
    rest = without(before)
    ending = b"\r\n" if b"\r\n" in rest else b"\n"
    is_cut = bool(rest) and not rest.endswith(b"\n")
    body = lines.strip("\n").encode().split(b"\n")
    words = host.encode()
    block = ending.join([BEGIN % (words, words), *body, END + (NO_LINE_END if is_cut else b""), b""])
    after = rest + (ending if is_cut else b"") + block
    if after == before:
        return False
    _write(path, after)
    return True


def remove(path: Path) -> bool:
    """Take our lines away; False when there are none. A file that held nothing else is removed.

    Raises:
        AfError: it cannot be read or written; it is as it was.
    """
    before = read(path)
    after = without(before)
    if after == before:
        return False
    if after:
        _write(path, after)
        return True
    try:
        path.unlink()
    except OSError as error:
        raise AfError(f"{path} cannot be removed: {error.strerror}.") from error
    return True


def without(data: bytes) -> bytes:
    """`data` without our block, and with the line before it as it was."""
    found = _BLOCK.search(data)
    if not found:
        return data
    start = found.start() if found[1] and found[2] == NO_LINE_END else found.end(1) if found[1] else found.start()
    return data[:start] + data[found.end() :]


def read(path: Path) -> bytes:
    """The file's bytes; none when it is not there.

    Raises:
        AfError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise AfError(f"{path} cannot be read: {error.strerror}.") from error


def _write(path: Path, data: bytes) -> None:
    """In one step; a link stays a link, the file's mode stays."""
    target = Path(os.path.realpath(path))
    temporary = ""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        if target.exists():
            shutil.copymode(target, temporary)
        else:
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(temporary, 0o666 & ~umask)
        open_files.replace(temporary, target)
    except OSError as error:
        if temporary and os.path.exists(temporary):
            os.remove(temporary)
        raise AfError(f"{path} cannot be written: {error.strerror}.") from error
