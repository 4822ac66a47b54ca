"""Files become text: encodings, Word and OpenDocument with their numbers and tables; others are refused."""

import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from minutes.importer.files.document import DEFAULT, Document, Unreadable, display_name
from minutes.importer.files.reader import TakesLong, read_bytes, read_document
from tests.minutes.office_files import (
    add_list,
    docx,
    in_list,
    number_paragraphs,
    odt,
    packed,
    plain_docx,
    replaced,
)

SWEDISH = "Möte på Björkö\nÅsa, Örjan – och Ängla\n"


def lines(document: Document) -> list[str]:
    return [line for line in document.text.split("\n") if line]


@pytest.mark.parametrize(
    "content",
    [
        SWEDISH.encode(),
        SWEDISH.encode("utf-8-sig"),
        SWEDISH.encode("utf-16"),
        SWEDISH.encode("utf-16-be"),
        SWEDISH.encode("utf-16-le"),
        SWEDISH.encode("utf-32"),
        SWEDISH.encode("cp1252"),
        SWEDISH.replace("–", "-").encode("latin-1").replace(b"-", b"\x96"),
        SWEDISH.replace("\n", "\r\n").encode(),
        SWEDISH.replace("\n", "\r").encode(),
        unicodedata.normalize("NFD", SWEDISH).encode(),
    ],
)
def test_text_in_any_encoding_is_the_same_text(content: bytes) -> None:
    assert read_bytes(content, "möte.txt") == Document(SWEDISH, "txt")


def test_latin_1_with_bytes_that_windows_lacks_is_read() -> None:
    assert read_bytes("Åsa\x81 på ön".encode("latin-1"), "a.txt").text == "Åsa på ön"


def test_one_damaged_byte_does_not_turn_the_whole_text() -> None:
    document = read_bytes(SWEDISH.encode() + b"\xc3", "a.txt")
    assert document.text.startswith(SWEDISH)
    assert document.notes == ("1 tecken är skadade i filen och visas som \ufffd.",)


def test_signs_that_cannot_be_printed_are_taken_out_and_counted() -> None:
    document = read_bytes("\uf0b7 Ett\x00\n\u202eTvå\fTre\u2028Fyra\ue123".encode(), "a.txt")
    assert document.text == "• Ett\nTvå\n\nTre\nFyra•"
    assert document.notes == (
        "2 styrtecken eller osynliga tecken togs bort.",
        "1 tecken ur okända symbolteckensnitt ersattes med •.",
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("protokoll.docx", "protokoll.docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Möten\\maj.pdf", "maj.pdf"),
        ("inbjudan\u202efdp.exe\r\n", "inbjudanfdp.exe"),
        ("..", "filen utan namn"),
        ("\x00\u200b", "filen utan namn"),
        ("Mo\u0308te.txt", "Möte.txt"),
        ("a" * 300 + ".docx", "a" * 80 + "…" + "a" * 10 + ".docx"),
    ],
)
def test_name_in_a_message_hides_nothing(name: str, shown: str) -> None:
    assert display_name(name) == shown


def test_word_headings_lists_and_paragraphs() -> None:
    document = WordDocument()
    document.add_heading("Protokoll", 0)
    document.add_heading("Mötets öppnande", 1)
    document.add_paragraph("Siv hälsar välkomna.\nMötet öppnas.")
    document.add_heading("Bakgrund", 2)
    document.add_paragraph("Ett", "List Number")
    document.add_paragraph("Två", "List Number")
    document.add_paragraph("Slut på listan.")
    document.add_paragraph("Tre", "List Number")
    document.add_paragraph("Punkt", "List Bullet")
    assert read_bytes(docx(document), "a.docx") == Document(
        "# Protokoll\n\n# Mötets öppnande\n\nSiv hälsar välkomna.\nMötet öppnas.\n\n## Bakgrund\n\n"
        "1. Ett\n2. Två\n\nSlut på listan.\n\n3. Tre\n– Punkt",
        "docx",
    )


def test_word_numbers_restart_and_nest_as_printed() -> None:
    document = WordDocument()
    number_paragraphs(document, [("decimal", "§ %1"), ("decimal", "%1.%2"), ("lowerLetter", "%3)")])
    add_list(document, 91, 90, start=7)
    said = [("Ett", 90, 0), ("Under", 90, 1), ("Under", 90, 1), ("a", 90, 2), ("Två", 90, 0), ("Ny", 90, 1)]
    for text, key, level in [*said, ("Sju", 91, 0), ("Åtta", 91, 0)]:
        in_list(document.add_paragraph(text), key, level)
    assert lines(read_bytes(docx(document), "a.docx")) == [
        "§ 1 Ett",
        "1.1 Under",
        "1.2 Under",
        "a) a",
        "§ 2 Två",
        "2.1 Ny",
        "§ 7 Sju",
        "§ 8 Åtta",
    ]


