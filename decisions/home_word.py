"""The tjänsteskrivelse: a draft to the organisation's own board, in Word, to go on writing in."""

import datetime as dt
import re
from io import BytesIO
from typing import Any

from django.utils import formats
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from decisions.home import HomeText, Topic

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
INK, SOFT = RGBColor(0x14, 0x50, 0x5F), RGBColor(0x55, 0x5D, 0x63)
FONT = "Calibri"
SIZES = {"Title": 22, "Heading 1": 15, "Heading 2": 12.5}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
EMPTY = "Skriv här"


def home_word(text: HomeText, dated_on: dt.date) -> bytes:
    document: Any = Document()
    _styles(document, text)
    _head(document, text, dated_on)
    _section(document, "Sammanfattning")
    _paragraphs(document, _summary(text))
    _section(document, "Förslag till beslut")
    for proposal in text.proposals:
        document.add_paragraph(_clean(proposal), style="List Number")
    _section(document, "Bakgrund")
    for topic in text.topics:
        _topic(document, topic)
    if not text.topics:
        _paragraphs(document, f"Inget beslut pekar ut {text.short_organization} särskilt.")
    _tasks(document, text)
    if text.others:
        _section(document, "Övriga beslut på mötet")
        for topic in text.others:
            for made in topic.decisions:
                _made(document, made.number, made.text, made.standing)
    _section(document, "Beslutsunderlag")
    said = f"{text.minutes.capitalize()} {formats.date_format(text.date, 'j F Y')}, {text.body}: {text.url}"
    document.add_paragraph(_clean(said), style="List Bullet")
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _summary(text: HomeText) -> str:
    count = len(text.tasks)
    given = "inga uppgifter" if not count else "en uppgift" if count == 1 else f"{count} uppgifter"
    day = formats.date_format(text.date, "j F Y")
    return f"{text.body} möttes den {day}. Mötet gav {text.organization} {given}."


def _styles(document: Any, text: HomeText) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    for name, size in SIZES.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size), True
        style.font.color.rgb = INK
        # The theme's fonts would win over the name.
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.attrib.pop(qn(f"w:{kind}Theme"), None)
            fonts.set(qn(f"w:{kind}"), FONT)
    border = document.styles["Title"].element.find(f".//{qn('w:pBdr')}")
    if border is not None:
        border.getparent().remove(border)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "sv-SE")
    properties = normal.element.get_or_add_rPr()
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(language)
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    core = document.core_properties
    core.title, core.author, core.language = _clean(text.title), "", "sv-SE"
    core.comments = ""


def _head(document: Any, text: HomeText, dated_on: dt.date) -> None:
    kind = document.add_paragraph()
    run = kind.add_run("TJÄNSTESKRIVELSE")
    run.bold, run.font.size, run.font.color.rgb = True, Pt(10), SOFT
    document.add_paragraph(_clean(f"Beslut i {text.body} {text.date:%Y-%m-%d}"), style="Title")
    facts = document.add_table(rows=0, cols=2)
    _set_widths(facts, (Cm(3.5), Cm(12.5)))
    for name, value in (
        ("Organisation", text.organization),
        ("Datum", formats.date_format(dated_on, "j F Y")),
        ("Diarienummer", EMPTY),
        ("Handläggare", EMPTY),
        ("Till", EMPTY),
    ):
        cells = facts.add_row().cells
        cells[0].width, cells[1].width = Cm(3.5), Cm(12.5)
        label = cells[0].paragraphs[0].add_run(name)
        label.font.color.rgb = SOFT
        cells[1].paragraphs[0].add_run(_clean(value))
    if text.note:
        note = document.add_paragraph()
        note.paragraph_format.space_before = Pt(10)
        note.add_run(text.note).bold = True
    _foot(document, text)


def _foot(document: Any, text: HomeText) -> None:
    foot = document.sections[0].footer.paragraphs[0]
    style = document.styles["Footer"]
    style.font.size, style.font.color.rgb = Pt(9), SOFT
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    foot.add_run(_clean(f"{text.short_organization}, {text.short_body} {text.date:%Y-%m-%d}. Sida "))
    _field(foot, "PAGE")
    foot.add_run(" av ")
    _field(foot, "NUMPAGES")


def _field(paragraph: Any, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run, shown = OxmlElement("w:r"), OxmlElement("w:t")
    shown.text = "1"
    run.append(shown)
    field.append(run)
    paragraph._p.append(field)


def _section(document: Any, heading: str) -> None:
    document.add_heading(heading, level=1)


def _topic(document: Any, topic: Topic) -> None:
    document.add_heading(_clean(" ".join([topic.label, topic.title]).strip()), level=2)
    _paragraphs(document, topic.background)
    for made in topic.decisions:
        _made(document, made.number, made.text, made.standing)
    for task in topic.tasks:
        paragraph = document.add_paragraph()
        paragraph.add_run("Uppgift: ").bold = True
        paragraph.add_run(_clean(" ".join(task.text.split())))


def _made(document: Any, number: str, text: str, standing: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.left_indent = Cm(0.6)
    paragraph.add_run(_clean(f"Beslut {number}{f' ({standing})' if standing else ''}: ")).bold = True
    paragraph.add_run(_clean(" ".join(text.split())))


def _tasks(document: Any, text: HomeText) -> None:
    _section(document, f"Att göra för {text.short_organization}")
    if not text.tasks:
        _paragraphs(document, "Mötet gav inga uppgifter.")
        return
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    widths = (Cm(8.5), Cm(4.5), Cm(3))
    _set_widths(table, widths)
    for cell, heading in zip(table.rows[0].cells, ("Uppgift", "Tid", "Läge"), strict=True):
        cell.paragraphs[0].add_run(heading).bold = True
    _repeat(table.rows[0])
    for task in text.tasks:
        cells = table.add_row().cells
        for cell, value in zip(cells, (task.text, task.due or "ingen tid sagd", task.status), strict=True):
            cell.paragraphs[0].add_run(_clean(" ".join(value.split())))
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _set_widths(table: Any, widths: tuple[Any, ...]) -> None:
    """Word reads the cells' widths, LibreOffice the columns'."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width


def _repeat(row: Any) -> None:
    """Mark the row as the table's heading: read aloud as such, and drawn again on the next page."""
    heading = OxmlElement("w:tblHeader")
    heading.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(heading)


def _paragraphs(document: Any, text: str) -> None:
    for part in re.split(r"\n\s*\n", text.strip()):
        if part.strip():
            document.add_paragraph(_clean(part.strip()))


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)
