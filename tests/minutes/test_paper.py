"""Printed and scanned pages become text: columns, rows over page breaks, headers and footers."""

from pathlib import Path

import pytest

from minutes.importer.files import ocr
from minutes.importer.files.document import Document, Unreadable
from minutes.importer.files.reader import read_bytes, read_document
from tests.minutes.hostile_files import CATALOG, FONT, PAGE, PAGES, pdf, stream
from tests.minutes.paper import HEADER, needs_tesseract, photographed, printed

AGENDA = """
<h2>Minnesanteckningar</h2><p>Torsdagen den 5 mars 2026, Ekby rådhus</p>
<table><tr><th>Namn<th>Kommun<tr><td>Siv Alm<td>Ekby<tr><td>Jon Björk<td>Alnäs</table>
<table><tr><th><th>Ärende<th class="narrow">Föredragande
<tr><td>1<td>Mötets öppnande<p>Ordföranden hälsar alla välkomna.<td>Siv och Jon
<tr><td>2<td>Plan för samordnad individuell planering under den kommande våren i länets alla kommuner
<p>Gruppen ställer sig bakom planen.<td>Anna-Maria Granström
ROWS</table><p>Nästa möte hålls i Alnäs den 4 maj, och alla som vill får gärna äta lunch tillsammans efteråt.
"""


def lines(document: Document) -> list[str]:
    return [line for line in document.text.split("\n") if line]


def test_pdf_agenda_table_keeps_its_columns_over_a_page_break(tmp_path: Path) -> None:
    talk = "<p>" + "Gruppen diskuterar frågan länge och väl utan att komma fram till något. " * 9
    rows = "".join(
        f"<tr><td>{number}<td>Ärende nummer {number}{talk}<p>Beslut: Gruppen godkänner förslag {number}."
        '<td class="narrow">Berit Ek<br>Carl Dag'
        for number in range(3, 16)
    )
    document = read_document(printed(tmp_path, AGENDA.replace("ROWS", rows)))
    found = lines(document)
    assert document.kind == "pdf"
    assert found[:11] == [
        "Minnesanteckningar",
        "Torsdagen den 5 mars 2026, Ekby rådhus",
        "Namn\tKommun",
        "Siv Alm\tEkby",
        "Jon Björk\tAlnäs",
        "Ärende\tFöredragande",
        "1\tMötets öppnande\tSiv och Jon",
        "Ordföranden hälsar alla välkomna.",
        "2\tPlan för samordnad individuell planering under den kommande våren i länets alla kommuner"
        "\tAnna-Maria Granström",
        "Gruppen ställer sig bakom planen.",
        "3\tÄrende nummer 3\tBerit Ek, Carl Dag",
    ]
    assert [line for line in found if "\tÄrende" in line or line.startswith("Beslut")] == [
        line
        for number in range(3, 16)
        for line in (
            f"{number}\tÄrende nummer {number}\tBerit Ek, Carl Dag",
            f"Beslut: Gruppen godkänner förslag {number}.",
        )
    ]
    assert found[-1].endswith("tillsammans efteråt.")


def test_pdf_centred_headings_and_a_table_without_number_column(tmp_path: Path) -> None:
    html = """<style>table { border-collapse: collapse; width: 100% }
    td, th { border: 1px solid; padding: 1px 4px } th { text-align: center } .third { width: 30% }</style>
    <table><tr><th style="width:8%">Nr<th>Ärende<th class="third">Ansvarig<tr><td>§ 1<td>Öppnande<td>Siv Alm
    <tr><td>§ 2<td>Plan<br>AU föreslår att den antas.<td>Jon Björk<tr><td>§ 3<td>Övrigt<td></table>
    <p>Justerare är Maja Lind, som läser protokollet inom en vecka efter att mötet har hållits.
    <table><tr><th>Ärende<th class="third">Föredragande<tr><td>1 Öppnande<td>Siv Alm
    <tr><td>2 Plan<br>Antas.<td>Bo Ek</table>"""
    assert lines(read_document(printed(tmp_path, html))) == [
        "Nr\tÄrende\tAnsvarig",
        "§ 1\tÖppnande\tSiv Alm",
        "§ 2\tPlan\tJon Björk",
        "AU föreslår att den antas.",
        "§ 3\tÖvrigt\t",
        "Justerare är Maja Lind, som läser protokollet inom en vecka efter att mötet har hållits.",
        "Ärende\tFöredragande",
        "1 Öppnande\tSiv Alm",
        "2 Plan\tBo Ek",
        "Antas.",
    ]


