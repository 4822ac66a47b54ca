"""Where the items of the agenda begin: numbered, with a paragraph sign, as headings, or number lost."""

import re
from collections.abc import Sequence

from minutes.importer.bare import find_bare
from minutes.importer.folding import fold
from minutes.importer.given_names import is_given
from minutes.importer.headings import MAX_TITLE, Heading, find_heading, is_case, part_rest
from minutes.importer.labels import DECISIONS, HEAD, document_name, find_label
from minutes.importer.likeness import likeness
from minutes.importer.lines import SourceLine
from minutes.importer.names import looks_like_name
from minutes.importer.other_forms import find_other
from minutes.importer.paragraphs import Wrapping

MAX_ITEMS = 1000  # no meeting has more; the rest of a hostile file is the last item's text
_SAME_TITLE = 85
_OPEN_END = re.compile(r"(?:och|samt|av|for|till|i|pa|med|om|kring|mot|eller|lanets|inom|fran|en|ett)")
_LISTED = re.compile(r"(?:[a-z]|\d{1,2})[.)]\s|att\s")


def find_items(lines: Sequence[SourceLine], wrapping: Wrapping) -> list[Heading]:
    """Return the headings of the meeting's items, in order, with the whole of their titles."""
    forms = [heading for at, line in enumerate(lines) if (heading := _at(find_heading(line), at))]
    forms = [form for form in forms if form.style not in {"dotted", "plain"} or not _is_person(form.title)]
    style = _style(forms)
    if style == "heading":
        chosen = _by_headings(forms, lines)
    else:
        sub = "" if style in {"sign", "sign_last"} else "sub"
        chosen = _in_order([form for form in forms if form.style in {style, "lost", sub}], style)
        chosen = _printed_again(chosen, lines)
    if style in {"heading", "dotted", "plain"} and not any(form.line.level for form in chosen):
        chosen = chosen if len(chosen) > 1 else _all_ones(forms) or chosen
        other = find_other(lines)
        if len(other) >= max(2, len(chosen)):
            chosen = other
        chosen = chosen or find_bare(lines)
    del chosen[MAX_ITEMS:]
    for at, heading in enumerate(chosen):
        stop = chosen[at + 1].at if at + 1 < len(chosen) else len(lines)
        _read_title(heading, lines[heading.at + 1 : min(stop, heading.at + 6)], wrapping)
    return chosen


def _at(heading: Heading | None, at: int) -> Heading | None:
    if heading:
        heading.at = at
    return heading


def _all_ones(forms: Sequence[Heading]) -> list[Heading]:
    """Number a list in which every item is "1.", as Markdown allows."""
    ones = [form for form in forms if form.style == "dotted" and form.value == 1 and form.line.gap]
    if len(ones) < 3:
        return []
    for number, form in enumerate(ones, 1):
        form.number = str(number)
    return ones


def _is_person(title: str) -> bool:
    """Tell an entry of a numbered list of the present from the title of an item."""
    name = title.split(",")[0].split("(")[0].strip()
    return looks_like_name(name) and is_given(name.split()[0])


def _style(forms: Sequence[Heading]) -> str:
    """Choose the form in which this document numbers its items."""
    count = dict.fromkeys(("sign", "sign_last", "heading", "dotted", "plain"), 0)
    numbered = 0
    for form in forms:
        if form.style in count:
            count[form.style] += 1
        numbered += form.style == "heading" and bool(form.number)
    in_order = {style: _longest_run(forms, style) for style in ("dotted", "plain")}
    best = max(in_order, key=lambda style: in_order[style])
    sign = "sign" if count["sign"] >= min(count["sign_last"], 2) else "sign_last"
    alone = not (count["dotted"] or count["plain"] or count["heading"])
    if count[sign] > 2 or (count[sign] > 1 and in_order[best] < 4) or (count[sign] and alone):
        return sign
    if numbered > 1:
        return "heading"
    if in_order[best] > 1 or (in_order[best] and not count["heading"]):
        return best
    return "heading"


def _first_number(forms: Sequence[Heading], style: str) -> int:
    """Return 1, or where the numbers start when they run on from the meeting before."""
    values = [form.value for form in forms if form.style == style]
    if not values or values[0] == 1:
        return 1
    runs = {start: _run(values, start) for start in (1, values[0])}
    return values[0] if len(values) > 2 and runs[values[0]] > runs[1] else 1


