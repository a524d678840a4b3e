"""Requests of every kind, made by chance: good ones, ones at the limits, and ones with mistakes in them.

They name what is there (small ids, blocks and tasks), so that the server has something to do with them.
"""

from __future__ import annotations

import copy
import json
import random
from typing import Any

from afsubmit.document.fields import BLOCK, INT32, JOB, NODE, TASK, WORK, Field
from tests.core.document.test_masks import DANGEROUS, EVERYDAY, PARTS, UNREADABLE
from tests.fuzz.mutants import KEYS, VALUES, places, seeds

SEEDS = seeds()
NAMES = [
    "a",
    "b",
    "comp",
    "grade 2",
    "日本",
    "n" * 240,
    "x" * 300,
    "a|b",
    "[beauty]",
    'q"',
    "back\\slash",
    "",
    "tab\t",
    "/",
    "/a/b",
]
NUMBERS = [-(2**31), -100, -2, -1, 0, 1, 2, 3, 5, 99, 127, 128, 255, 256, 65535, 10**6, 2**31 - 1]
MASKS = [*EVERYDAY, *DANGEROUS, *UNREADABLE, "", "a" * 4000, "|".join(f"n{number}" for number in range(500))]
WATCHED = ["jobs", "renders", "users", "pools", "branches", "monitors", "tasks", "perm", "listen", "zzz"]
MODES: list[Any] = [
    *"full progress log output info events jobs_order thumbnail error_hosts files x".split(), ["full"],
    ["progress", "properties"],
]  # fmt: skip
SERVICES = "service_add service_remove service_enable service_disable clear_services".split()
OPERATIONS = {
    "jobs": (
        "delete start pause stop restart restart_errors restart_running restart_skipped restart_done restart_warnings "
        "restart_pause reset_error_hosts reset_trying_next_tasks append_blocks skip done suspend continue trynext "
        "append_tasks tickets zzz"
    ).split(),
    "users": "move_jobs_up move_jobs_down move_jobs_top move_jobs_bottom delete zzz".split(),
    "branches": "delete delete_done_jobs pause start zzz".split(),
    "monitors": "deregister message watch zzz".split(),
    "pools": "delete heal_sick eject_tasks farm tickets zzz".split(),
    "renders": "heal_sick eject_tasks farm set_pool reassign_pool tickets delete zzz".split(),
}
OWN = {
    "users": "paused errors_retries errors_avoid_host errors_task_same_host errors_forgive_time jobs_life_time".split(),
    "branches": "create_childs solve_jobs paused".split(),
    "pools": (
        "pattern paused new_nimby heartbeat_sec capacity_host max_tasks_host properties_host services "
        "services_disabled tickets_pool tickets_host zombie_time"
    ).split(),
    "renders": "user_name nimby NIMBY paused capacity_host properties_host services tickets_host".split(),
    "monitors": ["x"],
}


