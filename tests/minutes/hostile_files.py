"""Files made to do harm, as bytes, for the tests that read them; none is kept in the repository."""

import random
import struct
import zlib
from collections.abc import Callable

from tests.minutes.office_files import ODT, SPACES, odt, packed, plain_docx, replaced

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MEGABYTE = 1 << 20
ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<!DOCTYPE d [<!ENTITY l0 "ha">{ENTITIES}]>'


def word_xml(body: str, before: str = "") -> str:
    start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{start}{before}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'


def word(body: str, before: str = "") -> bytes:
    return replaced(plain_docx("x"), "word/document.xml", word_xml(body, before))


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def declared_bomb() -> bytes:
    """A Word document whose largest part says that it is 4 GB unpacked."""
    content = plain_docx("x")
    name = b"word/document.xml"
    central = content.rindex(b"PK\x01\x02", 0, content.rindex(name))
    return content[: central + 24] + struct.pack("<I", 0xFFFFFFF0) + content[central + 28 :]


def lying_bomb() -> bytes:
    """A part that says it is 2 kB and goes on for 300 MB."""
    content = replaced(plain_docx("x"), "word/document.xml", b" " * (300 * MEGABYTE))
    central = content.rindex(b"PK\x01\x02", 0, content.rindex(b"word/document.xml"))
    return content[: central + 24] + struct.pack("<I", 2000) + content[central + 28 :]


def nested_zip() -> bytes:
    inner = packed({"0": bytes(20 * MEGABYTE)})
    for level in range(10):
        inner = packed({f"{level}{copy}.zip": inner for copy in range(8)})
    return inner


def pdf(*objects: bytes, trailer: bytes = b"/Root 1 0 R") -> bytes:
    """Return a PDF of the numbered objects, with a right cross-reference table."""
    content = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer\n<</Size %d %s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, len(content))
    return content + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + end


CATALOG, PAGES = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"


def stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), more, content)


def pdf_of(operators: bytes, more: bytes = b"", *, times: int = 1) -> bytes:
    pages = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * times, times)
    return pdf(CATALOG, pages, PAGE, stream(operators, more), FONT)


