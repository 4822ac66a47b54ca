"""The columns of a list of members: how each is written into a file, and how it is read from one."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from import_export.fields import Field
from import_export.resources import Resource
from import_export.widgets import Widget
from rapidfuzz import fuzz, process

from participants.models import Body, Membership, Organization
from participants.sheets import Sheet, Unreadable

NAME, EMAIL, ORGANIZATION, BODY = "Namn", "E-post", "Organisation", "Grupp"
ROLE, POST, START, END = "Roll", "Befattning", "Från och med", "Till och med"
COLUMNS = [NAME, EMAIL, ORGANIZATION, BODY, ROLE, POST, START, END]
ALSO_WRITTEN = {"epostadress": EMAIL, "from": START, "från": START, "tom": END, "till": END}
FIRST_YEAR, LAST_YEAR = 1900, 2100
# A program for tables would take such a cell for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")
NEAR, NEAREST = 60, 3

NO_NAME = (
    "Filen har ingen kolumn ”Namn”. Första raden ska ha rubriker. De som läses är: "
    + ", ".join(COLUMNS)
    + "."
)
TWICE = "Kolumnen ”{heading}” finns två gånger. Ta bort eller döp om den ena."
NOT_READ = "Kolumnen ”{heading}” läses inte. De som läses är: " + ", ".join(COLUMNS) + "."


def fold(text: str) -> str:
    """Return the text as names are compared: without regard to case, and to blanks too many."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def plain(text: str) -> str:
    """Take back what `harmless` put before the text."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


class Words(Widget):  # type: ignore[misc]  # ships no types
    """Text of one line."""

    def __init__(self, longest: int, missing: str = "") -> None:
        super().__init__()
        self.longest, self.missing = longest, missing

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        if self.missing and not value:
            raise ValueError(self.missing)
        if "\N{REPLACEMENT CHARACTER}" in value:
            raise ValueError("Cellen har tecken som inte går att läsa. Skriv om den.")
        if len(value) > self.longest:
            raise ValueError(f"Texten är längre än {self.longest} tecken. Korta den.")
        return unicodedata.normalize("NFC", value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return harmless(str(value or ""))


class Address(Words):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        address = super().clean(value).lower()
        if address and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address):
            raise ValueError(f"”{value}” är ingen e-postadress. Rätta den, eller lämna cellen tom.")
        return address


class Day(Widget):  # type: ignore[misc]
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> dt.date | None:
        if not value:
            return None
        try:
            day = dt.date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else None
        except ValueError:
            day = None
        if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError(f"”{value}” är inget datum som går att läsa. Skriv så här: 2024-01-31.")
        return day

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.isoformat() if value else ""


class OneOf(Widget):  # type: ignore[misc]
    """A name that the register knows; one that it doesn't know is answered with the nearest."""

    def __init__(self, known: dict[str, Any], unknown: str) -> None:
        super().__init__()
        self.known, self.unknown = known, unknown

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if not value:
            return None
        if fold(value) not in self.known:
            raise ValueError(f"{self.unknown.format(value=value)} {self.near(value)}".strip())
        return self.known[fold(value)]

    def near(self, value: str) -> str:
        found = process.extract(
            fold(value), self.known.keys(), scorer=fuzz.WRatio, score_cutoff=NEAR, limit=2 * NEAREST
        )
        names = list(dict.fromkeys(str(self.known[name]) for name, _, _ in found))[:NEAREST]
        return f"Menar du {' eller '.join(names)}?" if names else ""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return harmless(str(value or ""))


class MemberColumns(Resource):  # type: ignore[misc]
    """One declaration for both ways: what is fetched as a file can be read in again."""

    name = Field("person__name", NAME, Words(200, missing="Namnet saknas. Skriv det, eller ta bort raden."))
    email = Field("person__user__email", EMAIL, Address(254))
    on_behalf_of = Field("on_behalf_of", ORGANIZATION)
    body = Field("body", BODY)
    role = Field("role", ROLE)
    post = Field("post", POST, Words(120))
    start_date = Field("start_date", START, Day())
    end_date = Field("end_date", END, Day())

    def __init__(self, bodies: Iterable[Body], organizations: Iterable[Organization]) -> None:
        super().__init__()
        self.fields["body"].widget = OneOf(
            names_of(bodies, "short_name", "number_prefix", "slug"),
            "Du skriver inte för någon grupp som heter ”{value}”.",
        )
        self.fields["on_behalf_of"].widget = OneOf(
            names_of(organizations, "short_name"),
            "Organisationen ”{value}” finns inte i registret; en administratör lägger till organisationer.",
        )
        self.fields["role"].widget = Roles()

    def values(self, cells: dict[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """Return what the cells of a row mean, and what is wrong in which column."""
        values: dict[str, Any] = {}
        faults = []
        for name, field in self.fields.items():
            row = {field.column_name: plain(cells.get(field.column_name, ""))}
            try:
                values[name] = field.clean(row)
            except ValueError as error:
                faults.append((field.column_name, str(error)))
        return values, faults


class Roles(OneOf):
    def __init__(self) -> None:
        words = {fold(role.label): role.label for role in Membership.Role}
        super().__init__(words, "Rollen ”{value}” finns inte. Roller är: " + ", ".join(words.values()) + ".")
        self.codes = {role.label: role.value for role in Membership.Role}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """An empty cell is a member; the others have a word for what they do."""
        return self.codes[super().clean(value or Membership.Role.MEMBER.label)]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(Membership.Role(value).label)


def names_of(rows: Iterable[Any], *fields: str) -> dict[str, Any]:
    """Return each name that means one row only: its full name, or another name that no other row has."""
    listed, also = list(rows), defaultdict(set)
    for row in listed:
        for field in fields:
            also[fold(getattr(row, field))].add(row)
        for alias in row.aliases.all():
            also[fold(alias.name)].add(row)
    only = {name: next(iter(meant)) for name, meant in also.items() if len(meant) == 1}
    return only | {fold(row.name): row for row in listed}


def columns_of(sheet: Sheet) -> tuple[list[tuple[int, dict[str, str]]], list[str]]:
    """Return the rows by column, and what is to be said of columns that are not read."""
    known = {_key(name): name for name in COLUMNS} | ALSO_WRITTEN
    found: dict[str, int] = {}
    notices = []
    for place, heading in enumerate(sheet.headings):
        column = known.get(_key(heading))
        if column in found:
            raise Unreadable(TWICE.format(heading=heading))
        if column:
            found[column] = place
        elif heading:
            notices.append(NOT_READ.format(heading=heading))
    if NAME not in found:
        raise Unreadable(NO_NAME)
    rows = [
        (number, {column: cells[place] for column, place in found.items() if place < len(cells)})
        for number, cells in sheet.rows
    ]
    return [(number, cells) for number, cells in rows if any(cells.values())], notices


def _key(heading: str) -> str:
    return re.sub(r"[\W_]+", "", fold(heading))
