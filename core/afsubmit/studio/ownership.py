"""What nobody else can have written: owner and mode are looked at before a file is believed, run or written to.

The law is that of git and ssh: it is ours (or root's), and neither its group nor everybody may write it. Links are not
followed. On Windows Python sees neither owners nor modes: there what we make is closed to others, and only links are
looked for.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat

from ..errors import AfError, Problem, sentence
from . import open_files, windows_rights

ROOT = 0
OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_CAREFUL = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"))


class DistrustError(AfError, PermissionError):
    """Somebody else could have written what was about to be used; `problem` names it, and how to mend it."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(sentence(problem))


def distrust(path: str, *, top: str = "", is_any_owner: bool = False) -> Problem | None:
    """Why `path` is not to be believed, with the command that mends it; None when only we or root can have written it.

    Args:
        path: a file or folder; nothing there is nothing to distrust. Where it is a link, the link and what it leads
            to are both looked at, and the folder of that.
        top: a folder above `path`: every folder from there down to `path` is looked at, too; "" for `path` alone.
            The folders above `top` may not be open to everybody, but for those like /tmp, where nobody can rename
            what is another's.
        is_any_owner: it may be anybody's (a studio's own folder), as long as its owner alone can write it.
    """
    for one in _chain(os.path.abspath(path), os.path.abspath(top) if top else ""):
        found = _of_one(one, is_any_owner)
        if found:
            return found
    for above in _above(os.path.abspath(top)) if top else ():
        found = _of_one_above(above)
        if found:
            return found
    return None


def ensure(path: str, *, top: str = "", is_any_owner: bool = False) -> None:
    """See that `path` is to be believed; arguments as for `distrust`.

    Raises:
        DistrustError: it is not.
    """
    found = distrust(path, top=top, is_any_owner=is_any_owner)
    if found:
        raise DistrustError(found)


def open_ours(path: str, flags: int, mode: int = 0o600) -> int:
    """Open a regular file of ours, never through a link and never waiting for one that is a pipe; its descriptor.

    `flags` and `mode` as for os.open. What others could read until now is closed to them.

    Raises:
        DistrustError: it is a link, no regular file, another's, or others can write it.
        OSError: as os.open says.
    """
    if os.path.islink(path):
        raise DistrustError(_is_link(path))
    try:
        descriptor = os.open(path, flags | _CAREFUL, mode)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise DistrustError(_is_link(path)) from error
        if error.errno == errno.ENXIO:
            raise DistrustError(_is_no_file(path)) from error
        raise
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise DistrustError(_is_no_file(path))
        problem = _judged(path, found, is_any_owner=False)
        if problem:
            raise DistrustError(problem)
        if _has_owners() and found.st_mode & 0o077 and found.st_uid == os.geteuid():
            os.fchmod(descriptor, stat.S_IMODE(found.st_mode) & 0o700)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def read_ours(path: str, most_bytes: int) -> bytes:
    """The first `most_bytes` of a file of ours.

    Raises:
        DistrustError: as `open_ours`.
        OSError: it cannot be read.
    """
    with open(open_ours(path, os.O_RDONLY), "rb") as file:
        return file.read(most_bytes)


def write_ours(path: str, content: bytes) -> None:
    """Put a file for us alone in place, at once and whole, whatever was there; its folder is there.

    Raises:
        OSError: it cannot be written; what was there is as it was.
    """
    temporary = f"{path}.{os.getpid()}"
    _remove(temporary)
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _CAREFUL, 0o600), "wb") as file:
            windows_rights.close_to_others(temporary)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        open_files.replace(temporary, path)
    except BaseException:
        _remove(temporary)
        raise


def _remove(path: str) -> None:
    try:
        os.remove(path)
    except OSError:
        return


def own_database(path: str) -> None:
    """See that a file of SQLite is ours, made for us alone if need be, and so is all that SQLite reads beside it.

    Raises:
        DistrustError: as `open_ours`, for one of them.
        OSError: it cannot be made or read.
    """
    os.close(open_ours(path, os.O_RDWR | os.O_CREAT))
    for beside in (f"{path}-journal", f"{path}-wal", f"{path}-shm"):
        if not _has_owners():  # there is no mode to see, and while it is open here SQLite cannot remove it
            if os.path.islink(beside):
                raise DistrustError(_is_link(beside))
        elif os.path.lexists(beside):
            with contextlib.suppress(FileNotFoundError):  # another process of ours has ended what it wrote
                os.close(open_ours(beside, os.O_RDWR))


