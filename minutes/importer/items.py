"""Where the items of the agenda begin: numbered, with a paragraph sign, as headings, or number lost."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from minutes.importer.dates import MONTHS
from minutes.importer.folding import fold
from minutes.importer.labels import HEAD, document_name, find_label
from minutes.importer.lines import SourceLine
from minutes.importer.paragraphs import Wrapping

MAX_ITEMS = 1000  # no meeting has more; the rest of a hostile file is the last item's text
_MAX_TITLE = 250

_SIGN = re.compile(r"§\s*(\d{1,4}[a-z]?)\b\s*[.:)–-]?\s*(.*)")
_SIGN_AFTER_NUMBER = re.compile(r"(\d{1,4})\s*§\s*[.:–-]?\s*(.*)")
_SIGN_LAST = re.compile(r"(\S.{2,150}?)\s+§\s*(\d{1,4}[a-z]?)[.:]?")
_DOTTED = re.compile(r"(?:[Pp]unkt\s+)?(\d{1,3}[a-z]?)\s?[.):]\s*(?![\d.])(\S.*)")
_PLAIN = re.compile(r"(?:[Pp]unkt\s+)?(\d{1,2}[a-z]?)\s+(\S.*)")
_LOST = re.compile(r"[.,·]\s+(\S.*)")
_MONTH = re.compile(rf"(?:{'|'.join(month[:3] for month in MONTHS)})")
_OPEN_END = re.compile(r"(?:och|samt|av|for|till|i|pa|med|om|kring|mot|eller|lanets|inom|fran|en|ett)")


@dataclass(slots=True)
class Heading:
    line: SourceLine
    style: str  # sign, heading, dotted, plain, lost
    number: str
    title: str
    inferred: bool = False
    at: int = 0  # index of its line among all lines
    more: list[SourceLine] = field(default_factory=list)  # further lines of the title

    @property
    def value(self) -> int:
        return int(re.match(r"\d*", self.number)[0] or 0)  # type: ignore[index]  # \d* always matches


def find_heading(line: SourceLine) -> Heading | None:
    """Return the line as a heading if it has the form of one; whether it is one, the order tells."""
    text = line.text
    if len(text) > _MAX_TITLE or line.bullet:
        return None
    if "§" in text and "§§" not in text:
        if match := _SIGN.fullmatch(text) or _SIGN_AFTER_NUMBER.fullmatch(text):
            return Heading(line, "sign", match[1], match[2])
        if (last := _SIGN_LAST.fullmatch(text)) and text[-1] != ".":
            return Heading(line, "sign", last[2], last[1])
    dotted = _DOTTED.fullmatch(text)
    if line.level:
        plain = dotted or _PLAIN.fullmatch(text)
        return Heading(line, "heading", *((plain[1], plain[2]) if plain else ("", text)))
    if dotted and _is_title(dotted[2]):
        return Heading(line, "dotted", dotted[1], dotted[2])
    plain = _PLAIN.fullmatch(text)
    if plain and _is_title(plain[2]) and (text[-1] not in ".,;" or (line.gap and len(text) < 80)):
        return Heading(line, "plain", plain[1], plain[2])
    if (lost := _LOST.fullmatch(text)) and _is_title(lost[1]):
        return Heading(line, "lost", "", lost[1])
    return None


def _is_title(text: str) -> bool:
    first = text.lstrip("\"'”“*")[:1]
    if not (first.isupper() or first == "6") or len(text) > 200:
        return False  # OCR writes Ö as 6
    return not (_MONTH.match(fold(text)) and text.split()[0].rstrip(".,").lower() in MONTHS)


def find_items(lines: Sequence[SourceLine], wrapping: Wrapping) -> list[Heading]:
    """Return the headings of the meeting's items, in order, with the whole of their titles."""
    forms = [heading for at, line in enumerate(lines) if (heading := _at(find_heading(line), at))]
    style = _style(forms)
    if style == "heading":
        chosen = _by_headings(forms, lines)
    else:
        chosen = _in_order([form for form in forms if form.style in {style, "lost"}], style)
    del chosen[MAX_ITEMS:]
    for at, heading in enumerate(chosen):
        stop = chosen[at + 1].at if at + 1 < len(chosen) else len(lines)
        _read_title(heading, lines[heading.at + 1 : min(stop, heading.at + 5)], wrapping)
    return chosen


def _at(heading: Heading | None, at: int) -> Heading | None:
    if heading:
        heading.at = at
    return heading


def _style(forms: Sequence[Heading]) -> str:
    """Choose the form in which this document numbers its items."""
    count = dict.fromkeys(("sign", "heading", "dotted", "plain"), 0)
    numbered = 0
    for form in forms:
        if form.style in count:
            count[form.style] += 1
        numbered += form.style == "heading" and bool(form.number)
    if count["sign"] > 1 or (count["sign"] and not (count["dotted"] or count["plain"] or count["heading"])):
        return "sign"
    if numbered > 1:
        return "heading"
    in_order = {style: _longest_run(forms, style) for style in ("dotted", "plain")}
    best = max(in_order, key=lambda style: in_order[style])
    if in_order[best] > 1 or (in_order[best] and not count["heading"]):
        return best
    return "heading"


def _first_number(forms: Sequence[Heading], style: str) -> int:
    """Return 1, or where the numbers start when they run on from the meeting before."""
    values = [form.value for form in forms if form.style == style]
    return values[0] if len(values) > 2 and 1 not in values else 1