def test_pdf_headers_footers_and_page_numbers_stand_once_or_not_at_all(tmp_path: Path) -> None:
    talk = "Gruppen talar länge om saken och beslutar sedan att gå vidare. " * 8
    body = "".join(f"<h3>§ {number} Fråga</h3><p>{number} {talk}" for number in range(1, 40))
    document = read_document(printed(tmp_path, HEADER + body))
    found = lines(document)
    assert found[:2] == ["Ekby kommun", "§ 1 Fråga"]
    assert found[-1] == "Storgatan 1, 123 45 Ekby"
    assert found.count("Ekby kommun") == found.count("Storgatan 1, 123 45 Ekby") == 1
    assert not [line for line in found if line.endswith(")")]
    assert [line for line in found if line.startswith("§")] == [
        f"§ {number} Fråga" for number in range(1, 40)
    ]
    assert document.notes == (
        "Sidhuvud och sidfot som upprepas på sidorna är med en gång.",
        "Sidnumren är inte med.",
    )


@pytest.mark.parametrize(
    ("turned", "matrix"),
    [(0, "1 0 0 1 60 700"), (90, "0 1 -1 0 140 60"), (180, "-1 0 0 -1 530 140"), (270, "0 -1 1 0 450 780")],
)
def test_pdf_page_that_is_shown_turned_is_read_as_shown(turned: int, matrix: str) -> None:
    page = PAGE.replace(b"/Type/Page/", b"/Type/Page/Rotate %d/" % turned)
    text = f"BT /F 11 Tf {matrix} Tm (Protokoll fort av) Tj 0 -14 Td (Siv Alm) Tj 200 0 Td (Ekby) Tj ET"
    content = pdf(CATALOG, PAGES, page, stream(text.encode()), FONT)
    assert read_bytes(content, "a.pdf") == Document("Protokoll fort av\nSiv Alm\tEkby", "pdf")


def test_picture_is_read_with_its_columns(tmp_path: Path) -> None:
    needs_tesseract()
    document = read_document(photographed(tmp_path, AGENDA))
    assert document.kind == "image"
    assert "Ordföranden hälsar alla välkomna." in document.text
    assert "Siv Alm\tEkby" in document.text
    assert "Plan för samordnad individuell planering" in document.text
    assert "Anna-Maria Granström" in document.text
    assert document.notes == (ocr.INTERPRETED,)


def test_scanned_pdf_is_read_page_by_page(tmp_path: Path) -> None:
    needs_tesseract()
    picture = photographed(
        tmp_path, "<h2>Protokoll</h2><p>Gruppen beslutar att bygga en gemensam webbplats."
    ).name
    pages = f'<img src="{picture}" width="640"><p style="break-before: page">Vanlig text på den andra sidan.'
    document = read_document(printed(tmp_path, pages))
    assert document.kind == "scan"
    assert "Gruppen beslutar att bygga en gemensam webbplats." in document.text
    assert "Vanlig text på den andra sidan." in document.text
    assert document.notes == (ocr.INTERPRETED,)


def test_without_tesseract_the_message_names_the_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = photographed(tmp_path, "<p>Protokoll")
    scan = printed(tmp_path, f'<img src="{picture.name}" width="640">')
    mixed = printed(
        tmp_path, f'<img src="{picture.name}" width="640"><p style="break-before:page">Sidan två.', "b"
    )
    monkeypatch.setenv("PATH", str(tmp_path))
    for path in (picture, scan):
        with pytest.raises(Unreadable, match="Debianpaketen tesseract-ocr och tesseract-ocr-swe"):
            read_document(path)
    partly = read_document(mixed)
    assert partly.text == "Sidan två."
    assert partly.notes == ("Dessa sidor är bilder och är inte med: 1.",)
