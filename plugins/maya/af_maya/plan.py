"""What renders a Maya scene on a farm: service, parser and command line. Pure: no maya here.

The command is a plain `Render` line, with the flags of the renderer's row and the scene as its last word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from afsubmit.document import Block
from afsubmit.document.flags import BITS
from afsubmit.errors import RangeError
from afsubmit.submission.planning.blocks import set_frames
from afsubmit.submission.planning.scene import BlockRequest, Output
from afsubmit.submission.planning.stages import Stage

from . import _dirmap, _exports, _numbers, _renderers, _tiles, _together
from ._command import RenderCommand
from ._facts import MayaFacts, facts_of

QUIET = {
    "MAYA_DISABLE_CIP": "1",
    "MAYA_DISABLE_CER": "1",
    "MAYA_DISABLE_CLIC_IPM": "1",
    "MAYA_DEBUG_ENABLE_CRASH_REPORTING": "0",
}
"""No window that waits for an answer after a crash, and nothing sent home: what farms set for Maya (public ones)."""


class MayaPlan:
    """Renders layers seen by cameras with `Render`.

    The facts of its outputs are `MayaFacts`.
    """

    name = "maya"
    executable = "Render"

    def gathered(self, outputs: Sequence[Output], settings: Mapping[str, Any]) -> Sequence[Output]:
        """The outputs as blocks are made of them: with the setting, the cameras of a layer are one.

        A movie is made of one camera's frames, so that with one they stay apart.
        """
        is_wanted = settings["cameras"] == "together" and not settings["movie"] and not settings[_exports.KEY]
        return _together.gathered(outputs, settings) if is_wanted else outputs

    def blocks(self, output: Output, request: BlockRequest) -> Sequence[Block | Stage]:
        """One block for the layer and its camera; with tiles one for each tile, and one that puts them together.

        What is exported first is a block that exports, one that renders, and one that clears up.

        Raises:
            RangeError: frames whose files Maya would name in another way than announced.
            QuotingError: a name that Render could not put into its own script, or a word of the studio's command
                template that does not exist.
            SettingsError: tiles of a picture that cannot be cut, or one that cannot be exported.
        """
        row = _renderers.renderer(facts_of(output).renderer)
        _numbers.check(output, request.frames)
        if request.settings[_exports.KEY]:
            made = _exports.stages(output, request, row, _environment(facts_of(output), row, request))
            return [replace(stage, blocks=[_checked_where_named(block) for block in stage.blocks]) for stage in made]
        _dirmap.tell(output, request)
        asked = request.settings["tiles"].strip()
        if not asked:
            return [_block(output, request, row)]
        parts = _tiles.of_picture(output, asked, row)
        stitch = _checked(_tiles.stitch(output, parts, request))
        return [
            Stage("tiles", [_block(output, request, row, tile) for tile in parts]),
            Stage("stitch", [stitch], waits_by_frame=True),
        ]


def _block(output: Output, request: BlockRequest, row: _renderers.Renderer, tile: _tiles.Tile | None = None) -> Block:
    """What renders the picture, or a tile of it."""
    facts = facts_of(output)
    block = Block(f"{output.name} tile {tile.number}" if tile else output.name, row.service)
    block.data["parser"] = row.parser
    is_whole = facts.renumbering is not None and not row.renumbers
    if is_whole and len(request.frames.runs()) > 1:
        raise RangeError("Its files are renumbered, so that all frames are one task: they need one range.")
    set_frames(
        block,
        request.frames,
        per_task=len(request.frames) if is_whole else request.frames_per_task,
        command=RenderCommand(output, request, row, tile).frames(),
        files=_tiles.files(tile, output) if tile else output.files,
        listed=_numbers.listed(output, request.frames, is_whole=is_whole),
    )
    block.data["environment"] = _environment(facts, row, request)
    return _checked_where_named(block)


def _checked_where_named(block: Block) -> Block:
    is_named = "files" in block.data or any("files" in task.data for task in block.tasks)
    return _checked(block) if is_named else block


def _checked(block: Block) -> Block:
    """Let the farm look for the files: Render was seen to end well without having written what was meant."""
    block.data["flags"] = block.data.get("flags", 0) | BITS["checkrenderedfiles"]
    return block


def _environment(facts: MayaFacts, row: _renderers.Renderer, request: BlockRequest) -> dict[str, str]:
    found = {**QUIET, **row.environment, **_dirmap.variables(request)}
    if facts.is_legacy:
        found["MAYA_ENABLE_LEGACY_RENDER_LAYERS"] = "1"
    if facts.includes_all_lights is not None:
        found["MAYA_RENDER_SETUP_INCLUDE_ALL_LIGHTS"] = str(int(facts.includes_all_lights))
    return {**(facts.environment if request.settings["same_environment"] else {}), **found}
