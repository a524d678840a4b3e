"""Send renders from Nuke, Maya, Houdini and Blender to the Afanasy farm."""

__version__ = "0.1.0"