def refusal(path: str) -> Problem | None:
    """Why a file or folder of the suite's own would be refused; None when it would not, or is not there."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return None
    if stat.S_ISLNK(mode):
        return _is_link(path)
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode) and not stat.S_ISSOCK(mode):
        return _is_no_file(path)
    return distrust(path)


def private_folder(path: str, *, is_chosen: bool = False) -> None:
    """Make the folder for us alone, or see that it is ours and close it to others.

    One that the user chose (`is_chosen`) is closed only to what others could write into it. One that is shared on
    purpose (its sticky or group bit is set) is left as it is and refused. What lies in a folder that was open before
    is to be looked at on its own.

    Raises:
        DistrustError: it is a link (a chosen folder may be a link of ours), another's, or cannot be closed.
        OSError: it cannot be made.
    """
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.mkdir(path, 0o700)
        windows_rights.close_to_others(path)
    except FileExistsError:
        _close(path, is_chosen)


def _close(path: str, is_chosen: bool) -> None:
    link, found = os.lstat(path), os.stat(path)
    if stat.S_ISLNK(link.st_mode) and not is_chosen:
        raise DistrustError(_is_link(path))
    if not stat.S_ISDIR(found.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), path)
    if not _has_owners():
        return
    for one in (link, found):
        if one.st_uid != os.geteuid():
            raise DistrustError(_is_anothers(path, one))
    others = OTHERS_WRITE if is_chosen else 0o077
    if found.st_mode & others and not found.st_mode & (stat.S_ISVTX | stat.S_ISGID):
        os.chmod(path, stat.S_IMODE(found.st_mode) & ~others)
    found = os.stat(path)
    if found.st_mode & OTHERS_WRITE:
        raise DistrustError(_is_writable(path, found))


def _has_owners() -> bool:
    return hasattr(os, "geteuid")


def _chain(path: str, top: str) -> list[str]:
    """`path` and its folders up to and with `top`; of a link also what it leads to, and the folder of that."""
    found = [path]
    while top and path != top and os.path.dirname(path) != path:
        path = os.path.dirname(path)
        found.append(path)
    real = [os.path.realpath(one) for one in found if os.path.islink(one)]
    return list(dict.fromkeys([*found, *real, *(os.path.dirname(one) for one in real)]))


def _above(path: str) -> list[str]:
    found = []
    while os.path.dirname(path) != path:
        path = os.path.dirname(path)
        found.append(path)
    return found


def _of_one(path: str, is_any_owner: bool) -> Problem | None:
    try:
        found = os.lstat(path)
    except OSError:
        return None
    if stat.S_ISLNK(found.st_mode):  # its mode says nothing; whoever owns it decides where it leads
        is_ours = is_any_owner or not _has_owners() or found.st_uid in (ROOT, os.geteuid())
        return None if is_ours else _is_anothers(path, found)
    return _judged(path, found, is_any_owner=is_any_owner)


def _of_one_above(path: str) -> Problem | None:
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return None
    is_open = _has_owners() and mode & stat.S_IWOTH and not mode & stat.S_ISVTX
    return _is_writable(path, os.stat(path)) if is_open else None


def _judged(path: str, found: os.stat_result, *, is_any_owner: bool) -> Problem | None:
    if not _has_owners():
        return None
    if not is_any_owner and found.st_uid not in (ROOT, os.geteuid()):
        return _is_anothers(path, found)
    return _is_writable(path, found) if found.st_mode & OTHERS_WRITE else None


def _is_anothers(path: str, found: os.stat_result) -> Problem:
    text = f"it belongs to {_user(found.st_uid)}, not to you"
    return Problem("error", path, text, f"If it shall be yours: sudo chown {_user(os.geteuid())} {_quoted(path)}")


def _is_writable(path: str, found: os.stat_result) -> Problem:
    who = "everybody" if found.st_mode & stat.S_IWOTH else "its group"
    text = f"{who} can write it (mode {stat.S_IMODE(found.st_mode):04o}, owner {_user(found.st_uid)})"
    return Problem("error", path, text, f"Look at what is in it, then: chmod go-w {_quoted(path)}")


def _is_link(path: str) -> Problem:
    return Problem("error", path, "it is a link, and links are not followed here", f"rm {_quoted(path)}")


def _is_no_file(path: str) -> Problem:
    return Problem("error", path, "it is no regular file", f"Move it away: mv {_quoted(path)} {_quoted(path + '.old')}")


def _user(number: int) -> str:
    try:
        import pwd

        return pwd.getpwuid(number).pw_name
    except (ImportError, KeyError):
        return str(number)


def _quoted(path: str) -> str:
    import shlex

    return shlex.quote(path)
