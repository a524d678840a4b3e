"""What is known of Nuke's own node classes: which of them show at a frame what their inputs show at the same frame.

Pure. The names are those of Foundry's Nuke Reference Guide (8.0 to 17.0: chapters Image, Draw, Channel, Color, Filter,
Keyer, Merge, Transform, Deep, Views, MetaData, Other), as scripts write them. Judged one by one: a class stands here
only when nothing in its page lets it ask an input for another frame. All others may: plug-ins, gizmos, new classes.
"""

from __future__ import annotations

import re

PER_FRAME = frozenset(
    # Image and Draw; not RotoPaint, DustBust, MarkerRemoval (they clone from other frames), ScannedGrain (a clip),
    # CurveTool (it analyses a range)
    "Read DeepRead Write DeepWrite CheckerBoard CheckerBoard2 CMSTestPattern ColorBars ColorWheel Constant Dither "
    "Flare Glint Grain Grain2 Grid Noise Radial Ramp Rectangle Roto Sparkles Text Text2 "
    # Channel
    "AddChannels ChannelMerge Copy Remove Shuffle Shuffle1 Shuffle2 ShuffleCopy "
    # Color; not ColorTransfer, MatchGrade, MinColor, Sampler (they analyse frames that were chosen)
    "Add Clamp ClipTest ColorCorrect ColorLookup ColorMatrix Colorspace Crosstalk EXPTool Expression Gamma Grade "
    "Histogram HSVTool HueCorrect HueShift Invert Log2Lin Multiply OCIOCDLTransform OCIOColorSpace OCIODisplay "
    "OCIOFileTransform OCIOLogConvert OCIOLookTransform OCIONamedTransform PLogLin Posterize RolloffContrast "
    "Saturation SoftClip Toe2 Vectorfield "
    # Filter; not Denoise, DegrainBlue and the like, MotionBlur, MotionBlur2D, MotionBlur3D (vectors between frames)
    "Bilateral Bilateral2 Blur BumpBoss Convolve Convolve2 Defocus Dilate DirBlurWrapper DropShadow EdgeBlur "
    "EdgeDetectWrapper EdgeExtend Emboss Erode FilterErode Glow Glow2 GodRays Laplacian Matrix Median Sharpen Soften "
    "VectorBlur VectorBlur2 VolumeRays ZBlur ZDefocus2 ZSlice "
    # Keyer
    "ChromaKeyer Difference HueKeyer IBKColourV3 IBKGizmoV3 Keyer Primatte3 Ultimatte "
    # Merge; not ContactSheet (it can spread the frames of one input), TimeDissolve
    "AddMix Blend CopyBBox CopyRectangle Dissolve Keymix LayerContactSheet Max Merge Merge2 MergeExpression Min Plus "
    "Premult Switch Unpremult ZMerge "
    # Transform; not Tracker, PlanarTracker, Stabilize, CameraShake, VectorDistort, LensDistortion (solved over frames)
    "AdjBBox AdjustBBox BlackOutside CornerPin2D Crop GridWarp2 GridWarp3 IDistort Mirror Mirror2 Position Reformat "
    "SphericalTransform SphericalTransform2 SplineWarp2 SplineWarp3 STMap Tile Transform TransformMasked TVIScale "
    # Deep; none that makes points or samples
    "DeepColorCorrect DeepColorCorrect2 DeepCrop DeepExpression DeepFromImage DeepHoldout DeepHoldout2 "
    "DeepMerge DeepMerge2 DeepRecolor DeepReformat DeepToImage DeepToImage2 DeepTransform "
    # Views and MetaData
    "Anaglyph JoinViews MixViews OneView ShuffleViews SideBySide AddTimeCode ModifyMetaData ViewMetaData "
    # Other
    "Assert BackdropNode Dot Input NoOp Output PostageStamp StickyNote".split()
)

_OWN = re.compile(
    # all of Time
    r"Add3_2_pulldown|Remove3_2_pulldown|AppendClip|Frame(?:Blend|Hold|Range)|Kronos|OFlow2?|NoTimeBlur|Retime|"
    r"SmartVector|TemporalMedian|Time(?:Blur|Clip|Dissolve|Echo|Offset|Warp)|Vector(?:Generator|Distort|CornerPin)|"
    # what the chapters above have beside those that keep to their frame
    r"RotoPaint|DustBust|MarkerRemoval|ScannedGrain|CurveTool|ColorTransfer|MatchGrade|MinColor|Sampler|HistEQ|Truelight|"
    r"Denoise2?|Degrain\w+|Inpaint2?|MotionBlur(?:2D|3D)?|ContactSheet|CameraShake\d?|LensDistortion2?|PlanarTracker\w*|"
    r"Tracker\d?|Stabilize2D|PointsTo3D|Reconcile3D|CameraTracker\w*|DepthGenerator\w*|ModelBuilder|"
    # 3D, particles, deep, metadata, the rest
    r"Scanline\w+|RayRender|Camera\d?|Axis\d?|(?:Direct|Spot|Point|Environ)?Light\d?|DirectLight\d?|Card\d?|Card3D|Cube|"
    r"Cylinder|Sphere|Scene|(?:Read|Write|Merge|Transform|Displace|Log|Lookup|Crosstalk|Edit|ParticleTo|DepthTo)Geo\d?|Geo[A-Z]\w+|Project3D2?|UVProject|UVTile2?|\w+Material|Displacement|"
    r"Displace|Phong|Diffuse|Emission|Specular|FillMat|Wireframe|Particle\w+|Deep\w+|OCIO\w+|\w+MetaData|AudioRead|"
    r"BlinkScript\w*|Cryptomatte|GenerateLUT|DiskCache|Viewer|Precomp|CopyCat|Inference|UpRes|Deblur|"
    # compiled plug-ins hold no nodes
    r"OFX.+"
)
WITH_NODES = frozenset(["Group", "Gizmo", "LiveGroup", "Root"])
"""Classes whose nodes stand in the script."""


def keeps_frame(class_name: str) -> bool:
    """Whether such a node asks its inputs only for the frame that it shows, as far as that is known."""
    return class_name in PER_FRAME


def may_hold_nodes(class_name: str) -> bool:
    """Whether such a node may be a gizmo or a plug-in of somebody's, with nodes in it that no script shows."""
    return not (class_name in PER_FRAME or class_name in WITH_NODES or _OWN.fullmatch(class_name))