class Documents:
    """An endless supply of requests, always the same for a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def one(self) -> Any:
        """A request, in half of the cases with one to three mutations."""
        kind = self.random.randrange(8)
        if kind == 0:
            root = copy.deepcopy(self.random.choice(SEEDS))
        else:
            makers = (self.job, self.job, self.action, self.action, self.action, self.get, self.monitor)
            root = makers[kind - 1]()
        for _ in range(self.random.choice((0, 0, 0, 1, 2, 3))):
            self._mutate(root)
        return root

    def job(self) -> Any:
        """A paused job, or one that runs nothing anywhere."""
        job = {
            **self._fields(JOB, 4),
            "name": self._name(),
            "user_name": self.random.choice(("jimmy", "anna", "", "ü")),
        }
        job.pop("try_this_tasks_num", None)
        job["blocks"] = [self._block() for _ in range(self.random.choice((1, 1, 1, 2, 3)))]
        return {"job": {**job, "host_name": "pc01", "offline": self.random.random() < 0.9}}

    def action(self) -> Any:
        """An action on anything."""
        kind = self.random.choice(("jobs",) * 5 + ("users", "branches", "monitors", "pools", "renders"))
        action: dict[str, Any] = {"user_name": "jimmy", "host_name": "pc01", "type": kind}
        if self.random.random() < 0.85:
            action["ids"] = self._ids()
        else:
            action["mask"] = self.random.choice((self._mask(), self._name(), ".*"))
        if kind == "jobs" and self.random.random() < 0.5:
            key = self.random.choice(("block_ids", "block_ids", "block_mask"))
            action[key] = self._ids(-1) if key == "block_ids" else self._mask()
        if self.random.random() < 0.6:
            action["operation"] = self._operation(kind)
        if "operation" not in action or self.random.random() < 0.1:
            action["params"] = self._params(kind, is_block="block_ids" in action or "block_mask" in action)
        return {"action": action}

    def get(self) -> Any:
        """A question."""
        get: dict[str, Any] = {
            "type": self.random.choice("jobs jobs jobs renders users branches pools monitors files config".split())
        }
        choices = {
            "ids": self._ids(),
            "mask": self._mask(),
            "users": [self._name()],
            "uids": self._ids(),
            "serials": self._ids(),
            "block_ids": self._ids(-1),
            "task_ids": self._ids(-1),
            "mode": self.random.choice(
                (
                    "full",
                    "progress",
                    "log",
                    "output",
                    "info",
                    "events",
                    "jobs_order",
                    "thumbnail",
                    "error_hosts",
                    "files",
                    ["full"],
                    ["progress", "properties"],
                    "x",
                )
            ),
            "number": self._number(),
            "mon_id": self._number(),
            "path": self.random.choice(("", "/", "..", "icons", "a b")),
        }
        for key in self.random.sample(sorted(choices), self.random.randrange(5)):
            get[key] = choices[key]
        if "block_ids" in get and self.random.random() < 0.7:
            get.update(ids=[self.random.randrange(1, 8)], mode=["full"] * len(get["block_ids"]))
        return {"get": get}

    def monitor(self) -> Any:
        """A monitor."""
        words = self.random.sample(("engine", "user_name", "host_name", "uid", "x"), self.random.randrange(4))
        return {"monitor": {word: self._name() for word in words}}

    def _operation(self, kind: str) -> Any:
        operation: dict[str, Any] = {"type": self.random.choice(OPERATIONS[kind])}
        name = operation["type"]
        if name == "append_blocks":
            operation["blocks"] = [self._block() for _ in range(self.random.randrange(3))]
        elif name == "append_tasks":
            operation["tasks"] = [self._fields(TASK, 2) for _ in range(self.random.randrange(3))]
        elif name == "watch":
            operation.update(
                {"class": self.random.choice(WATCHED), "status": self.random.choice(("subscribe", "unsubscribe"))}
            )
        elif name == "farm":
            operation.update(
                mode=self.random.choice(
                    ("service_add", "service_remove", "service_enable", "service_disable", "clear_services")
                ),
                name=self._name(),
                mask=self._mask(),
            )
        extra = {
            "task_ids": self._ids(-1),
            "ids": self._ids(),
            "jids": self._ids(),
            "mode": self.random.choice(("append", "remove", "affect_depends", "x")),
            "name": self._name(),
            "count": self._number(),
            "uid": self._number(),
            "job": self.random.randrange(1, 8),
            "block": self.random.randrange(-1, 3),
            "task": self.random.randrange(-1, 5),
            "text": self._name(),
        }
        wanted = {
            "trynext": ("task_ids", "mode"), "tickets": ("name", "count"), "add_pool": ("name",), "set_pool": ("name",),
            "message": ("text",), "watch": ("ids", "uid", "job", "block", "task"),
        }.get(name, ("jids",) if name.startswith("move_") else ("task_ids",) if kind == "jobs" else ())  # fmt: skip
        for key in wanted:
            if self.random.random() < 0.85:
                operation[key] = extra[key]
        return operation

    def _params(self, kind: str, *, is_block: bool) -> Any:
        table = (BLOCK if is_block else JOB) if kind == "jobs" else {**NODE, **WORK}
        params = self._fields({name: field for name, field in table.items() if field.is_editable}, 3)
        if kind != "jobs":
            values = (self._number(), True, False, self._name(), self._mask(), [self._name()], {self._name(): 1})
            for name in self.random.sample(OWN[kind], min(2, len(OWN[kind]))):
                params[name] = self.random.choice(values)
        return params

    def _block(self) -> Any:
        block = self._fields(BLOCK, 5)
        block.update(name=self._name(), command="true", service="generic")
        for name in ("command_pre", "command_post", "tasks"):
            block.pop(name, None)
        if self.random.random() < 0.6:
            first = self.random.randrange(-5, 20)
            block.update(flags=1, frame_first=first, frame_last=first + self.random.randrange(30))
        else:
            block.update(flags=0, tasks=[self._fields(TASK, 2) for _ in range(self.random.randrange(4))])
        return block

    def _fields(self, table: Any, most: int) -> dict[str, Any]:
        names = [name for name, field in table.items() if field.items not in ("block", "task")]
        return {name: self._value(name, table[name]) for name in self.random.sample(names, min(most, len(names)))}

    def _value(self, name: str, field: Field) -> Any:
        if field.kind == "str":
            if name.startswith("command"):
                return "true"
            return self._mask() if "mask" in name or self.random.random() < 0.1 else self._name()
        if field.kind == "int":
            low, high = field.minimum or 0, field.maximum or INT32[1]
            near = (low, low + 1, min(high, low + self.random.randrange(100)), high)
            return self.random.choice((*near, field.default or 0, self._number()))
        if field.kind == "bool":
            return self.random.random() < 0.5
        item = self._number if field.items == "int" else self._name
        if field.kind == "list":
            return [item() for _ in range(self.random.randrange(3))]
        return {self._name(): item() for _ in range(self.random.randrange(3))}

    def _name(self) -> str:
        return self.random.choice(NAMES[:6] if self.random.random() < 0.8 else NAMES)

    def _number(self) -> int:
        return self.random.choice(NUMBERS)

    def _ids(self, lowest: int = 1) -> list[int]:
        count = self.random.choice((1, 1, 1, 2, 3))
        return [
            self.random.choice((lowest, self.random.randrange(0, 8), self.random.randrange(0, 60)))
            for _ in range(count)
        ]

    def _mask(self) -> str:
        chance = self.random.random()
        if chance < 0.3:
            return self.random.choice(MASKS)
        return "".join(self.random.choice(PARTS) for _ in range(self.random.randrange(1, 8)))

    def _mutate(self, root: Any) -> None:
        spots = list(places(root))
        if not spots:
            return
        container, key = self.random.choice(spots)
        what = self.random.randrange(9)
        if what < 2:
            del container[key]
        elif what < 7 or not isinstance(container, (dict, list)):
            container[key] = copy.deepcopy(self.random.choice(VALUES))
        elif isinstance(container, dict):
            container[self.random.choice(KEYS)] = copy.deepcopy(self.random.choice(VALUES))
        else:
            container.append(copy.deepcopy(self.random.choice([*VALUES, *container])))


COMMANDS = ("command", "command_pre", "command_post", "cmd")
LEFT_ALONE = ("launch_cmd", "exit", "reboot", "shutdown", "wol_wake", "wol_sleep", "add_pool")
"""Operations that end programs of this machine, and pools within pools, whose names grow without end."""


def harmless(root: Any) -> Any:
    """`root` with nothing in it that would run or end something here."""
    for container, key in places(root):
        if key in COMMANDS and isinstance(container, dict) and isinstance(container[key], str):
            container[key] = "true"
    action = root.get("action") if isinstance(root, dict) else None
    operation = action.get("operation") if isinstance(action, dict) else None
    if isinstance(operation, dict) and operation.get("type") in LEFT_ALONE:
        operation["type"] = "unknown"
    return root


def shown(root: Any) -> str:
    """A request as a short text."""
    try:
        return json.dumps(root, ensure_ascii=True, default=repr)[:2000]
    except ValueError:
        return repr(root)[:2000]
