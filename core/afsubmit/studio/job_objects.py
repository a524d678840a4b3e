"""Job objects of Windows: a process with all that it starts, however deep, held together so that it is ended as one.

The law: a process is in its job before its first instruction. It is started suspended, since a launcher (that of a
virtual environment, a .bat) may start the next one at once.
"""

from __future__ import annotations

import functools
import os
import struct
import subprocess
import time

from ..typed import Any

ALL_ACCESS = 0x1F001F
ACCOUNTING, EXTENDED_LIMITS = 1, 9
LIMITS_LAYOUT = "qqIPPIPII6Q4P"
"""JOBOBJECT_EXTENDED_LIMIT_INFORMATION; its third number are the limits' flags."""
ACCOUNTING_LAYOUT = "4q4I"
"""JOBOBJECT_BASIC_ACCOUNTING_INFORMATION; the last number but one are the processes that live."""
KILL_ON_CLOSE = 0x2000
SAME_ACCESS = 2
SUSPENDED = 0x4
ALREADY_EXISTS = 183
ENDED = 1
"""The exit code of what is ended, as the Task Manager gives it."""


class JobObject:
    """A handle to a job object, until `close`."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    @classmethod
    def create(cls, name: str = "", *, ends_when_closed: bool = False) -> JobObject:
        """A new one. With `ends_when_closed` what is in it ends when the last handle to it is closed.

        Raises:
            OSError: it cannot be made, or there is one of that name.
        """
        kernel = _kernel()
        made = kernel.CreateJobObjectW(None, name or None)
        if not made:
            raise _last_error()
        job = cls(made)
        if name and _last_number() == ALREADY_EXISTS:
            job.close()
            raise FileExistsError(f"There is a job object of the name {name} already.")
        if ends_when_closed:
            limits = struct.pack(LIMITS_LAYOUT, 0, 0, KILL_ON_CLOSE, *[0] * 16)
            if not kernel.SetInformationJobObject(made, EXTENDED_LIMITS, limits, len(limits)):
                raise _last_error()
        return job

    @classmethod
    def find(cls, name: str) -> JobObject | None:
        """The one of that name; None when there is none (any more), or it is not for us."""
        found = _kernel().OpenJobObjectW(ALL_ACCESS, False, name)
        return cls(found) if found else None

    def take(self, process: int) -> None:
        """Put a process in, by its handle; what it starts from now on is in it, too.

        Raises:
            OSError: it cannot be put in.
        """
        if not _kernel().AssignProcessToJobObject(self._handle, process):
            raise _last_error()

    def keep_open_in(self, process: int) -> None:
        """Give that process a handle of its own, which it holds until it ends, however it ends.

        Raises:
            OSError: it cannot be given.
        """
        import ctypes

        kernel, theirs = _kernel(), ctypes.c_void_p()
        words = (kernel.GetCurrentProcess(), self._handle, process, ctypes.byref(theirs), 0, False, SAME_ACCESS)
        if not kernel.DuplicateHandle(*words):
            raise _last_error()

    def living(self) -> int:
        """How many processes in it live."""
        import ctypes

        told = ctypes.create_string_buffer(struct.calcsize(ACCOUNTING_LAYOUT))
        if not _kernel().QueryInformationJobObject(self._handle, ACCOUNTING, told, len(told), None):
            return 0
        return int(struct.unpack(ACCOUNTING_LAYOUT, told.raw)[-2])

    def end(self, *, wait_seconds: float) -> None:
        """End what is in it at once, and see it gone, at most that long."""
        _kernel().TerminateJobObject(self._handle, ENDED)
        until = time.monotonic() + wait_seconds
        while self.living() and time.monotonic() < until:
            time.sleep(0.01)

    def close(self) -> None:
        """Give the handle back; the second time nothing happens."""
        if self._handle:
            _kernel().CloseHandle(self._handle)
            self._handle = 0


class JobProcess(subprocess.Popen):  # type: ignore[type-arg]
    """A process in a job object of its own from its first instruction on; `job` is that.

    With a `name` it holds the job open itself, and when nobody holds it any more all ends: neither the death of who
    started it nor its own leaves anything behind, and by the name others find it.
    """

    def __init__(self, words: Any, *, name: str = "", creationflags: int = 0, **options: Any) -> None:
        """As Popen does.

        Raises:
            OSError: it cannot be started; nothing of it runs.
        """
        self.job = JobObject.create(name, ends_when_closed=bool(name))
        try:
            super().__init__(words, creationflags=creationflags | SUSPENDED, **options)
            self._begin(is_held=bool(name))
        except BaseException:
            self.job.close()
            raise

    def _begin(self, *, is_held: bool) -> None:
        handle = int(self._handle)  # type: ignore[attr-defined]
        try:
            self.job.take(handle)
            if is_held:
                self.job.keep_open_in(handle)
            _resume(handle)
        except BaseException:
            self.kill()
            self.wait()
            raise

    def end(self, *, wait_seconds: float) -> None:
        """End it and all it started, and see it gone; its exit code is there."""
        self.job.end(wait_seconds=wait_seconds)
        self.job.close()
        self.wait()


def _resume(process: int) -> None:
    """Let a suspended process run. Popen has closed its thread's handle; Microsoft has no page on this call."""
    import ctypes

    resume = ctypes.WinDLL("ntdll").NtResumeProcess  # type: ignore[attr-defined,unused-ignore]
    resume.argtypes, resume.restype = [ctypes.c_void_p], ctypes.c_long
    status = resume(process)
    if status < 0:
        raise OSError(f"The process that was started cannot be let run (NTSTATUS {status & 0xFFFFFFFF:#x}).")


def _last_number() -> int:
    import ctypes

    return int(ctypes.get_last_error())  # type: ignore[attr-defined,unused-ignore]


def _last_error() -> OSError:
    import ctypes

    return ctypes.WinError(_last_number())  # type: ignore[attr-defined,no-any-return,unused-ignore]


@functools.cache
def _kernel() -> Any:
    """kernel32 with what is called of it; handles are as wide as pointers.

    Raises:
        OSError: this is no Windows.
    """
    if os.name != "nt":
        raise OSError("Only Windows has job objects.")
    import ctypes
    from ctypes import wintypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    handle, flag, number, text = wintypes.HANDLE, wintypes.BOOL, wintypes.DWORD, wintypes.LPCWSTR
    place = ctypes.c_void_p
    for name, result, *words in (
        ("CreateJobObjectW", handle, place, text),
        ("OpenJobObjectW", handle, number, flag, text),
        ("SetInformationJobObject", flag, handle, ctypes.c_int, ctypes.c_char_p, number),
        ("QueryInformationJobObject", flag, handle, ctypes.c_int, place, number, place),
        ("AssignProcessToJobObject", flag, handle, handle),
        ("TerminateJobObject", flag, handle, wintypes.UINT),
        ("GetCurrentProcess", handle),
        ("DuplicateHandle", flag, handle, handle, handle, place, number, flag, number),
        ("CloseHandle", flag, handle),
    ):
        function = getattr(kernel, name)
        function.restype, function.argtypes = result, words
    return kernel