def test_word_number_from_a_style_of_ones_own() -> None:
    document = WordDocument()
    number_paragraphs(document, [("upperRoman", "%1.")])
    style: Any = document.styles.add_style("Punktrubrik", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Heading 2"]
    xml = f'<w:pPr {nsdecls("w")}><w:numPr><w:numId w:val="90"/></w:numPr></w:pPr>'
    style.element.append(parse_xml(xml))
    for title in ("Öppnande", "Avslutning"):
        document.add_paragraph(title, style)
    assert lines(read_bytes(docx(document), "a.docx")) == ["## I. Öppnande", "## II. Avslutning"]


def test_word_agenda_table_is_one_line_for_each_row() -> None:
    document = WordDocument()
    number_paragraphs(document, [("decimal", "%1.")])
    table = document.add_table(rows=4, cols=3)
    for cell, text in zip(table.rows[0].cells, ["", "Ärende", "Föredragande"], strict=True):
        cell.text = text
    for row in table.rows[1:]:
        in_list(row.cells[0].paragraphs[0], 90)
    table.cell(1, 1).text = "Mötets öppnande"
    table.cell(1, 1).add_paragraph("Siv hälsar välkomna.")
    table.cell(1, 1).add_paragraph("Dagordningen godkänns.", "List Bullet")
    table.cell(1, 2).text = "Roger och"
    table.cell(1, 2).add_paragraph("Magnus")
    table.cell(2, 1).text = "Ekonomi"
    table.cell(2, 2).text = "Siv Alm"
    table.cell(2, 2).add_paragraph("Jon Björk")
    table.cell(3, 1).text = "Övrigt"
    assert lines(read_bytes(docx(document), "a.docx")) == [
        "\tÄrende\tFöredragande",
        "1.\tMötets öppnande\tRoger och Magnus",
        "Siv hälsar välkomna.",
        "– Dagordningen godkänns.",
        "2.\tEkonomi\tSiv Alm, Jon Björk",
        "3.\tÖvrigt\t",
    ]


def test_word_attendance_tables_keep_name_and_organisation_together() -> None:
    document = WordDocument()
    one = document.add_table(rows=2, cols=3)
    for row, texts in zip(
        one.rows, [("Siv Alm", "", "Ekby"), ("Jon Björk", "digitalt", "Alnäs")], strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("Ersättare")
    two = document.add_table(rows=1, cols=2)
    for cell, names in zip(
        two.rows[0].cells, [["Maj Ek", "Bo By", "Ida Ö"], ["Ekby", "Alnäs", "Ulvö"]], strict=True
    ):
        cell.text = names[0]
        for name in names[1:]:
            cell.add_paragraph(name)
    assert lines(read_bytes(docx(document), "a.docx")) == [
        "Siv Alm\t\tEkby",
        "Jon Björk\tdigitalt\tAlnäs",
        "Ersättare",
        "Maj Ek\tEkby",
        "Bo By\tAlnäs",
        "Ida Ö\tUlvö",
    ]


def test_word_merged_cells_keep_the_columns() -> None:
    document = WordDocument()
    table = document.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "Del 1"
    table.cell(1, 1).merge(table.cell(1, 2)).text = "Bred"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "1"
    table.cell(2, 1).text = "Under"
    assert lines(read_bytes(docx(document), "a.docx")) == ["Del 1", "1\tBred\t", "\tUnder\t"]


def test_word_text_around_and_beside_the_body_is_read_once() -> None:
    document = WordDocument()
    section = document.sections[0]
    section.header.paragraphs[0].text = "Ekby kommun"
    section.footer.paragraphs[0].text = "Sida 1 av 3"
    compatible = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    inside = "<w:txbxContent><w:p><w:r><w:t>I rutan</w:t></w:r></w:p></w:txbxContent>"
    box = (
        f'<w:p {nsdecls("w")} xmlns:mc="{compatible}"><w:r><w:t>Före</w:t></w:r><w:r><mc:AlternateContent>'
        f"<mc:Choice><w:drawing>{inside}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        "<w:ins><w:r><w:t> nytt</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>struket</w:delText></w:r></w:del></w:p>"
    )
    body: Any = document.element.body
    body.insert(0, parse_xml(box))
    read = read_bytes(docx(document), "a.docx")
    assert lines(read) == ["Före nytt", "I rutan", "Ekby kommun"]
    assert read.notes == (
        "Text som är struken med spårade ändringar är inte med.",
        "Sidhuvud och sidfot står sist i texten.",
    )


def listed(style: str, items: str, more: str = "") -> str:
    return f'<text:list text:style-name="{style}"{more}>{items}</text:list>'


def item(text: str, inner: str = "") -> str:
    return f"<text:list-item><text:p>{text}</text:p>{inner}</text:list-item>"


def odt_row(*cells: list[str]) -> str:
    paragraphs = ("".join(f"<text:p>{text}</text:p>" for text in cell) for cell in cells)
    inner = "".join(f"<table:table-cell>{each}</table:table-cell>" for each in paragraphs)
    return f"<table:table-row>{inner}</table:table-row>"


def test_opendocument_headings_lists_and_tables() -> None:
    level = "text:list-level-style"
    styles = (
        f'<text:list-style style:name="L1"><{level}-number text:level="1" style:num-format="1" '
        f'style:num-suffix="."/><{level}-number text:level="2" style:num-format="a" style:num-suffix=")"/>'
        f'</text:list-style><text:list-style style:name="L2"><{level}-bullet text:level="1"/>'
        "</text:list-style>"
    )
    body = (
        '<text:h text:outline-level="1">Protokoll</text:h>\n<text:p>Siv hälsar<text:s text:c="2"/>välkomna.'
        "<text:line-break/>Mötet <text:span>öppnas</text:span>.</text:p>"
        + listed("L1", item("Ett", f"<text:list>{item('Under')}</text:list>") + item("Två"))
        + "<text:p>Mellan</text:p>"
        + listed("L1", item("Tre"), ' text:continue-numbering="true"')
        + listed("L1", item("Om igen"))
        + listed("L2", item("Punkt"))
        + f"<table:table><table:table-header-rows>{odt_row(['Ärende'], ['Föredragande'])}"
        + "</table:table-header-rows>"
        + odt_row(["4 Ekonomi", "Gruppen tackar."], ["Roger och<text:line-break/>Magnus"])
        + "</table:table>"
    )
    read = read_bytes(odt(body, styles=styles), "a.odt")
    assert (read.kind, read.notes) == ("odt", ())
    assert read.text == (
        "# Protokoll\n\nSiv hälsar  välkomna.\nMötet öppnas.\n\n1. Ett\na) Under\n2. Två\n\nMellan\n\n"
        "3. Tre\n1. Om igen\n– Punkt\n\nÄrende\tFöredragande\n\n4 Ekonomi\tRoger och Magnus\nGruppen tackar."
    )


@pytest.mark.parametrize(
    ("name", "kind", "note"),
    [
        ("a.docx", "docx", ()),
        ("a.DOCX", "docx", ()),
        ("utan_slut", "docx", ()),
        ("a.pdf", "docx", ("Filen heter .pdf men är ett Word-dokument och lästes som det.",)),
        ("a.txt", "docx", ("Filen heter .txt men är ett Word-dokument och lästes som det.",)),
    ],
)
def test_wrong_ending_is_read_as_what_it_is(name: str, kind: str, note: tuple[str, ...]) -> None:
    assert read_bytes(plain_docx("Hej"), name) == Document("Hej", kind, note)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "spara som .docx eller PDF"),
        (b"{\\rtf1\\ansi Hej}", "RTF-fil"),
        (b"MZ\x90\x00" + bytes(100), "ett program"),
        (b"\x1f\x8b\x08\x00" + bytes(100), "packat arkiv"),
        (b"GIF89a" + bytes(100), "spara den som PNG"),
        (b"<!DOCTYPE html><p>Hej", "webbsida"),
        (packed({"a.txt": "hej"}), "zip-arkiv"),
        (replaced(plain_docx(), "word/media/image1.png", b"x"), "spara den som PDF, så tolkas bilderna"),
        (
            packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}),
            "kalkylark",
        ),
        (bytes(range(256)) * 20, "inte text som går att tolka"),
        (b"", "är tom"),
        (b" \n\n", "är tom"),
    ],
)
def test_other_files_are_refused_with_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_bytes(content, "../fil\u202e.doc")
    message = str(refused.value)
    assert message.startswith("fil.doc: ")
    assert words in message
    assert message.endswith(".")
    assert message.count("; ") == 1  # what and why; what to do


def test_folder_and_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="är ingen vanlig fil; välj ett dokument"):
        read_document(tmp_path)
    with pytest.raises(Unreadable, match="går inte att öppna"):
        read_document(tmp_path / "saknas.docx")


def test_a_file_that_takes_its_time_is_left_to_the_background(tmp_path: Path) -> None:
    content = plain_docx("Möte på Björkö")
    hurried = replace(DEFAULT, seconds=0.001)

    with pytest.raises(TakesLong):
        read_bytes(content, "möte.docx", limits=hurried, may_wait=False)
    with pytest.raises(Unreadable, match="tog för lång tid"):
        read_bytes(content, "möte.docx", limits=hurried)
