"""Colours, distances and small pictures, all made from the palette and font of the application around us."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from ..submitter.watch import words
from .binding import Qt, QtCore, QtGui, QtWidgets

GAP = 6
"""Between things that belong together, in device-independent pixels."""
MARGIN = 12
"""Around a window's content, and between things that do not belong together."""

_LIGHT = {
    words.RUNNING: "#2f7fc4", words.DONE: "#3f9654", words.FAILED: "#cc4438", words.PAUSED: "#8a8f98",
    words.WAITING: "#b9862b", words.READY: "#8a8f98", words.APPROVAL: "#8a5fc2", words.SKIPPED: "#9fb3a4",
}  # fmt: skip
_DARK = {
    words.RUNNING: "#58a6e8", words.DONE: "#5fb573", words.FAILED: "#ea6d61", words.PAUSED: "#9aa0a8",
    words.WAITING: "#d9a94e", words.READY: "#9aa0a8", words.APPROVAL: "#b18ae6", words.SKIPPED: "#6f8375",
}  # fmt: skip
_BAR = {
    "D": words.DONE, "G": words.DONE, "S": words.SKIPPED, "R": words.RUNNING, "N": words.RUNNING, "E": words.FAILED,
    "Y": words.FAILED, "W": words.WAITING, "U": words.PAUSED, "C": words.WAITING,
}  # fmt: skip
"""Letter of a bar of progress -> the state whose colour it has; the others are empty."""


def is_dark(palette: Any) -> bool:
    """Whether the application has a dark palette."""
    return bool(palette.color(QtGui.QPalette.Base).lightness() < 128)


def state_color(state: str, palette: Any) -> Any:
    """The colour of a state, readable on this palette."""
    return _colors(is_dark(palette))[state]


@functools.lru_cache(maxsize=2)
def _colors(dark: bool) -> Mapping[str, Any]:
    return {state: QtGui.QColor(name) for state, name in (_DARK if dark else _LIGHT).items()}


def level_color(level: str, palette: Any) -> Any:
    """The colour of a problem's level."""
    states = {"error": words.FAILED, "warning": words.WAITING, "info": words.RUNNING}
    return state_color(states.get(level, words.READY), palette)


TEXT_CONTRAST = 4.5
"""How much lighter or darker than its background a text has to be (WCAG 2.1, AA)."""


def contrast(one: Any, other: Any) -> float:
    """How well two colours can be told apart, from 1 to 21 (WCAG 2.1)."""
    lights = sorted((_light(one), _light(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _light(color: Any) -> float:
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in color.getRgbF()[:3]]
    return float(0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2])


def readable(color: Any, palette: Any, least: float = TEXT_CONTRAST) -> Any:
    """`color`, mixed with the text's own as far as it takes to be read on this palette's windows and fields."""
    text = palette.color(QtGui.QPalette.WindowText)
    backs = [palette.color(role) for role in (QtGui.QPalette.Window, QtGui.QPalette.Base)]
    for share in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1):
        found = mixed(color, text, share)
        if all(contrast(found, back) >= least for back in backs):
            return found
    return text


def with_readable_hints(widget: Any) -> None:
    """Let the words in empty fields of `widget` be read: Qt's own are half transparent."""
    palette = widget.palette()
    color = readable(mixed(palette.color(QtGui.QPalette.Text), palette.color(QtGui.QPalette.Base), 0.6), palette)
    palette.setColor(QtGui.QPalette.PlaceholderText, color)
    widget.setPalette(palette)


def faint(palette: Any, *, share: float = 0.62) -> Any:
    """The text colour, mixed with the background: for what is said in passing."""
    return mixed(palette.color(QtGui.QPalette.WindowText), palette.color(QtGui.QPalette.Window), share)


def mixed(first: Any, second: Any, share: float) -> Any:
    """`share` of the first colour, the rest of the second."""
    values = (
        round(one * share + other * (1 - share))
        for one, other in zip(first.getRgb()[:3], second.getRgb()[:3])
    )  # fmt: skip
    return QtGui.QColor(*values)


def dot(color: Any, *, ratio: float = 2.0) -> Any:
    """A round icon of one colour."""
    return _dot(color.rgb(), ratio)


@functools.lru_cache(maxsize=64)
def _dot(rgb: int, ratio: float) -> Any:
    icon = QtGui.QIcon()
    for mode, ring in ((QtGui.QIcon.Normal, 0.0), (QtGui.QIcon.Selected, 1.5)):
        icon.addPixmap(_disc(rgb, ratio, ring), mode)
    return icon


