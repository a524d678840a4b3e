"""Send renders from Nuke, Maya, Houdini and Blender to the Afanasy farm.

`plan` says what would be sent, `submit` sends it. Importing this costs nothing: the rest comes with the first of them.
"""

from __future__ import annotations

from .typed import TYPE_CHECKING

if TYPE_CHECKING:
    from .errors import Problem
    from .submitter.scripting import SubmissionError, SubmissionPlan, SubmissionResult, plan, submit
    from .submitter.sent_job import SentJob

__version__ = "1.0.0"
__all__ = ["Problem", "SentJob", "SubmissionError", "SubmissionPlan", "SubmissionResult", "plan", "submit"]

if not TYPE_CHECKING:  # else a checker would believe that every name is here

    def __getattr__(name):
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from .submitter import scripting

        return getattr(scripting, name)

    def __dir__():
        return sorted({*globals(), *__all__})
