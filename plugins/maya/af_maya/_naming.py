"""What the settings of a layer say of its images, by renderer, and the files that follow from it. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from . import _aovs, _image_names, _renderman
from ._graph import Scene
from ._image_names import CAMERA, EXTENSION, LAYER, PASS, SCENE, VERSION, Layout
from ._layer_settings import GLOBALS, LayerSettings

VRAY, REDSHIFT = _aovs.VRAY, _aovs.REDSHIFT
ARNOLD_ENDINGS: Mapping[str, str] = {
    "exr": "exr",
    "deepexr": "exr",
    "jpeg": "jpg",
    "png": "png",
    "tiff": "tif",
    "maya": "iff",
}
REDSHIFT_ENDINGS = ("iff", "exr", "png", "tga", "jpg", "tif")
"""By the number of `redshiftOptions.imageFormat`."""

ARNOLD_DEFAULT = "exr"
VRAY_DEFAULT = "png"
DELIGHT = (
    "how 3Delight names its images: by Image Filename of its own render settings, not by Maya's. In it <scene> is the "
    "copy's name, and layers write into one file where neither <layer> nor <pass> is in it"
)
WIDEST = 64
"""The longest number that a file's name is given."""


@dataclass(frozen=True)
class Naming:
    """How the images of a layer are called.

    `artist_prefix` is what was typed, `folder` where a prefix begins that is not absolute, "" when nobody knows.
    `further` are the other files of each frame, with `separate_passes` in folders of their own unless the prefix asks
    for the pass; `beauty` is what the main image is called there. `unknown` are things that nobody can tell.
    """

    artist_prefix: str
    layout: Layout
    folder: str
    scene_name: str
    version: str = ""
    further: Sequence[_aovs.Pass] = ()
    beauty: str = ""
    writes_main: bool = True
    separate_passes: bool = False
    unknown: Sequence[str] = ()
    is_certain: bool = True
    """Whether the main image's name can be told at all."""

    @property
    def passes(self) -> Sequence[str]:
        """The names of the images beside the main one."""
        return [each.name for each in self.further]

    def images(self, layer: str, camera: str) -> str:
        """The folder of the images."""
        return self.folder

    def prefix(self, layer: str, camera: str, *, several_layers: bool, several_cameras: bool) -> str:
        """The prefix that means the same from a copy of the scene and for one layer and camera alone."""
        made = _image_names.with_folders(
            self.artist_prefix,
            several_layers=several_layers,
            several_cameras=several_cameras,
            separate_passes=self.separate_passes,
        )
        words = {SCENE: self.scene_name, VERSION: self.version, EXTENSION: self.layout.extension}
        return _image_names.filled(made, words)

    def files(self, layer: str, camera: str, *, several_layers: bool, several_cameras: bool) -> list[str]:
        """The files of one frame, absolute, with `@####@` for the number; [] when nobody can tell where they are."""
        prefix = self.prefix(layer, camera, several_layers=several_layers, several_cameras=several_cameras)
        words = {LAYER: layer, CAMERA: camera, SCENE: self.scene_name}
        if self.beauty:
            words[PASS] = self.beauty
        name = _image_names.filled(prefix, words)
        main = self._path(name)
        if not main or not self.is_certain or not _image_names.is_certain(name, layer):
            return []
        names = [main] if self.writes_main else []
        for each in self.further:
            folder, file = posixpath.split(main)
            own = each.path.replace("<BeautyPath>", folder).replace("<BeautyFile>", file)
            names.append(self._path(_image_names.filled(own or prefix, {**words, PASS: each.name})))
        is_movie = self.layout.extension in _image_names.MOVIES  # one file for all frames
        layout = replace(self.layout, is_animated=self.layout.is_animated and not is_movie)
        return list(dict.fromkeys(map(layout.file, names)))

    def _path(self, prefix: str) -> str:
        name = prefix.replace("\\", "/")
        if _image_names.is_absolute(name):
            return posixpath.normpath(name)
        return posixpath.normpath(posixpath.join(self.folder, name)) if self.folder else ""


def naming(
    settings: LayerSettings, renderer: str, scene_name: str, *, is_animated: bool
) -> Naming | _renderman.RendermanNaming:
    """What the settings of a layer say of its images."""
    common = _common(settings, scene_name, is_animated=is_animated)
    if renderer == "renderman" and settings.has(_renderman.GLOBALS):
        return _renderman.naming(settings, scene_name, common.layout)
    if renderer == "3delight":
        return _delight(settings, common)
    read, node = _READERS.get(renderer, (None, ""))
    if renderer == "arnold" and not settings.has(node):  # it makes its nodes when it renders, with no AOV
        return replace(common, layout=_with_ending(common, settings, ARNOLD_DEFAULT), beauty=_aovs.BEAUTY)
    return read(settings, common) if read and settings.has(node) else common


