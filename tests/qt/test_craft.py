"""The keyboard's way through the dialog, colours that can be read, and what a megabyte does to a form."""

from __future__ import annotations

from typing import Any

import pytest

from afsubmit.qt import style
from afsubmit.qt.submit_dialog import SubmitDialog
from tests.fakes.busy_farm import BusyFarm
from tests.qt.dialogs import StudioHost, field
from tests.qt.hands import Qt, QtGui, QtWidgets, button, click, press, type_into


def test_tab_goes_from_outputs_over_settings_to_where_and_submit(dialog: SubmitDialog, app: Any, until: Any) -> None:
    until(dialog.bar.submit.isEnabled)
    click(dialog.form.all)  # settings that are made late stand in their place, too
    dialog.activateWindow()
    dialog.outputs.view.setFocus()
    seen = [dialog.outputs.view]
    while seen[-1] is not dialog.bar.submit and len(seen) < 200:
        press(seen[-1], Qt.Key_Tab)
        seen.append(app.focusWidget())
    stops = [dialog.outputs.view, button(dialog, "All"), dialog.form.search, dialog.form.all]
    stops += [field(dialog, key) for key in ("job_name", "priority", "frames", "retries")]
    stops += [dialog.bar.servers, dialog.bar.close_button, dialog.bar.submit]
    places = [seen.index(one) for one in stops]
    assert places == sorted(places)


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_words_can_be_read_on_both_palettes(
    host: StudioHost, farm: BusyFarm, open_dialog: Any, app: Any, is_dark: bool
) -> None:
    usual = app.palette()
    palette = QtGui.QPalette(QtGui.QColor("#353535" if is_dark else "#efefef"))
    app.setPalette(palette)
    try:
        dialog = open_dialog(host, farm.address)
        base, window = (dialog.palette().color(role) for role in (QtGui.QPalette.Base, QtGui.QPalette.Window))
        hint = field(dialog, "frames").palette().color(QtGui.QPalette.PlaceholderText)
        assert style.contrast(over(hint, base), base) >= 4.5
        type_into(field(dialog, "priority"), "9000")
        note = dialog.form.findChild(QtWidgets.QLabel, "note priority")
        assert style.contrast(note.palette().color(QtGui.QPalette.WindowText), window) >= 4.5
        assert strongest(note, window) >= 4.5, "as it is painted"
        type_into(field(dialog, "priority"), "99")
    finally:
        app.setPalette(usual)


def over(color: Any, back: Any) -> Any:
    """A colour that may be half transparent, on its background."""
    return style.mixed(color, back, color.alphaF())


def strongest(widget: Any, back: Any) -> float:
    """The contrast of the pixel that stands out most."""
    image = widget.grab().toImage()
    pixels = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    return max(style.contrast(QtGui.QColor(pixel), back) for pixel in pixels)


def test_everything_is_equally_grey_while_something_is_sent(dialog: SubmitDialog) -> None:
    view = dialog.outputs.view
    dialog.draft.choose(["id of fog"], is_chosen=False)
    dialog.outputs.refresh()
    colors = lambda: [view.model().index(row, 0).data(int(Qt.ForegroundRole)) for row in range(3)]  # noqa: E731
    assert colors()[0] is None and colors()[1] is not None
    dialog._set_editable(is_editable=False)
    assert colors() == [None] * 3
    dialog._set_editable(is_editable=True)
    assert colors()[1] is not None


@pytest.mark.parametrize("key", ["job_name", "frames", "priority", "hosts_mask"])
def test_megabyte_that_is_pasted_does_not_widen_the_form(dialog: SubmitDialog, app: Any, key: str) -> None:
    width, least = dialog.width(), dialog.minimumSizeHint().width()
    app.clipboard().setText("x1" * (1 << 19))
    line = field(dialog, key)
    click(line)
    press(line, Qt.Key_V, Qt.ControlModifier)
    for _ in range(5):
        app.processEvents()
    assert dialog.width() == width and dialog.minimumSizeHint().width() <= least
    dialog.form._reset(dialog.form._rows[key])
