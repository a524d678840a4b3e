"""Pictures as PNG files of our own, made once and kept in the state folder, the oldest removed when there are too many.

Slow: a program reads the picture. For threads that may wait.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence

from ...errors import AfError
from ...studio import child_environment, folders, ownership, printed_text
from ...submission.hooks import hook_processes
from .converters import Converter, Picture, found, is_picture

SECONDS = 40.0
"""So long a converter may take for one picture."""
POLL_SECONDS = 0.2
MOST_BYTES = 512 * 1024 * 1024
"""All kept pictures together."""
PRUNED_EVERY = 50
"""After so many new pictures it is looked how many there are."""
_MARKS = re.compile(r"^(?:\[[^\]]* @ [^\]]*\] *|file:|\w+ ERROR: *\w+ : *)+")
"""ffmpeg's "[exr @ 0x…]", oiiotool's "oiiotool ERROR: read :"."""
UNWANTED = ("OCIO",)
"""Of a studio's configuration: the names of colours that are asked for need not be in it."""


class PictureError(AfError):
    """A picture cannot be shown; the sentence says why."""


class PictureFiles:
    """Makes and keeps pictures. Usable from several threads; what is there to convert with is looked for once."""

    def __init__(self, folder: str = "", *, seconds: float = SECONDS, most_bytes: int = MOST_BYTES) -> None:
        """Keep them in `folder`, "" for the state folder's; nothing is made or looked for yet."""
        self._folder = folder or os.path.join(folders.state_folder(), "pictures")
        self._seconds, self._most_bytes = seconds, most_bytes
        self._lock = threading.Lock()
        self._converters: Sequence[Converter] | None = None
        self._refused: Sequence[str] = ()
        self._failed: dict[str, str] = {}
        self._made = 0
        self._is_closed = False

    def close(self) -> None:
        """Make nothing more; what is being made is ended."""
        self._is_closed = True

    def png(self, path: str, width: int, height: int) -> str:
        """A PNG of the picture, no larger than that.

        Raises:
            PictureError: nothing here can read it, or it cannot be kept.
        """
        try:
            name = _name(path, width, height)
        except OSError as error:
            raise PictureError(_why_unreadable(path, error)) from error
        kept = os.path.join(self._folder, name)
        if name in self._failed:
            raise PictureError(self._failed[name])
        self._ensure()
        if not is_picture(path) and not any(one.is_for_all for one in self._converters or ()):
            raise PictureError(f"{_kind(path)} are no pictures.")
        try:
            if os.path.getsize(kept):
                os.utime(kept)
                return kept
        except OSError:  # it is not there yet
            pass
        try:
            self._make(path, kept, width, height)
        except PictureError as error:
            self._failed[name] = str(error)
            raise
        return kept

    def _ensure(self) -> None:
        """The folder, and what is there to convert with."""
        with self._lock:
            if self._converters is not None:
                return
            try:
                ownership.private_folder(os.path.dirname(self._folder), is_chosen=True)
                ownership.private_folder(self._folder)
            except OSError as error:
                raise PictureError(f"Pictures cannot be kept in {self._folder}: {error}.") from error
            self._prune()
            self._converters, self._refused = found(os.environ)

    def _make(self, path: str, kept: str, width: int, height: int) -> None:
        reasons: list[str] = []
        try:
            with tempfile.TemporaryDirectory(dir=self._folder, prefix="making-") as place:
                picture = Picture(_named_by_us(path, place), os.path.join(place, "made.png"), width, height)
                for converter in self._converters or ():
                    reason = self._run(converter, picture)
                    if not reason:
                        os.replace(picture.target, kept)
                        self._count()
                        return
                    reasons.append(f"{converter.title} says: {reason.rstrip('.')}")
        except OSError as error:
            raise PictureError(_why_unreadable(path, error)) from error
        raise PictureError(self._why(path, reasons))

    def _run(self, converter: Converter, picture: Picture) -> str:
        """Let it make the picture; "" when it did, else why not."""
        words = list(converter.words(converter.program, picture))
        environ = {name: value for name, value in child_environment.cleaned(os.environ).items() if name not in UNWANTED}
        try:
            process = hook_processes.start(words, folder=os.path.dirname(picture.target), environ=environ)
        except (OSError, ValueError) as error:
            return f"it could not be started: {error}"
        try:
            said = self._output_of(process)
        finally:
            hook_processes.end(process)
            for stream in (process.stdin, process.stdout, process.stderr):
                if stream is not None:
                    stream.close()
        if said is None:
            return f"it took longer than {self._seconds:g} s"
        if process.returncode == 0 and os.path.isfile(picture.target) and os.path.getsize(picture.target):
            return ""
        with contextlib.suppress(OSError):
            os.remove(picture.target)
        return _first_line(said, picture.source) or f"it ended with {process.returncode} and made nothing"

    def _output_of(self, process: subprocess.Popen[bytes]) -> bytes | None:
        """What it printed until it ended; None when it takes too long, or nobody waits any more."""
        end = time.monotonic() + self._seconds
        while time.monotonic() < end and not self._is_closed:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return b"".join(process.communicate(timeout=POLL_SECONDS))
        return None

    def _why(self, path: str, reasons: Sequence[str]) -> str:
        if reasons:
            return f"The picture cannot be read; {reasons[0]}."
        if self._refused:
            return f"Nothing that may be run here reads {_kind(path)}. {self._refused[0]}"
        return f"Nothing here reads {_kind(path)}: install oiiotool or ffmpeg, or name your studio's picture_converter."

    def _count(self) -> None:
        with self._lock:
            self._made += 1
            if self._made % PRUNED_EVERY == 0:
                self._prune()

    def _prune(self) -> None:
        """Remove the pictures that were asked for longest ago, and what a killed program left behind."""
        pictures = []
        for entry in os.scandir(self._folder):
            if entry.name.startswith("making-") and not self._made:
                shutil.rmtree(entry.path, ignore_errors=True)
            elif entry.name.endswith(".png"):
                with contextlib.suppress(OSError):
                    pictures.append((entry.stat().st_mtime, entry.stat().st_size, entry.path))
        total = sum(size for _, size, _ in pictures)
        for _, size, path in sorted(pictures):
            if total <= self._most_bytes:
                return
            with contextlib.suppress(OSError):
                os.remove(path)
                total -= size


def _name(path: str, width: int, height: int) -> str:
    """The name of a kept picture: another one once the file was written anew."""
    found = os.stat(path)
    told = f"{os.path.abspath(path)}\0{found.st_mtime_ns}\0{found.st_size}\0{width}x{height}"
    return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()[:40] + ".png"


def _named_by_us(path: str, place: str) -> str:
    """The file under a name that means nothing to any program: a link, or where there are none a copy."""
    ending = "".join(letter for letter in os.path.splitext(path)[1].lower() if letter.isalnum() and letter.isascii())
    named = os.path.join(place, f"picture.{ending}")
    try:
        os.symlink(os.path.abspath(path), named)
    except (OSError, NotImplementedError):
        shutil.copyfile(path, named)
    return named


def _kind(path: str) -> str:
    ending = os.path.splitext(path)[1][1:].upper()
    return f"{ending} files" if ending else "files without an ending"


def _first_line(said: bytes, source: str) -> str:
    """What a program said first, without the marks that it puts before what it says."""
    for line in printed_text.decoded(said).replace(source, "the file").splitlines():
        if line.strip():
            return _MARKS.sub("", line.strip())[:200]
    return ""


def _why_unreadable(path: str, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "The file is not there yet."
    return f"{os.path.basename(path)} cannot be read: {error.strerror or error}."
