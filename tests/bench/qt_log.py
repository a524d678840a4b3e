"""A log of five megabytes: shown, searched, wrapped, gone through, while the main thread stays free."""

from __future__ import annotations

from typing import Any

LINES = 60_000


def figures(main: Any) -> list[Any]:
    """What `main` of bench/qt.py measured."""
    from afsubmit.qt.task_log import TaskLog
    from afsubmit.submitter.watch.updates import OutputUpdate

    text = "".join(f"line {number} {'x' * (number % 160)}\n" for number in range(LINES))
    log = TaskLog(None)
    log.resize(700, 500)
    log.show()
    log.show_task("a task", 1)

    def is_settled() -> bool:
        return bool(log.text.is_settled)

    def grow(number: int) -> None:
        log.show_update(OutputUpdate((2, 2), (0, 0), f"more {number}\n" * 200, is_more=True, is_running=True))

    def look_for(number: int) -> None:
        log.search.setText(f"line {number}")

    def has_found() -> bool:
        return is_settled() and log.searching.word == log.search.text()

    update = OutputUpdate((2, 2), (0, 0), text, is_running=True, first_error=LINES // 2)
    main.measure("log, 5 MB shown", lambda _: log.show_update(update), is_settled)
    main.measure("log, 200 lines more of 5 MB", grow, is_settled)
    main.measure("log, search 5 MB", look_for, has_found)
    main.measure("log, next place in 5 MB", lambda _: log.searching.step(1))
    log.search.clear()
    main.measure("log, first error of 5 MB", lambda _: log.show_first_error())
    main.measure("log, end of 5 MB", lambda _: log.follow.toggle())
    main.measure("log, wrap 5 MB", lambda _: log.wrap.toggle(), is_settled)
    log.close()
    return list(main.figures)