def endless_stream(unit: bytes, megabytes: int, *, times: int = 1) -> bytes:
    """A page whose content unpacks to that many megabytes, packed twice so that it is small here."""
    once = zlib.compressobj(9)
    block = (unit * (MEGABYTE // len(unit) + 1))[:MEGABYTE]
    packed_once = b"".join(once.compress(block) for _ in range(megabytes)) + once.flush()
    return pdf_of(zlib.compress(packed_once, 9), b"/Filter[/FlateDecode/FlateDecode]", times=times)


def echoing_forms(levels: int = 12) -> bytes:
    """A drawing that draws another ten times, which draws another ten times, and so on."""
    first = 6
    forms = []
    for level in range(levels):
        below = b"BT /F 9 Tf (ha) Tj ET" if level == levels - 1 else b"/X Do " * 10
        inner = b"<</Font<</F 5 0 R>>/XObject<</X %d 0 R>>>>" % (first + level + 1)
        forms.append(stream(below, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources" + inner))
    page = PAGE.replace(b"<</Font", b"<</XObject<</X 6 0 R>>/Font")
    return pdf(CATALOG, PAGES, page, stream(b"/X Do"), FONT, *forms)


def encrypted_pdf() -> bytes:
    secret = b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -44>>" % (b"ab" * 32, b"cd" * 32)
    objects = (CATALOG, PAGES, PAGE, stream(b"BT /F 12 Tf (Hej) Tj ET"), FONT, secret)
    return pdf(*objects, trailer=b"/Root 1 0 R/Encrypt 6 0 R/ID[<00><00>]")


def page_tree_cycle() -> bytes:
    return pdf(CATALOG, b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 9>>", b"<</Type/Pages/Kids[2 0 R]/Count 8>>")


def deep_page_tree(depth: int = 20_000) -> bytes:
    nodes = (b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (number + 1) for number in range(2, depth))
    return pdf(CATALOG, *nodes, PAGE)


def png(width: int, height: int, rows: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def noise(width: int, height: int) -> bytes:
    """A picture in which every speck could be a letter."""
    dice = random.Random(0)
    return png(
        width, height, zlib.compress(b"".join(b"\0" + dice.randbytes(width // 8) for _ in range(height)))
    )


def deep_xml(depth: int) -> str:
    return "<w:sdt><w:sdtContent>" * depth + paragraph("x") + "</w:sdtContent></w:sdt>" * depth


def endless_styles() -> bytes:
    """Styles that are based on each other, and lists that are defined by each other."""
    style = "".join(
        f'<w:style w:type="paragraph" w:styleId="S{n}"><w:name w:val="S{n}"/>'
        f'<w:basedOn w:val="S{1 - n}"/></w:style>'
        for n in (0, 1)
    )
    numbered = "".join(
        f'<w:abstractNum w:abstractNumId="{n}"><w:styleLink w:val="A{n}"/><w:numStyleLink w:val="A{1 - n}"/>'
        f"</w:abstractNum>"
        for n in (0, 1)
    )
    numbered += '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    number = '<w:numPr><w:ilvl w:val="999999999"/><w:numId w:val="1"/></w:numPr>'
    document = word(paragraph("x", f'<w:pStyle w:val="S0"/>{number}'))
    document = replaced(document, "word/styles.xml", f'<w:styles xmlns:w="{W}">{style}</w:styles>')
    return replaced(document, "word/numbering.xml", f'<w:numbering xmlns:w="{W}">{numbered}</w:numbering>')


def greedy_odt() -> bytes:
    repeated = 'table:number-columns-repeated="999999999"'
    text = '<text:p>x<text:s text:c="999999999"/>y</text:p>'
    cell = f"<table:table-cell {repeated}>{text}</table:table-cell>"
    row = f'<table:table-row table:number-rows-repeated="999999999">{cell}</table:table-row>'
    return odt(f"<table:table>{row}</table:table>")


# Every file is either refused with these words or read with this text in it.
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "declared_bomb.docx": (declared_bomb, "för mycket"),
    "real_bomb.docx": (
        lambda: replaced(plain_docx("x"), "word/media/a.bmp", bytes(300 * MEGABYTE)),
        "för mycket",
    ),
    "lying_bomb.docx": (lying_bomb, "skadad"),
    "members.docx": (lambda: packed({f"{n}": "" for n in range(100_000)}), "fler än 5000 delar"),
    "nested.zip": (nested_zip, "zip-arkiv"),
    "laughs.docx": (
        lambda: word(paragraph("&l9;"), LAUGHS),
        "entiteter",
    ),
    "laughs.odt": (
        lambda: odt("<text:p>&l9;</text:p>", before=LAUGHS),
        "entiteter",
    ),
    "deep.docx": (lambda: word(deep_xml(100_000)), "skadad"),
    "text_node.docx": (lambda: word(paragraph(" ".join(map(str, range(2_000_000))))), "skadad"),
    "encrypted.pdf": (encrypted_pdf, "lösenord"),
    "encrypted.odt": (
        lambda: packed(
            {
                "mimetype": ODT,
                "content.xml": b"\x93\x11" * 500,
                "META-INF/manifest.xml": f"<m {SPACES}><encryption-data/></m>",
            }
        ),
        "lösenord",
    ),
    "endless_text.pdf": (lambda: endless_stream(b"BT /F 9 Tf 9 9 Td (abcdefg) Tj ET ", 600), ""),
    "endless_paths.pdf": (lambda: endless_stream(b"0 0 m 9 9 l S q ", 1500), ""),
    "same_page.pdf": (lambda: endless_stream(b"0 0 m 9 9 l S q Q ", 20, times=2000), "för lång tid"),
    "forms.pdf": (echoing_forms, ""),
    "cycle.pdf": (page_tree_cycle, ""),
    "deep.pdf": (deep_page_tree, ""),
    "arrays.pdf": (lambda: pdf(CATALOG, b"[" * 500_000), ""),
    "count.pdf": (lambda: pdf(CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>", PAGE), ""),
    "xref.pdf": (lambda: b"%PDF-1.4\ntrailer<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF", "skadad"),
    "garbage.pdf": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 4000, "skadad"),
    "wide.png": (lambda: png(60_000, 60_000, zlib.compress(bytes(7501 * 6000), 9)), ""),
    "noise.png": (lambda: noise(2480, 3504), "utan läsbar text"),
    "truncated.jpg": (lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(5000), ""),
    "empty.pdf": (lambda: b"", "är tom"),
    "truncated.docx": (lambda: plain_docx("Hej")[:-400], "skadad"),
    "half.docx": (lambda: plain_docx("Hej")[:9000], "skadad"),
    "truncated.pdf": (lambda: pdf_of(b"BT /F 12 Tf (Hej) Tj ET")[:60], "skadad"),
}
READ: dict[str, tuple[Callable[[], bytes], str]] = {
    "wide_page.pdf": (lambda: endless_stream(b"/F 9 Tf 30 0 Td (abcdefg) Tj ", 30), "abcdefgabcdefg"),
    "styles.docx": (endless_styles, "x"),
    "merged.docx": (
        lambda: word(
            '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
            f"{paragraph('x')}</w:tc></w:tr></w:tbl>"
        ),
        "x",
    ),
    "greedy.odt": (greedy_odt, "x"),
    "paragraphs.docx": (
        lambda: word("".join(paragraph(f"{n} Ärende") for n in range(100_000))),
        "99999 Ärende",
    ),
    "embedded.docx": (
        lambda: replaced(plain_docx("Hej"), "word/embeddings/a.zip", packed({"a": "b"})),
        "Hej",
    ),
    "items.txt": (
        lambda: "".join(f"{n}. Ärende nummer {n}\n" for n in range(100_000)).encode(),
        "99999. Ärende",
    ),
    "nul.txt": (lambda: b"Hej\x00 p\x00\xc3\xa5 dig, alla som kom till samlingen i dag\x00", "Hej på dig"),
    "control.txt": (lambda: b"Hej\x1b[2J\x07 hopp, alla som kom till samlingen i dag\r", "Hej[2J hopp"),
    "marks.txt": (lambda: ("a" + "\u0301\u0316" * 400_000).encode(), "a"),
    "spaces.txt": (lambda: b"Hej" + b" " * 4_000_000 + b"hopp", "hopp"),
}