def _longest_run(forms: Sequence[Heading], style: str) -> int:
    """Count how far the numbers rise one by one, whatever stands between."""
    first = expected = _first_number(forms, style)
    for form in forms:
        if (form.style == style and form.value == expected) or (form.style == "lost" and expected > first):
            expected += 1
    return expected - first


def _by_headings(forms: Sequence[Heading], lines: Sequence[SourceLine]) -> list[Heading]:
    """Take Markdown headings and bold lines; those before the head's last label belong to the head."""
    headings = [form for form in forms if form.style == "heading" and not _is_label(form)]
    numbered = [form for form in headings if form.number]
    deepest = max((form.line.level for form in numbered), default=7)
    first = numbered[0].at if numbered else len(lines)
    head_ends = -1
    for at, line in enumerate(lines[: min(first, 200)]):
        label = find_label(line.text, line.folded)
        if label and label.kind in HEAD and not (line.level and document_name(line.folded)):
            head_ends = at
        elif line.level and not numbered and not label and head_ends >= 0:
            break
    if head_ends < 0 and not numbered:
        head_ends = headings[0].at if headings else 0
    return [
        form
        for form in headings
        if form.at > head_ends
        and (form.number or form.line.level <= deepest)
        and not document_name(fold(form.title))
    ]


def _is_label(form: Heading) -> bool:
    label = find_label(form.line.text, form.line.folded)
    return label is not None and not form.number


class _Order:
    """Follows the numbers: n + 1, n again, or a gap; a list that starts again at 1 lies inside an item."""

    def __init__(self, style: str, first: int) -> None:
        self.style = style
        self.first = first
        self.chosen: list[Heading] = []
        self.last = 0  # the number of the last numbered item
        self.lost = 0  # items after it that lost theirs
        self.listed = 0  # the last number of a list inside the item
        self.before: Heading | None = None

    def take(self, form: Heading) -> None:
        if form.style == "lost":
            if self.chosen and form.line.gap:
                self.chosen.append(form)
                self.lost += 1
            return
        if self.chosen and _starts_again(form, self.chosen):
            self.chosen.clear()
            self.last = self.lost = 0
        near = self.before is not None and form.at - self.before.at <= 2
        in_list = bool(self.listed) and form.value == self.listed + 1 and near
        wanted = self._is_wanted(form)
        if wanted and not (in_list and form.line.gap <= 1):
            self.chosen.append(form)
            self.last, self.lost, self.listed = form.value, 0, 0
        else:
            self.listed = form.value if form.value == 1 or in_list else 0
        self.before = form

    def _is_wanted(self, form: Heading) -> bool:
        if not self.chosen:
            return self.style == "sign" or form.value in {self.first, self.first + 1}
        again = form.value == self.last
        if self.style == "sign" or (again and form.number[-1:].isalpha()):
            return self.last + (not form.number[-1:].isalpha()) <= form.value <= self.last + 20
        if again:
            return bool(form.line.gap) and self.last > 1
        if form.value in {self.last + 1, self.last + 1 + self.lost}:
            return True
        return self.last < form.value <= self.last + 3 and bool(form.line.gap)


def _in_order(forms: Sequence[Heading], style: str) -> list[Heading]:
    order = _Order(style, _first_number(forms, style))
    for form in forms:
        order.take(form)
        if len(order.chosen) >= MAX_ITEMS:
            break
    _number_the_lost(order.chosen)
    return order.chosen


def _starts_again(form: Heading, chosen: Sequence[Heading]) -> bool:
    """Tell whether the items so far were only the agenda, printed before the minutes themselves."""
    first = chosen[0]
    if form.value != first.value or fold(form.title).strip(" .:") != fold(first.title).strip(" .:"):
        return False
    return chosen[-1].at - first.at <= 2 * len(chosen)


def _number_the_lost(chosen: Sequence[Heading]) -> None:
    """Give back the numbers that must have stood there: as many as are missing between two printed ones."""
    for at, heading in enumerate(chosen):
        if heading.style != "lost" or not at or not chosen[at - 1].number:
            continue
        number = chosen[at - 1].value + 1
        end = next((i for i in range(at, len(chosen)) if chosen[i].style != "lost"), len(chosen))
        if end == len(chosen) or chosen[end].value == number + end - at:
            heading.number, heading.inferred = str(number), True


def _read_title(heading: Heading, following: Sequence[SourceLine], wrapping: Wrapping) -> None:
    """Add the lines that the title runs over to."""
    before = heading.line
    for line in following:
        if (
            find_heading(line)
            and line.folded[:1].isalpha()
            or find_label(line.text, line.folded)
            or line.bullet
        ):
            break
        if len(heading.title) + len(line.text) > _MAX_TITLE or not _title_goes_on(
            heading, before, line, wrapping
        ):
            break
        heading.more.append(line)
        heading.title = f"{heading.title} {line.text}".strip()
        before = line


def _title_goes_on(heading: Heading, before: SourceLine, line: SourceLine, wrapping: Wrapping) -> bool:
    if not heading.title:
        return line.gap <= 3 and len(line.text) < 150
    if heading.style == "heading" or before.text[-1] in ".:?!":
        return False
    in_brackets = heading.title.count("(") > heading.title.count(")")
    if in_brackets or _OPEN_END.fullmatch(before.folded.split()[-1]) or before.text[-1] in ",(/-–":
        return line.gap <= 3
    if line.text[0].islower():
        return line.gap <= 1
    return line.gap == 0 and line.text[0].isdigit() and wrapping.goes_on(before, line)
