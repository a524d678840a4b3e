"""What the plan needs to know of a ROP beside its frames and files. Pure: no Houdini here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from afsubmit.submission.planning.scene import Output


@dataclass(frozen=True)
class HoudiniFacts:
    """A ROP and its scene.

    `node` is the path of what the farm renders, `scene` the scene's own file, `version` the Houdini it is of; `service`
    is the table's. `whole` says why all its frames are one task, "" when they need not be. `exports` is the pattern of
    what another program renders in a second stage, "" without one, `export_kind` which ("mantra", "kick", "redshift",
    "husk"), `pictures` what that writes. `wedge` is the path of the wedge that varies it, with `wedges` variations.
    `take` is the current one, `takes` all of them, none where nobody can tell. `variables` are those of the scene that
    the farm must have (JOB). `file_parm` is what names the files of a studio's own type. `needs_display` is true for
    what draws with the graphics card, `is_cooked` for TOPs.
    """

    node: str
    type_name: str
    scene: str
    service: str = "hbatch"
    version: str = ""
    licence: str = ""
    whole: str = ""
    exports: str = ""
    export_kind: str = ""
    pictures: Sequence[str] = ()
    wedge: str = ""
    wedges: int = 0
    take: str = ""
    takes: Sequence[str] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    file_parm: str = ""
    needs_display: bool = False
    is_cooked: bool = False


def facts_of(output: Output) -> HoudiniFacts:
    """What `output`, one of Houdini's, carries."""
    facts: HoudiniFacts = output.facts
    return facts
