"""`af.Job`: builds a job, sends it, and says what became of it."""

from __future__ import annotations

import ntpath
import os
import posixpath
import time
from collections.abc import Sequence

from ..document.job import Job as PureJob
from ..document.normal_form import normalise
from ..typed import TYPE_CHECKING, Any
from . import transport
from .environment import fresh, native_os
from .studio_writer import StudioWork

if TYPE_CHECKING:
    from ..errors import Problem
    from ..wire import Client, JobId
    from .block import Block

USUAL_PRIORITY = 99


class Job(StudioWork, PureJob):
    """A job of this user from this machine; paths go through the path map. See `document.Job`.

    `send` is for scripts that know the reference's answers; `submit` is for new code: it gives a receipt or raises.
    """

    blocks: list[Block]  # type: ignore[assignment]

    def __init__(self, jobname: str | None = None) -> None:
        super().__init__(jobname)
        here = fresh()
        self.data["user_name"] = here.user_name
        self.data["host_name"] = here.host_name
        self.data["priority"] = here.number("af_priority", USUAL_PRIORITY)
        self.data["time_creation"] = int(time.time())

    def setWaitTime(self, value: float) -> None:
        """Do not run before this moment, in seconds since the epoch; one that has passed changes nothing."""
        if not isinstance(value, (int, float)) or not value <= time.time():
            super().setWaitTime(value)

    def setNativeOS(self) -> None:
        """Run on renders with this machine's system only."""
        self.data["need_os"] = native_os()

    def setPostDeleteFiles(self, i_path: str, TransferToServer: bool = True) -> None:
        r"""Remove this file when the job is deleted.

        What the farm's shell would read as more than a name is quoted; a name that cannot be (a `*` beside a quote, a
        backslash of a POSIX farm) sets no command, and the reason is said.
        """
        from ..errors import QuotingError
        from .post_command import delete_files

        try:
            self.data["command_post"] = delete_files(self._path(i_path, TransferToServer))
        except QuotingError as error:
            self._say(f"Error: Job.setPostDeleteFiles: {error} No command is set.")

    def fillBlocks(self) -> None:
        """Put the blocks and their tasks into `data`, as `send` does; validation names what is no block."""
        for block in self._own_blocks():
            block.fillTasks()
        if not isinstance(self.blocks, (list, tuple)):
            self.data["blocks"] = self.blocks
        elif self.blocks or not isinstance(self.data.get("blocks"), list):
            self.data["blocks"] = [getattr(block, "data", block) for block in self.blocks]

    def _own_blocks(self) -> list[Block]:
        """What of `blocks` is a block; scripts may have put in anything."""
        listed = self.blocks if isinstance(self.blocks, (list, tuple)) else ()
        return [block for block in listed if hasattr(block, "fillTasks")]

    def checkJob(self) -> bool:
        """Whether every block has a range or tasks."""
        return all(block.data.get("flags") or block.tasks or block.data.get("tasks") for block in self.blocks)

    def output(self, output_blocks: bool = True) -> None:
        """Print the job as JSON; without its blocks when `output_blocks` is False."""
        import json

        self.fillBlocks()
        shown = {name: value for name, value in self.data.items() if output_blocks or name != "blocks"}
        print(json.dumps(shown, sort_keys=True, indent=4, default=str))

    def ready_document(self) -> dict[str, Any]:
        """The object that is sent, with blocks, tasks, folders and branch; `data` has them afterwards, too."""
        self.fillBlocks()
        listed = self.data["blocks"]
        blocks = [block for block in listed if isinstance(block, dict)] if isinstance(listed, (list, tuple)) else []
        if "folders" not in self.data:
            self.data["folders"] = dict(pair for pair in map(_folder_of, blocks) if pair)
        if "branch" not in self.data:
            branch = _branch_of(self.data["folders"], blocks)
            if branch is not None:
                self.data["branch"] = branch
        return normalise(self.data)

    def problems(self) -> list[Problem]:
        """Everything that is wrong with the job as it would be sent; level "error" keeps it from being sent."""
        from ..document import validate

        return self.checked(validate.problems(self.ready_document()))

    def checked(self, found: Sequence[Problem]) -> list[Problem]:
        """`found` without the warnings about services that were set with `nocheck`."""
        unchecked = {service for block in self._own_blocks() for service in block.unchecked_services}
        return [problem for problem in found if not transport.is_unchecked(problem, unchecked)]

    def send(self, verbose: bool = False) -> transport.SendAnswer:
        """Send it to the configured farm, or to the local one that runs. Never raises.

        Returns:
            The pair (True, {"id": …, "serial": …}) when the farm took it, else (False, {"error": …}), which counts as
            false; the reason, and warnings, are printed on standard error.
        """
        return transport.send_job(self, verbose=verbose)

    def submit(self, client: Client | None = None) -> JobId:
        """Send it to `client`, by default the configured farm or the local one that runs.

        Raises:
            JobError: it must not be sent; holds every problem, and nothing was opened.
            SettingsError: the configuration cannot be used.
            ServerUnreachableError: nothing left this machine.
            UnknownOutcomeError: it left this machine and no answer came.
            ServerRefusedError: the farm did not take it.
        """
        document = self.ready_document()
        return (client or transport.farm()).send_job(document)


def _folder_of(block: dict[str, Any]) -> tuple[str, str] | None:
    """The block's name and the folder of the first file it writes, None when it writes none."""
    files = block.get("files")
    name, folder = block.get("name", ""), block.get("working_directory", "")
    if not isinstance(files, (list, tuple)) or not files:
        return None
    if not all(isinstance(text, str) for text in (name, folder, files[0])):
        return None
    is_windows = os.name == "nt" and any(path[1:2] == ":" or path.startswith("\\\\") for path in (files[0], folder))
    module = ntpath if is_windows else posixpath
    return name, module.join(folder, module.dirname(files[0]))


def _branch_of(folders: Any, blocks: list[dict[str, Any]]) -> Any:
    if isinstance(folders, dict):
        for name in ("output", "input"):
            if name in folders:
                return folders[name]
    return blocks[0].get("working_directory") if blocks else None
