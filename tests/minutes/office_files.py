"""Word and OpenDocument files for tests, made on the spot, with invented minutes."""

import zipfile
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

ODF = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(
    f'xmlns:{short}="{ODF}{name}:1.0"'
    for short, name in [("office", "office"), ("text", "text"), ("table", "table"), ("style", "style")]
)
ODT = "application/vnd.oasis.opendocument.text"


def packed(members: dict[str, str | bytes], *, stored: tuple[str, ...] = ()) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in members.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            container.writestr(name, content, kind)
    return data.getvalue()


def docx(document: Any) -> bytes:
    data = BytesIO()
    document.save(data)
    return data.getvalue()


def plain_docx(*paragraphs: str) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return docx(document)


def replaced(content: bytes, name: str, new: str | bytes) -> bytes:
    """Return the container with one member changed or added."""
    with zipfile.ZipFile(BytesIO(content)) as container:
        members: dict[str, str | bytes] = {each: container.read(each) for each in container.namelist()}
    return packed({**members, name: new})


def odt(body: str, *, styles: str = "", before: str = "") -> bytes:
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {SPACES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return packed({"mimetype": ODT, "content.xml": content}, stored=("mimetype",))


def number_paragraphs(document: Any, levels: list[tuple[str, str]], *, key: int = 90) -> None:
    """Add a list definition: for each level its form and its text, such as ("decimal", "%1.")."""
    numbering = document.part.numbering_part.element
    inner = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(levels)
    )
    xml = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{key}">{inner}</w:abstractNum>'
    numbering.insert(0, parse_xml(xml))
    add_list(document, key, key)


def add_list(document: Any, key: int, definition: int, *, start: int = 0) -> None:
    over = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride>' if start else ""
    document.part.numbering_part.element.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{key}"><w:abstractNumId w:val="{definition}"/>{over}</w:num>'
        )
    )


def in_list(paragraph: Any, key: int, level: int = 0) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{key}"/></w:numPr>')
    )