def _disc(rgb: int, ratio: float, ring: float) -> Any:
    """A disc, with a white ring around it where it stands on a selected row."""
    size = 16
    pixmap = QtGui.QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.transparent)
    painter = QtGui.QPainter(pixmap)
    painter.setRenderHint(QtGui.QPainter.Antialiasing)
    painter.setPen(Qt.NoPen)
    painter.setBrush(Qt.white)
    painter.drawEllipse(QtCore.QRectF(4 - ring, 4 - ring, 8 + 2 * ring, 8 + 2 * ring))
    painter.setBrush(QtGui.QColor(rgb))
    painter.drawEllipse(QtCore.QRectF(4, 4, 8, 8))
    painter.end()
    return pixmap


def back_arrow(color: Any, *, ratio: float = 2.0) -> Any:
    """An arrow that turns back, drawn: not every font has one."""
    pixmap = QtGui.QPixmap(round(16 * ratio), round(16 * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.transparent)
    painter = QtGui.QPainter(pixmap)
    painter.setRenderHint(QtGui.QPainter.Antialiasing)
    painter.setPen(QtGui.QPen(color, 1.5, Qt.SolidLine, Qt.RoundCap))
    painter.drawArc(QtCore.QRectF(3.5, 3.5, 9, 9), -150 * 16, 290 * 16)
    painter.setPen(Qt.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(QtGui.QPolygonF([QtCore.QPointF(*place) for place in ((2, 2.6), (7.4, 3.4), (3.4, 7.2))]))
    painter.end()
    return QtGui.QIcon(pixmap)


@functools.lru_cache(maxsize=4096)
def segments(bar: str) -> Sequence[tuple[str, int, int]]:
    """The coloured runs of a bar of progress: state, first place, one past the last."""
    found, begin = [], 0
    for state, run in groupby(_BAR.get(letter, "") for letter in bar):
        end = begin + sum(1 for _ in run)
        if state:
            found.append((state, begin, end))
        begin = end
    return found


class BarDelegate(QtWidgets.QStyledItemDelegate):
    """Paints a bar of progress with a colour for each state; the index gives (bar, percent) under `BAR_ROLE`."""

    BAR_ROLE = int(Qt.UserRole) + 1

    def paint(self, painter: Any, option: Any, index: Any) -> None:
        """Background of the row, the bar, and the number behind it."""
        self.initStyleOption(option, index)
        value = index.data(self.BAR_ROLE)
        widget = option.widget
        option.text = ""
        widget.style().drawControl(QtWidgets.QStyle.CE_ItemViewItem, option, painter, widget)
        if value:
            paint_bar(painter, option, *value)


def paint_bar(painter: Any, option: Any, bar: str, percent: int) -> None:
    """Draw the bar into the rectangle of `option`, and its number behind it."""
    palette, metrics = option.palette, option.fontMetrics
    number = metrics.horizontalAdvance("100 %") + GAP
    area = option.rect.adjusted(GAP // 2, 0, -GAP - number, 0)
    area = QtWidgets.QStyle.visualRect(option.direction, option.rect, area)
    height = max(5, round(metrics.height() * 0.42))
    is_selected = bool(option.state & QtWidgets.QStyle.State_Selected)
    text = palette.color(QtGui.QPalette.HighlightedText if is_selected else QtGui.QPalette.Text)
    back = palette.color(QtGui.QPalette.Highlight if is_selected else QtGui.QPalette.Base)
    if area.width() > 0:
        colors = text.rgb(), back.rgb(), is_selected, is_dark(palette)
        shown = _bar_picture(bar, area.width(), height, painter.device().devicePixelRatioF(), colors)
        painter.drawPixmap(area.left(), area.center().y() - height // 2, shown)
    painter.setPen(text)
    place = option.rect.adjusted(0, 0, -GAP // 2, 0)
    place = QtWidgets.QStyle.visualRect(option.direction, option.rect, place)
    side = Qt.AlignRight if option.direction == Qt.LeftToRight else Qt.AlignLeft
    painter.drawText(place, int(side | Qt.AlignAbsolute | Qt.AlignVCenter), left_to_right(f"{percent} %"))


@functools.lru_cache(maxsize=512)
def _bar_picture(bar: str, width: int, height: int, ratio: float, colors: tuple[int, int, bool, bool]) -> Any:
    """A bar with round ends; `colors`: text, background, whether the row is selected, whether it is dark."""
    text, back, is_selected, dark = QtGui.QColor(colors[0]), QtGui.QColor(colors[1]), colors[2], colors[3]
    pixmap = QtGui.QPixmap(round(width * ratio), round(height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.transparent)
    painter = QtGui.QPainter(pixmap)
    painter.setRenderHint(QtGui.QPainter.Antialiasing)
    path = QtGui.QPainterPath()
    path.addRoundedRect(QtCore.QRectF(0, 0, width, height), height / 2, height / 2)
    painter.setClipPath(path)
    painter.fillRect(QtCore.QRectF(0, 0, width, height), mixed(text, back, 0.16))
    step, shades = width / max(1, len(bar)), _colors(dark)
    painter.setRenderHint(QtGui.QPainter.Antialiasing, False)
    for state, begin, end in segments(bar):
        color = text if is_selected and state == words.DONE else shades[state]
        painter.fillRect(QtCore.QRectF(begin * step, 0, (end - begin) * step, height), color)
    painter.end()
    return pixmap


def label(text: str = "", *, is_faint: bool = False, wraps: bool = False, name: str = "") -> Any:
    """A label that shows its text as it is: no markup of a name is ever interpreted."""
    widget = QtWidgets.QLabel()
    widget.setTextFormat(Qt.PlainText)
    widget.setText(text)
    widget.setWordWrap(wraps)
    if name:
        widget.setObjectName(name)
    if is_faint:
        palette = widget.palette()
        palette.setColor(QtGui.QPalette.WindowText, faint(palette))
        widget.setPalette(palette)
    return widget


def title(text: str = "", *, factor: float = 1.0, name: str = "") -> Any:
    """A label in bold, `factor` times as large as the text around it."""
    widget = label(text, name=name)
    font = widget.font()
    font.setBold(True)
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * factor)
    widget.setFont(font)
    return widget


def heading(text: str) -> Any:
    """The title of a part, with air above it."""
    widget = title(text)
    widget.setContentsMargins(0, MARGIN, 0, GAP)
    return widget


def line() -> Any:
    """A thin line across."""
    widget = QtWidgets.QFrame()
    widget.setFrameShape(QtWidgets.QFrame.HLine)
    widget.setFrameShadow(QtWidgets.QFrame.Sunken)
    return widget


def monospace() -> Any:
    """The system's font with letters of one width."""
    return QtGui.QFontDatabase.systemFont(QtGui.QFontDatabase.FixedFont)


def left_to_right(text: str) -> str:
    """`text`, read from left to right where all around it is not: "5 / 10" is not "10 / 5" there."""
    return f"\N{LEFT-TO-RIGHT ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}" if text else ""


def plain_tip(text: str) -> str:
    """A tooltip that shows `text` as it is: Qt would take what looks like markup for markup."""
    import html

    return f"<qt>{html.escape(text)}</qt>" if text else ""


def lines(widget: Any, across: float, down: float) -> Any:
    """A size in lines of text, so that a window fits its font; no larger than the screen."""
    line = widget.fontMetrics().height()
    screen = QtGui.QGuiApplication.primaryScreen().availableSize()
    return QtCore.QSize(round(across * line), round(down * line)).boundedTo(screen * 0.95)


def row_height(widget: Any) -> int:
    """How high a table's row is, from the font."""
    return int(widget.fontMetrics().height() * 1.7)


def button(text: str, parent: Any, do: Callable[[], Any] | None = None) -> Any:
    """A button with air around its words, that Return never presses; `do` is called when it is clicked."""
    widget = QtWidgets.QPushButton(text, parent)
    widget.setAutoDefault(False)
    widget.setMinimumWidth(widget.fontMetrics().horizontalAdvance(text) + 2 * MARGIN)
    if do is not None:
        widget.clicked.connect(lambda *_: do())
    return widget


def with_clear_button(line: Any) -> None:
    """Give a line that is searched with its hint as a name, and a button that empties it."""
    line.setClearButtonEnabled(True)
    line.setAccessibleName(line.placeholderText())
    for made in line.findChildren(QtWidgets.QToolButton):
        made.setAccessibleName("Clear")


def action_button(parent: Any, action: Any) -> Any:
    """A button for an action, gone when the action is hidden."""
    widget = QtWidgets.QToolButton(parent)
    widget.setDefaultAction(action)
    widget.setToolButtonStyle(Qt.ToolButtonTextOnly)
    widget.setFocusPolicy(Qt.StrongFocus)
    widget.setObjectName(action.text())
    widget.setVisible(action.isVisible())
    action.changed.connect(lambda: widget.setVisible(action.isVisible()))
    return widget


def menu_button(parent: Any, text: str, menu: Any, tip: str) -> Any:
    """A button that opens a menu."""
    widget = QtWidgets.QPushButton(text, parent)
    widget.setObjectName(text)
    widget.setAutoDefault(False)
    widget.setToolTip(tip)
    widget.setMenu(menu)
    return widget