def images_folder(scene: Scene) -> str:
    """Where Maya writes images: the project's rule of that name; "" without a project."""
    rule = scene.rules.get("images", "images").replace("\\", "/")
    if _image_names.is_absolute(rule):
        return posixpath.normpath(rule)
    return posixpath.normpath(posixpath.join(scene.project.replace("\\", "/"), rule)) if scene.project else ""


def _common(settings: LayerSettings, scene_name: str, *, is_animated: bool) -> Naming:
    form = settings.whole(GLOBALS, "imageFormat", 7)
    ending = (
        settings.text(GLOBALS, "imfPluginKey") if form in _image_names.BY_KEY else _image_names.EXTENSIONS.get(form)
    )
    return Naming(
        artist_prefix=settings.text(GLOBALS, "imageFilePrefix").strip(),
        layout=_layout(settings, ending or "", is_animated=is_animated),
        folder=images_folder(settings.graph.scene),
        scene_name=scene_name,
        version=settings.text(GLOBALS, "renderVersion"),
        unknown=() if ending else (f"the ending of image format {form}",),
        is_certain=bool(ending),
    )


def _layout(settings: LayerSettings, ending: str, *, is_animated: bool) -> Layout:
    control = settings.whole(GLOBALS, "outFormatControl")
    if control:
        ending = settings.text(GLOBALS, "outFormatExt").lstrip(".") if control == 2 else ""
    return Layout(
        extension=ending,
        separator={0: "", 2: "_"}.get(settings.whole(GLOBALS, "periodInExt", 1), "."),
        is_number_last=not settings.flag(GLOBALS, "putFrameBeforeExt"),
        padding=_padding(settings, GLOBALS, "extensionPadding"),
        is_animated=is_animated,
    )


def _padding(settings: LayerSettings, node: str, attribute: str) -> int:
    return max(settings.whole(node, attribute, 4, maximum=WIDEST), 1)


def _with_ending(common: Naming, settings: LayerSettings, ending: str) -> Layout:
    """The layout with a renderer's own ending, unless the artist typed another or none."""
    is_own = settings.whole(GLOBALS, "outFormatControl") == 0
    return replace(common.layout, extension=ending) if is_own else common.layout


def _arnold(settings: LayerSettings, common: Naming) -> Naming:
    driver = _aovs.arnold_driver(settings)
    word = settings.text(driver, "aiTranslator", "exr")
    passes, unknown = _aovs.arnold(settings)
    own_prefix = settings.text(driver, "prefix")
    if word not in ARNOLD_ENDINGS:
        unknown = [*unknown, f"the ending of Arnold's format {word!r}"]
    if own_prefix:
        unknown = [*unknown, f"what Arnold makes of the prefix {own_prefix} of its driver {driver}"]
    if _aovs.is_merged(settings, driver) and not _image_names.has(common.artist_prefix, PASS):
        passes = []
    return replace(
        common,
        layout=_with_ending(common, settings, ARNOLD_ENDINGS.get(word, word)),
        further=passes,
        beauty=_aovs.BEAUTY,
        separate_passes=bool(passes),
        unknown=unknown,
        is_certain=word in ARNOLD_ENDINGS and not own_prefix,
    )


def _redshift(settings: LayerSettings, common: Naming) -> Naming:
    form = settings.whole(REDSHIFT, "imageFormat", 1)
    ending = REDSHIFT_ENDINGS[form] if 0 <= form < len(REDSHIFT_ENDINGS) else ""
    passes, unknown = _aovs.redshift(settings)
    if not ending:
        unknown = [*unknown, f"the ending of Redshift's image format {form}"]
    layout = _with_ending(common, settings, ending)
    return replace(common, layout=layout, further=passes, unknown=unknown, is_certain=bool(ending))


def _vray(settings: LayerSettings, common: Naming) -> Naming:
    word = settings.text(VRAY, "imageFormatStr") or VRAY_DEFAULT
    passes, unknown = _aovs.vray(settings, is_merged="multichannel" in word)
    return replace(
        common,
        artist_prefix=settings.text(VRAY, "fileNamePrefix").strip(),
        layout=Layout(
            extension=word.split(" ")[0],
            padding=_padding(settings, VRAY, "fileNamePadding"),
            is_animated=common.layout.is_animated,
        ),
        further=passes,
        writes_main=not settings.flag(VRAY, "dontSaveRgbChannel"),
        unknown=unknown,
        is_certain=True,
    )


def _delight(settings: LayerSettings, common: Naming) -> Naming:
    """3Delight has names of its own, in render settings that Maya's layers do not choose (its pages, a pipeline)."""
    return replace(common, artist_prefix="", unknown=[DELIGHT], is_certain=False)


_READERS: Mapping[str, tuple[Callable[[LayerSettings, Naming], Naming], str]] = {
    "arnold": (_arnold, _aovs.ARNOLD),
    "redshift": (_redshift, _aovs.REDSHIFT),
    "vray": (_vray, _aovs.VRAY),
}
