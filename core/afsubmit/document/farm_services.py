"""Which parser comes with which service: what CGRU 3.4.1 installs in `python/services` and `python/parsers`.

A farm may have more; a name that is not here is not wrong.
"""

from __future__ import annotations

_OWN = (
    "afterfx arnold blender c4d clarisse ffmpeg ftrack fusion generic hbatch hbatch_karma hbatch_mantra hbatch_prman "
    "hbatch_redshift houdinitoarnold karma lightwave mantra max maya_arnold maya_delight maya_mental maya_redshift "
    "mayatoarnold mayatomr mayatovray mentalray natron nuke prman redline rsync shotgun vray xsi xsi_arnold "
    "xsi_arnold_watermarked xsi_redshift"
)
_GENERIC = "checksum ftp hbatch_pdg htracker movgen system test tiles_stitch walk"
_NONE = "events maya postcmd service wakeonlan"
_PARSERS_ONLY = "awscli blender_cycles blender_render blender_yafray curl maya mayafumefx parser redshift rvio yafray"

PARSER_OF_SERVICE = {
    **{name: name for name in _OWN.split()},
    **dict.fromkeys(_GENERIC.split(), "generic"),
    **dict.fromkeys(_NONE.split(), ""),
    "blender_internal": "none",
}
"""The parser a block of this service begins with; "" leaves the field out."""

PARSERS = frozenset([*_OWN.split(), *_PARSERS_ONLY.split()])


def is_known_service(name: str) -> bool:
    """Whether CGRU installs a service of this name."""
    return name in PARSER_OF_SERVICE


def is_known_parser(name: str) -> bool:
    """Whether CGRU installs a parser of this name; "none" is the word for no parser."""
    return name in PARSERS or name == "none"


def default_parser(service: str) -> str:
    """The parser that comes with `service`, "" when there is none or the service is not known here."""
    return PARSER_OF_SERVICE.get(service, "")
