"""What nobody could confirm about Maya, and what the fake of it does meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

from tests.fakes.verified import answered


@dataclass(frozen=True)
class Habits:
    """What nobody could confirm about Maya, one field each; every test that matters runs with both.

    What an application has answered is the default: see `tests.fakes.verified`.
    """

    year: int = 2023
    export_clears_modified: bool = answered("maya", "exportAll clears the modified flag", usual=False)
    """exportAll clears the modified flag [U]."""
    export_sets_type: bool = answered("maya", "exportAll leaves its type as the scene's", usual=False)
    """exportAll leaves its own type as the scene's [U]."""
    export_renames: bool = False
    """Another tool's export hook renames the scene."""
    export_fires_save: bool = answered("maya", "exportAll calls those who wait for a save", usual=False)
    """exportAll fires the messages of a save [U]."""
    export_writes_xgen: bool = False
    """exportAll writes the palettes beside the copy [U]."""
    export_moves_time: bool = False
    """Another tool's export hook goes to another frame and layer."""
    open_complains: bool = False
    """A scene that is opened with something missing raises all the same [P]."""
    flag_goes_after_message: bool = answered(
        "maya", "the scene counts as changed while those who wait for a save are called", usual=False
    )
    """The scene still counts as changed when the message of a save comes [U]."""
    info_dirties: bool = answered("maya", "fileInfo marks the scene as changed", usual=False)
    """fileInfo sets the modified flag [U]."""
    info_is_escaped: bool = answered("maya", "fileInfo gives quotes and backslashes back escaped", usual=False)
    """fileInfo gives quotes and backslashes back with backslashes before them [U]."""
    is_batch: bool = False
