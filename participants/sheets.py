"""A table that somebody sends, as text: CSV as Excel and others write it, and XLSX within bounds."""

from __future__ import annotations

import csv
import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from lzma import LZMAError
from typing import Any

from openpyxl import load_workbook

LARGEST = 1_000_000
MOST_ROWS = 2_000
LAST_ROW = 20_000
MOST_COLUMNS = 40
LONGEST_CELL = 1_000
MOST_TEXT = 1_000_000
MEMBERS = 200
UNPACKED = 20_000_000
DELIMITERS = ";,\t"

_ZIP, _OLD_OFFICE, _CENTRAL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PK\x01\x02"
_BROKEN = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, ValueError, OSError, RuntimeError)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SAVE_AGAIN = "Öppna den i Excel eller LibreOffice, spara som ny .xlsx eller CSV, och välj den filen."

TOO_LARGE = (
    f"Filen är större än {LARGEST // 1_000_000} MB. Dela den, eller ta bort det som inte är medlemmar."
)
TOO_MANY = f"Filen har fler än {MOST_ROWS} rader. Dela den i flera filer."
TOO_LONG = f"Filen har rader längre ner än rad {LAST_ROW}. Ta bort de tomma raderna längst ner."
TOO_MUCH = f"Filen packas upp till mer än {UNPACKED // 1_000_000} MB och läses inte. {_SAVE_AGAIN}"
TOO_MUCH_TEXT = "Filen har mer text än en medlemslista brukar ha. Ta bort det som inte är medlemmar."
OLD = f"Filen är skyddad med lösenord, eller sparad i det äldre formatet .xls. {_SAVE_AGAIN}"
ENTITIES = f"Filen innehåller XML-entiteter, som kan vara skadliga, och läses inte. {_SAVE_AGAIN}"
DAMAGED = f"Filen är skadad, eller ingen tabell. {_SAVE_AGAIN}"
EMPTY = "Filen är tom. Den ska ha rubriker på första raden och en person på varje rad under."
FORMULA = "Formler räknas inte ut: {where}. Klistra in värdena i stället, och välj filen på nytt."


class Unreadable(Exception):
    """The file is refused; the message says in Swedish why, and what to do."""


@dataclass
class Sheet:
    """The rows that have something in them, each with the number that the program shows."""

    headings: list[str]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)


def read_sheet(data: bytes) -> Sheet:
    """Read by what the file holds; its name says nothing that can be trusted."""
    if len(data) > LARGEST:
        raise Unreadable(TOO_LARGE)
    if data.startswith(_OLD_OFFICE):
        raise Unreadable(OLD)
    found = _of_workbook(data) if data.startswith(_ZIP) else _of_text(data)
    rows: list[tuple[int, list[str]]] = []
    for number, cells in found:
        if any(cells):
            rows.append((number, cells))
        if len(rows) > MOST_ROWS + 1:
            raise Unreadable(TOO_MANY)
    if rows and rows[0][1][0].lower() == "sep=":  # Excel's own line about what parts the cells
        del rows[0]
    if not rows:
        raise Unreadable(EMPTY)
    if sum(len(cell) for _, cells in rows for cell in cells) > MOST_TEXT:
        raise Unreadable(TOO_MUCH_TEXT)
    return Sheet(rows[0][1], rows[1:])


def _of_text(data: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decode(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    number = 1
    try:
        for cells in reader:
            yield number, [_text(cell) for cell in cells[:MOST_COLUMNS]]
            number = reader.line_num + 1  # a cell may hold line breaks: the line that the next row begins on
    except csv.Error as error:
        raise Unreadable(DAMAGED) from error


def _decode(data: bytes) -> str:
    """UTF-8, with or without a mark, or else as Excel on Windows saves CSV."""
    has_mark = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if has_mark else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise Unreadable(DAMAGED)


def _of_workbook(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Read the first sheet; values only, and as they come, so that nothing else is unpacked."""
    _look_into(data)
    formulas: list[str] = []
    try:
        book = load_workbook(BytesIO(data), read_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size may be wrong
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
            if number > LAST_ROW:
                raise Unreadable(TOO_LONG)
            formulas += [cell.coordinate for cell in row if cell.data_type == "f"]
            yield number, [_text(cell.value) for cell in row]
        book.close()
    except (Unreadable, GeneratorExit):
        raise
    except Exception as error:  # a damaged file fails in the library in any way it likes
        raise Unreadable(DAMAGED) from error
    if formulas:
        more = " och fler" if len(formulas) > 5 else ""
        raise Unreadable(FORMULA.format(where="cell " + ", ".join(formulas[:5]) + more))


def _look_into(data: bytes) -> None:
    """Refuse what would unpack to much, before it is unpacked, and document types, which only attacks have.

    A member never yields more than its entry in the directory says.
    """
    if data.count(_CENTRAL) > MEMBERS:
        raise Unreadable(DAMAGED)
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            members = package.infolist()
            if sum(member.file_size for member in members) > UNPACKED:
                raise Unreadable(TOO_MUCH)
            parts = [package.read(member) for member in members if not member.is_dir()]
    except _BROKEN as error:
        raise Unreadable(DAMAGED) from error
    marks = ["<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be")]
    if any(mark in part for part in parts for mark in marks):
        raise Unreadable(ENTITIES)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime) and value.time() == dt.time.min:
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return re.sub(r"\s+", " ", _CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(value))).strip()[
        : LONGEST_CELL + 1
    ]
