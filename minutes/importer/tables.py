"""Rows of cells become lines that the rest of the parser knows: "Beslut: …", "Närvarande: …", a title.

A row keeps its line number for every line that it becomes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from minutes.importer.folding import fold
from minutes.importer.given_names import is_given
from minutes.importer.labels import ATTENDANCE, OFFICES, Label, document_name, find_label
from minutes.importer.lines import SourceLine
from minutes.importer.names import is_post, looks_like_name
from minutes.importer.pages import is_page_number
from minutes.importer.task_table import heads_tasks

_COLUMNS = {
    "number": r"(?:nr|nummer|§|§ nr|p|pkt|punkt nr|#)\.?",
    "title": r"(?:arende|arenden|rubrik|amne|fraga|punkt|dagordningspunkt|agendapunkt|dagordning|agenda"
        r"|arende(?:/| och )fraga)",
    "presenters": r"(?:foredragande|foredragare|ansvarig|ansvariga|handlaggare|vem|foredras av|ansvar)",
    "decision": r"(?:beslut|beslut ?(?:/|och) ?atgard|motets beslut|resultat|stallningstagande)",
    "action": r"(?:atgard|atgarder|att gora|aktivitet|uppfoljning)",
    "text": r"(?:anteckning|anteckningar|diskussion|kommentar|kommentarer|beskrivning|noteringar|notering"
        r"|information"
    r"|minnesanteckning|minnesanteckningar|referat|innehall|sammanfattning|underlag|tid)",
    "substitute": r"(?:ersattare|suppleant|personlig ersattare)",
    "name": r"(?:ordinarie|ordinarie ledamot|namn|deltagare|ledamot|ledamoter|person|medlem"
    r"|fornamn och efternamn|ledamot/ersattare)",
    "organization": r"(?:organisation|kommun|parti|forening|foretag|myndighet|representerar|enhet|region"
        r"|verksamhet"
    r"|forvaltning|arbetsplats|organisation/kommun|kommun/region|huvudman|part"
    r"|fran|skola|klass|avdelning|bolag|namnd)",
    "post": r"(?:roll|funktion|titel|uppdrag|befattning|post)",
    "present": r"(?:narvarande|narv\.?|narvaro|deltog|deltar|pa plats|x)",
    "absent": r"(?:franvarande|franv\.?|franvaro|forhinder|ej narvarande|anmalt forhinder)",
}  # fmt: skip
_COLUMN = {name: re.compile(pattern) for name, pattern in _COLUMNS.items()}
_MARK = re.compile(r"(?:x|ja|j|1|n|narv(?:arande)?|franv(?:arande)?|✓|✔|v)\.?")
_NO = re.compile(r"(?:nej|-|–|0|franv(?:arande)?\.?|f|forhinder|anmalt forhinder|ej)")
_NUMBER = re.compile(r"§?\s*\d{1,4}(?:\.\d{1,2}|[/:-]\d{1,4})?[a-z]?[.)]?(?:\s*§)?")
_NUMBERED_IN_YEAR = re.compile(r"\d{2,4}/\d{1,4}")
_BETWEEN = "\n"  # the cells of two columns that mean the same; no cell has one
_EMPTY = re.compile(r"[\W_]*")


@dataclass(slots=True)
class _Table:
    kind: str  # agenda, names, lists
    columns: tuple[str, ...]


def unfold(lines: Sequence[SourceLine]) -> tuple[list[SourceLine], list[int]]:
    """Return the lines with rows made into lines, and the numbers of the rows that only head a table."""
    unfolded: list[SourceLine] = []
    headers: list[int] = []
    table: _Table | None = None
    holds_tasks = False
    at = 0
    while at < len(lines):
        line = lines[at]
        holds_tasks = bool(line.cells) and (holds_tasks or heads_tasks(line.cells))
        if line.cells and (new := _header(line, lines[at + 1 : at + 2])):
            table = new
            headers.append(line.number)
            if table.kind == "lists":
                stop = _end_of_lists(lines, at + 1, len(table.columns))
                unfolded += _unfold_lists(table, lines[at:stop])
                table, at = None, stop
                continue
            if table.kind == "names":
                unfolded.append(_line(line, "Närvarande:"))
        elif holds_tasks and not table:
            unfolded.append(line)
        elif line.cells:
            unfolded += _row(table, line)
        else:
            if table and table.kind == "names":
                table = None
            unfolded.append(line)
        at += 1
    return unfolded, headers


def _line(line: SourceLine, text: str, gap: int = 0, level: int = 0) -> SourceLine:
    return SourceLine(line.number, text, fold(text), gap, level)


def _header(line: SourceLine, after: Sequence[SourceLine]) -> _Table | None:
    """Tell which table the row heads, if each of its cells is the name of a column."""
    cells = [fold(cell).strip(" .:") for cell in line.cells]
    names = [
        next((name for name, form in _COLUMN.items() if form.fullmatch(cell)), "") if cell else "blank"
        for cell in cells
    ]
    if _heads_lists(line.cells, names) and after and (after[0].cells or _is_cell(after[0])):
        return _Table("lists", tuple(line.cells))
    if not after or names.count("") > len(names) // 2:
        return None
    names = [name or "text" for name in names] if "title" in names and len(names) > 2 else names
    if "" in names:
        return None
    if "title" in names:
        names = list(_each_once(names, cells))
    if names[0] == "blank" and {"present", "absent"} & set(names):
        names[0] = "name"
    columns = tuple(names)
    if "title" in columns and len(set(columns) - {"blank"}) > 1:
        return _Table("agenda", columns)
    if "name" in columns and len(set(columns) - {"blank"}) > 1:
        return _Table("names", columns)
    return None


def _each_once(names: Sequence[str], cells: Sequence[str]) -> Iterator[str]:
    """Yield the columns of an agenda; a second one of a kind, or one who is only responsible, holds text."""
    presents = any(
        name == "presenters" and cell.startswith("foredra") for name, cell in zip(names, cells, strict=True)
    )
    for at, (name, cell) in enumerate(zip(names, cells, strict=True)):
        is_second = name in {"number", "title"} and name in names[:at]
        is_responsible = name == "presenters" and presents and not cell.startswith("foredra")
        yield "text" if is_second or is_responsible else name


def _by_column(columns: Sequence[str], cells: Sequence[str], between: str) -> dict[str, str]:
    """Return what stands under each column; where two mean the same, what stands in both."""
    row: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        if cell and cell not in row.get(column, "").split(between):
            row[column] = f"{row[column]}{between}{cell}" if row.get(column) else cell
    return row


def _heads_lists(cells: Sequence[str], names: Sequence[str]) -> bool:
    """Tell a row of labels with a list under each: "Närvarande | Frånvarande | Justerat"."""
    if len(cells) < 2 or not {"present", "absent"} & set(names):
        return False
    labels = [_label(cell) for cell in cells]
    return all(label and not label.value for label in labels)


def _is_cell(line: SourceLine) -> bool:
    """Tell whether a line of words is the only cell of its row, a name in the first column."""
    words = line.text.split()
    return (
        1 < len(words) < 5
        and line.gap <= 1
        and is_given(words[0])
        and find_label(line.text, line.folded) is None
    )


def _row(table: _Table | None, line: SourceLine) -> Iterator[SourceLine]:
    if table and table.kind == "agenda" and _fits(table, line) and len(line.cells) <= len(table.columns):
        return _agenda_row(_by_column(table.columns, line.cells, _BETWEEN), line)
    if table and table.kind == "names" and len(line.cells) <= len(table.columns):
        return _name_rows(table.columns, line)
    return _labelled_row(line)


def _fits(table: _Table, line: SourceLine) -> bool:
    """Tell a row of the agenda from one of another table, by what stands in the column of numbers."""
    if "number" not in table.columns:
        return True
    at = table.columns.index("number")
    return at >= len(line.cells) or not line.cells[at] or bool(_NUMBER.fullmatch(fold(line.cells[at])))


def _agenda_row(row: dict[str, str], line: SourceLine) -> Iterator[SourceLine]:
    number, title = row.get("number", ""), row.get("title", "")
    if number and not _NUMBER.fullmatch(fold(number)):
        number, title = "", f"{number} {title}".strip()
    gap = max(line.gap, 1)
    if number and title:
        dot = "" if "§" in number or number[-1] in ".)" else "."
        yield _line(line, f"{number}{dot} {title}", gap)
    elif title:
        numbered = re.match(r"(?:§\s*)?\d", title)
        yield _line(line, title, gap, 0 if numbered else 6)
    elif number:
        yield _line(line, number, gap)
    for column, label in (
        ("presenters", "Föredragande: "),
        ("text", ""),
        ("blank", ""),
        ("decision", "Beslut: "),
        ("action", ""),
    ):
        for value in row.get(column, "").split(_BETWEEN):
            if not _EMPTY.fullmatch(value):
                yield _line(line, label + value, 1 if not label else 0)


def _name_rows(columns: Sequence[str], line: SourceLine) -> Iterator[SourceLine]:
    own, other = _sides(columns)
    row = _by_column(columns, line.cells, ", ")
    if row.get("name"):
        yield _name_row(columns, _by_column(columns[own], line.cells[own], ", "), line)
    if row.get("substitute"):
        beside = _by_column(columns[other], line.cells[other], ", ")
        words = [row["substitute"], beside.get("organization", "")]
        yield _line(line, f"{', '.join(word for word in words if word)} (ersättare)")
    if not row.get("name") and not row.get("substitute"):
        yield line


def _sides(columns: Sequence[str]) -> tuple[slice, slice]:
    """Return the columns of the member and of the substitute, where each has an organisation."""
    at = columns.index("substitute") if "substitute" in columns else len(columns)
    if "organization" in columns[:at] and "organization" in columns[at:] and "name" in columns[:at]:
        return slice(at), slice(at, None)
    return slice(None), slice(None)


def _name_row(columns: Sequence[str], row: dict[str, str], line: SourceLine) -> SourceLine:
    words = [row.get("name", ""), row.get("organization", ""), row.get("post", "")]
    present, absent = (fold(row.get(column, "")).strip(" .") for column in ("present", "absent"))
    note = ""
    if (
        "absent" in columns
        and absent
        and not _NO.fullmatch(absent)
        or _NO.fullmatch(present)
        or "present" in columns
        and "absent" not in columns
        and not present
    ):
        note = "frånvarande"
    elif present and not _MARK.fullmatch(present):
        note = row["present"]
    if words[1] and not set("(,") & set(words[1] + note):  # in brackets it is nobody's name
        words[:2] = [f"{words[0]} ({words[1]})"]
    text = ", ".join(word for word in words if word)
    return _line(line, f"{text} ({note})" if note else text)


def _labelled_row(line: SourceLine) -> Iterator[SourceLine]:
    """Read "Datum | 12 mars | Tid | 13.00" as labels with their values; other rows stay as they are."""
    if person := _person_row([cell for cell in line.cells if cell]):
        yield _line(line, person, line.gap)
        return
    cells = [cell for cell in line.cells if not _EMPTY.fullmatch(cell) and not _is_page(cell, line)]
    labels = [_label(cell) for cell in cells]
    numbered = bool(cells) and bool(_NUMBER.fullmatch(fold(cells[0])))
    if not any(labels) or not cells or numbered or (labels[0] and labels[0].kind == "next"):
        yield from _unlabelled(line, cells)
        return
    pieces: list[tuple[str, list[str]]] = []
    for cell, label in zip(cells, labels, strict=True):
        if label or not pieces or not _takes_values(pieces[-1][0]):
            pieces.append((cell, []))
        else:
            pieces[-1][1].append(cell)
    signed = [
        piece for piece in pieces if not piece[1] and (label := _label(piece[0])) and label.kind != "skip"
    ]
    offices = [piece for piece in signed if (label := _label(piece[0])) and label.kind in OFFICES]
    if len(signed) > 1:
        yield line  # "Vid protokollet | Justeras": places to sign
        return
    for at, (cell, values) in enumerate(sorted(pieces, key=lambda piece: piece in offices)):
        text = f"{cell.rstrip(':')}: {', '.join(values)}" if values else cell
        yield _line(line, text, line.gap if not at else 0)


def _person_row(cells: Sequence[str]) -> str:
    """Return the line that a row such as "Kallade: | Anna Ek | Kassör | X" says of one person, or ""."""
    at = 0 if cells and is_given(cells[0].split()[0]) else 1
    if len(cells) < at + 2 or not _is_name(cells[at]) or not is_post(cells[at + 1]):
        return ""
    if any(_is_name(cell) for cell in cells[at + 1 :]) or cells[at + 1][-1] == ":":
        return ""
    label = _label(cells[0]) if at else None
    if at and (label is None or label.kind not in ATTENDANCE or label.value):
        return ""
    return (f"{cells[0].rstrip(':')}: " if at else "") + ", ".join(cells[at:])


def _is_name(cell: str) -> bool:
    return is_given(cell.split()[0]) and looks_like_name(cell)


def _unlabelled(line: SourceLine, cells: Sequence[str]) -> Iterator[SourceLine]:
    has_page = any(_is_page(cell, line) for cell in line.cells)
    if any(document_name(fold(cell)) for cell in cells) or has_page:
        for at, cell in enumerate(cells):
            yield _line(line, cell, line.gap if not at else 0)
        if not cells:
            yield line
    else:
        yield line


def _is_page(cell: str, line: SourceLine) -> bool:
    """Tell a page number from the number of an item, "24/52", with its title beside it."""
    numbers_item = cell == line.cells[0] and len(line.cells) > 1 and bool(_NUMBERED_IN_YEAR.fullmatch(cell))
    return is_page_number(cell) and not numbers_item


def _label(cell: str) -> Label | None:
    label = find_label(cell, fold(cell))
    return label if label and (label.exact or label.kind in ATTENDANCE) else None


def _takes_values(cell: str) -> bool:
    label = _label(cell)
    return label is not None and not label.value


def _end_of_lists(lines: Sequence[SourceLine], at: int, columns: int) -> int:
    while at < len(lines) and lines[at].gap <= 1:
        if not 0 < len(lines[at].cells) <= columns and not _is_cell(lines[at]):
            break
        at += 1
    return at


def _unfold_lists(table: _Table, lines: Sequence[SourceLine]) -> Iterator[SourceLine]:
    for at, label in enumerate(table.columns):
        yield _line(lines[0], label.rstrip(":") + ":")
        for line in lines[1:]:
            cells = line.cells or (line.text,)
            if at < len(cells) and cells[at]:
                yield _line(line, cells[at])
