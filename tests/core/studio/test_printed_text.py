"""What programs printed: UTF-8, else the code page of Windows in which the line reads better, the ANSI page if both."""

from __future__ import annotations

import pytest

from afsubmit.studio.printed_text import decoded, without_half_letter

WEST = ("cp1252", "cp850")
SENTENCES = {
    WEST: (
        "Wrote C:/Jörg O'Neil & Söhne/Größe.exr",
        "“schön” – it’s 50\xa0% für 10 €… «\xa0été\xa0»",
        "Température élevée",
        "¿Qué señal? Ñandú",
    ),
    ("cp1250", "cp852"): ("Nie można otworzyć źródła", "Příliš žluťoučký kůň"),
    ("cp1251", "cp866"): ("Записан файл D:/Кадры/Сцена.exr", "ОШИБКА: нет лицензии"),
    ("cp932", "cp932"): ("保存しました C:/作業/カット.exr",),
}
OF_CONSOLES = {
    WEST: ("Jörg", "für", "C:\\Jörg O'Neil & Söhne\\schön", "ü", "Température élevée", "été"),
    ("cp1252", "cp437"): ("Jörg & Söhne", "für"),
    ("cp1250", "cp852"): ("Nie można otworzyć pliku źródłowego",),
    ("cp1251", "cp866"): ("Не удается найти указанный файл.",),
    ("cp932", "cp932"): ("指定されたファイルが見つかりません。",),
}


def rows(table: dict[tuple[str, str], tuple[str, ...]]) -> list[tuple[tuple[str, str], str]]:
    return [(pages, text) for pages, texts in table.items() for text in texts]


@pytest.mark.parametrize(("pages", "text"), rows(SENTENCES))
def test_line_when_in_the_ansi_page_then_read_in_it(pages: tuple[str, str], text: str) -> None:
    text = "".join(sign for sign in text if sign.encode(pages[0], "ignore"))
    assert decoded(f"{text}\r\n".encode(pages[0]), pages=pages) == f"{text}\r\n"


@pytest.mark.parametrize(("pages", "text"), rows(OF_CONSOLES))
def test_line_when_in_the_page_of_consoles_then_read_in_it(pages: tuple[str, str], text: str) -> None:
    assert decoded(f"{text}\r\n".encode(pages[1]), pages=pages) == f"{text}\r\n"


@pytest.mark.parametrize(
    ("data", "pages", "text"),
    [
        pytest.param("ü日本\n".encode(), WEST, "ü日本\n", id="UTF-8"),
        pytest.param(b"f\x81r\r\nf\xfcr\n" + "fü日\n".encode(), WEST, "für\r\nfür\nfü日\n", id="each line its own"),
        pytest.param(b"\xfc " + "ü\n".encode(), (), "\ufffd ü\n", id="no pages"),
        pytest.param(b"\xff\n", ("ascii",), "\ufffd\n", id="in none"),
        pytest.param(b"", WEST, "", id="nothing"),
    ],
)
def test_output_when_lines_differ_then_each_as_it_was_meant(data: bytes, pages: tuple[str, ...], text: str) -> None:
    assert decoded(data, pages=pages) == text


@pytest.mark.parametrize("text", ["Saved: 'C:/Jörg/日本.exr'\n", "ü", "😀 ok"])
def test_output_when_cut_anywhere_then_its_first_part_ends_with_a_whole_letter(text: str) -> None:
    data = text.encode()
    for place in range(len(data) + 1):
        first = without_half_letter(data[:place])
        assert text.startswith(first.decode("utf-8"))
        assert 0 <= place - len(first) <= 3


def test_output_when_no_utf_8_then_all_of_it_counts_but_what_could_become_a_letter() -> None:
    assert without_half_letter(b"f\xfcr\n") == b"f\xfcr\n"
    assert without_half_letter(b"\xe9t\xe9") == b"\xe9t"


@pytest.mark.windows("the code pages of the machine")
@pytest.mark.parametrize("page", ["mbcs", "oem"])
def test_output_when_in_a_page_of_this_machine_then_read_in_it(page: str) -> None:
    assert decoded("für\r\n".encode(page)) == "für\r\n"
