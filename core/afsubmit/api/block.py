"""`af.Block`."""

from __future__ import annotations

import os

from ..document.block import Block as PureBlock
from .environment import current, working_directory
from .studio_writer import StudioWork


class Block(StudioWork, PureBlock):
    """One block of a job, in this folder unless told; paths go through the path map. See `document.Block`."""

    def __init__(self, blockname: str = "block", service: str | None = "generic") -> None:
        self.unchecked_services: set[str] = set()
        super().__init__(blockname, service)
        self.data["capacity"] = current().number("af_task_default_capacity", 1000)
        self.data["working_directory"] = self._path(working_directory(), True)

    def setService(self, service: str | None, nocheck: bool = False) -> bool:
        """As `document.Block`; with `nocheck` no warning is given when CGRU has no such service."""
        if isinstance(service, str) and (nocheck or self._has_service(service)):
            self.unchecked_services.add(service)
        return super().setService(service, nocheck)

    def fillTasks(self) -> None:
        """Put the tasks into `data`, as `send` does."""
        if self.tasks:
            self.data["tasks"] = [getattr(task, "data", task) for task in self.tasks]

    def _usual_service(self) -> str:
        return current().text("af_task_default_service", "generic")

    def _has_service(self, name: str) -> bool:
        site = current().services
        return site.has_service(name) if site else super()._has_service(name)

    def _has_parser(self, name: str) -> bool:
        site = current().services
        return name == "none" or site.has_parser(name) if site else super()._has_parser(name)

    def _parser_of(self, service: str) -> str:
        site = current().services
        return site.parser(service) if site else super()._parser_of(service)

    def _prefix(self) -> str:
        prefix = os.environ.get("AF_CMD_PREFIX")
        return current().text("af_cmdprefix", "") if prefix is None else prefix