def _run(values: Sequence[int], expected: int) -> int:
    first = expected
    for value in values:
        expected += value == expected
    return expected - first


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
    if numbered:
        headings = [form for form in headings if form.number or not find_label(form.title, fold(form.title))]
    deepest = max((form.line.level for form in numbered), default=7)
    first = numbered[0].at if numbered else len(lines)
    head_ends = -1
    unnumbered = not numbered
    for at, line in enumerate(lines[: min(first, 200)]):
        label = find_label(line.text, line.folded)
        if label and label.kind in HEAD and not (line.level and document_name(line.folded)):
            head_ends = at
        elif line.level and not numbered and not label and head_ends >= 0:
            break
    if head_ends < 0 and not numbered:
        head_ends = headings[0].at if headings else 0
    if unnumbered:
        headings = _of_one_level([form for form in headings if form.at > head_ends])
    return [
        form
        for form in headings
        if form.at > head_ends
        and (form.number or form.line.level <= deepest)
        and not document_name(fold(form.title))
        and not (form.line.level == 1 and document_name(fold(form.title).split(" ")[0]))
    ]


def _of_one_level(headings: Sequence[Heading]) -> list[Heading]:
    """Keep the highest level that has two headings; what lies deeper is a part of an item."""
    levels = [form.line.level for form in headings]
    level = min((one for one in levels if levels.count(one) > 1), default=7)
    return [form for form in headings if form.line.level <= level]


def _is_label(form: Heading) -> bool:
    label = find_label(form.line.text, form.line.folded)
    return label is not None and label.kind != "next" and not form.number


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
        if form.style == "sub":
            if self.chosen and form.value == self.last:
                self.chosen.append(form)
            return
        if self.chosen and _starts_again(form, self.chosen):
            self.chosen.clear()
            self.last = self.lost = 0
        near = self.before is not None and form.at - self.before.at <= 2
        in_list = bool(self.listed) and form.value == self.listed + 1 and near
        wanted = self._is_wanted(form)
        if wanted and not (in_list and form.line.gap <= 1):
            self.chosen.append(form)
            self.last, self.lost, self.listed = max(form.value, form.end), 0, 0
        else:
            self.listed = form.value if form.value == 1 or in_list else 0
        self.before = form

    def _is_wanted(self, form: Heading) -> bool:
        if not self.chosen:
            return self.style in {"sign", "sign_last"} or form.value in {self.first, self.first + 1}
        again = form.value == self.last
        if self.style in {"sign", "sign_last"} or (again and form.number[-1:].isalpha()):
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
    if form.value != first.value or chosen[-1].at - first.at > 2 * len(chosen):
        return False
    if not form.title and form.style == "sign" and len(chosen) > 1:
        return True
    return likeness(_plain(form.title), _plain(first.title)) >= _SAME_TITLE


def _plain(title: str) -> str:
    return fold(title[:MAX_TITLE]).strip(" .:")


def _printed_again(chosen: list[Heading], lines: Sequence[SourceLine]) -> list[Heading]:
    """Move the headings to where their titles stand without numbers, if the numbers are only in an agenda."""
    if (
        len(chosen) < 3
        or chosen[-1].at - chosen[0].at > 2 * len(chosen)
        or len(lines) - chosen[-1].at < len(chosen)
    ):
        return chosen
    places: dict[str, int] = {}
    for at in range(chosen[-1].at + 1, len(lines)):
        if len(lines[at].text) <= MAX_TITLE:
            places.setdefault(_plain(lines[at].text), at)
    moved = [(places.get(_plain(one.title), -1), one) for one in chosen]
    found = [(at, one) for at, one in moved if at >= 0]
    if len(found) < 0.6 * len(chosen) or [at for at, _ in found] != sorted(at for at, _ in found):
        return chosen
    return [Heading(lines[at], one.style, one.number, lines[at].text, at=at) for at, one in found]


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
        if is_case(line.text) and line.gap <= 2:
            heading.more.append(line)
            heading.case.append((line, line.text))
            continue
        if not _may_be_title(heading, line):
            break
        if len(heading.title) + len(line.text) > MAX_TITLE or not _title_goes_on(
            heading, before, line, wrapping
        ):
            break
        heading.more.append(line)
        heading.title = f"{heading.title} {line.text}".strip()
        before = line
    if heading.title[-1:] == "." and len(heading.more) > 0:
        part_rest(heading)


def _may_be_title(heading: Heading, line: SourceLine) -> bool:
    if line.bullet or (find_heading(line) and line.folded[:1].isalpha()):
        return False
    label = find_label(line.text, line.folded)
    if label is None:
        return True
    return not heading.title and not label.value and label.kind not in DECISIONS


def _title_goes_on(heading: Heading, before: SourceLine, line: SourceLine, wrapping: Wrapping) -> bool:
    if heading.rest:
        return False
    if not heading.title:
        return line.gap <= 3 and len(line.text) < 150
    if heading.style in {"heading", "bare"} or before.text[-1] in ".:?!" or _LISTED.match(line.folded):
        return False
    in_brackets = heading.title.count("(") > heading.title.count(")")
    if in_brackets or _OPEN_END.fullmatch(before.folded.split()[-1]) or before.text[-1] in ",(/-–":
        return line.gap <= 3
    if line.text[0].islower():
        return line.gap <= 1
    return line.gap == 0 and line.text[0].isdigit() and wrapping.goes_on(before, line)
