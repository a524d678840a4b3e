"""A farm with many jobs whose tasks one can look at. Rests on answers of afserver 3.4.1."""

from __future__ import annotations

from typing import Any

from tests.fakes.farm_server import FarmServer

DONE, RUNNING, FAILED = (16, " DON"), (2, " RUN"), (32, " ERR")


class BusyFarm(FarmServer):
    """Like `FarmServer`, with blocks, progress, output and no monitors; `actions` keeps what it was told to do."""

    def __init__(self, mood: str = "well") -> None:
        super().__init__(mood)
        self.actions: list[dict[str, Any]] = []
        self.progress: dict[int, list[list[dict[str, Any]]]] = {}
        self.nodes: dict[str, list[dict[str, Any]]] = {"renders": [], "pools": [], "branches": []}

    def add(self, name: str, *, tasks: int = 10, state: tuple[int, str] = RUNNING, **fields: Any) -> int:
        """A job of one block, half of whose tasks are done; its id."""
        block = {
            "name": "render", "service": "generic", "capacity": 1000, "flags": 1, "tasks_num": tasks, "frame_first": 1,
            "frame_last": tasks, "frames_per_task": 1, "frames_inc": 1, "block_num": 0, "st": state[0],
            "state": state[1], "p_percentage": 50, "p_tasks_done": tasks // 2, "p_tasks_run_time_sum": tasks,
            "p_progressbar": "D" * 64 + "R" * 2 + " " * 62, "command": "render @#@", "tasks_name": "", "files": [],
        }  # fmt: skip
        job = {
            "name": name, "priority": 99, "user_name": "jimmy", "host_name": "pc01", "branch": "/", "st": state[0],
            "state": state[1], "time_creation": 1_700_000_000, "time_started": 1_700_000_100, "blocks": [block],
        }  # fmt: skip
        number = self._add({**job, **fields})["id"]
        self.jobs[number].update(st=state[0])
        done = {"state": " DON", "st": 16, "str": 1, "tst": 1_700_000_100, "tdn": 1_700_000_160, "hst": "pc02"}
        self.progress[number] = [[dict(done) if n < tasks // 2 else {"state": " RDY", "st": 1} for n in range(tasks)]]
        return number

    def add_machines(self, **states: str) -> None:
        """Renders by name, with the words of their states; `_` in a name stands for a dash."""
        for name, state in states.items():
            number = len(self.nodes["renders"]) + 1
            render = {"name": name.replace("_", "-"), "id": number, "priority": 99, "state": state, "st": 1}
            self.nodes["renders"].append({**render, "pool": "/cpu", "services": ["nuke"], "tickets_host": {"gpu": 1}})

    def add_nodes(self, kind: str, *names: str, **fields: Any) -> None:
        """Pools or branches by their paths."""
        for name in names:
            self.nodes[kind].append({"name": name, "id": len(self.nodes[kind]) + 1, "priority": 99, **fields})

    def _answer(self, request: dict[str, Any]) -> dict[str, Any] | None:
        if self.mood == "silent":
            return None
        if "monitor" in request:
            return {"info": {"kind": "error", "text": "No monitors here."}}
        get = request.get("get", {})
        if get.get("type") in self.nodes:
            return {get["type"]: self.nodes[get["type"]]}
        if get.get("type") == "users":
            names = dict.fromkeys(job["user_name"] for job in self.jobs.values())
            return {"users": [{"name": name, "id": number} for number, name in enumerate(names, 2)]}
        if get.get("ids") and not set(get["ids"]) & set(self.jobs):
            return {"info": {"kind": "error", "text": "Invalid ID"}}
        if get.get("mode") == "progress":
            return {"job_progress": {"id": get["ids"][0], "progress": self.progress.get(get["ids"][0], [])}}
        if get.get("mode") == "output":
            place = {"job": get["ids"][0], "block": get["block_ids"][0], "task": get["task_ids"][0], "number": 0}
            return {
                "task": {"type": "TOutput", "pos": place, "progress": {}, "data": f"printed by task {place['task']}"}
            }
        return super()._answer(request)

    def _act(self, action: dict[str, Any]) -> dict[str, Any]:
        self.actions.append(action)
        return super()._act(action)
