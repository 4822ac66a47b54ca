"""Where the items of the agenda begin: numbered, with a paragraph sign, as headings, or number lost."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

from minutes.importer.bare import NOBODY, find_bare
from minutes.importer.folding import fold
from minutes.importer.given_names import is_given
from minutes.importer.guessed import heads_people
from minutes.importer.headings import (
    MAX_TITLE,
    USUAL_TITLE,
    Heading,
    find_heading,
    is_case,
    part_rest,
    placed,
)
from minutes.importer.labels import DECISIONS, HEAD, document_name, find_label
from minutes.importer.lines import SourceLine
from minutes.importer.names import looks_like_name
from minutes.importer.order import MAX_ITEMS, in_order, plain
from minutes.importer.other_forms import find_other
from minutes.importer.paragraphs import Wrapping

_OPEN_END = re.compile(r"(?:och|samt|av|for|till|i|pa|med|om|kring|mot|eller|lanets|inom|fran|en|ett)")
_LEAST, _SURE = 3, 3.0
_BOLD = 7  # the level of a line that is only bold
_WIDEST = 120
_NARROW = 45
_SECTIONS = DECISIONS | {"background", "discussion", "proposal", "attachments", "recommendation"}
# What a heading adds to the weight of its form: with text under it (marked or not), without, by its words.
_WITH_TEXT, _WITHOUT, _USUAL, _NUMBERED = (1.0, 0.6), 0.25, 1.0, 0.05
_CHOICE = re.compile(r"(?:val av|motets? oppna|oppnande|fragan? om)\b")  # so items begin, and no head does
_UNMARKED = {"bare", "lead", "alone", "loose"}
_NOTES = re.compile(r"(?:motes|minnes)?anteckningar|diskussion(?:er)?|beslut|att gora|ovrigt|information")
_LISTED = re.compile(r"(?:[a-z]|\d{1,2})[.)]\s|att\s")


def find_items(lines: Sequence[SourceLine], wrapping: Wrapping) -> list[Heading]:
    """Return the headings of the meeting's items, in order, with the whole of their titles."""
    forms = [heading for at, line in enumerate(lines) if (heading := placed(find_heading(line), at))]
    forms = [form for form in forms if form.style not in {"dotted", "plain"} or not _is_person(form.title)]
    chosen = _best(forms, lines)
    del chosen[MAX_ITEMS:]
    for at, heading in enumerate(chosen):
        stop = chosen[at + 1].at if at + 1 < len(chosen) else len(lines)
        if not heading.more:
            _read_title(heading, lines[heading.at + 1 : min(stop, heading.at + 6)], wrapping)
    return chosen


def _best(forms: Sequence[Heading], lines: Sequence[SourceLine]) -> list[Heading]:
    """Choose the form of heading that parts this document best."""
    chains = [_numbered(forms, lines, style) for style in ("sign", "sign_last", "dotted", "plain")]
    chains.insert(2, _by_headings(forms, lines))
    chains += [_mixed(forms), _all_ones(forms), _bulleted(lines), _bullets(lines), find_other(lines)]
    best = max(chains, key=lambda chain: weigh(chain, len(lines)))
    if weigh(best, len(lines)) < _SURE and not (best and best[0].style == "sign"):
        best = max(best, find_bare(lines), key=lambda chain: weigh(chain, len(lines)))
    return best or _only_labels(forms)


def _only_labels(forms: Sequence[Heading]) -> list[Heading]:
    """Return the headings of notes that have no agenda: "## Anteckningar" and "## Beslut"."""
    return [
        form for form in forms if form.style == "heading" and _NOTES.fullmatch(fold(form.title).strip(" :"))
    ]


def _numbered(forms: Sequence[Heading], lines: Sequence[SourceLine], style: str) -> list[Heading]:
    lost = "" if style in {"sign", "sign_last"} else "lost"
    chosen = in_order([form for form in forms if form.style in {style, lost, "sub"}], style)
    return _titles_above(chosen, lines) if style == "sign" else _printed_again(chosen, lines)


def _mixed(forms: Sequence[Heading]) -> list[Heading]:
    """Return a run of numbers that go on from one form to another: "5 Rapporter" and then "§6 Budget"."""
    chosen = in_order([form for form in forms if form.style in {"sign", "dotted", "plain"}], "")
    styles = [form.style for form in chosen]
    return chosen if sum(styles.count(style) > 1 for style in set(styles)) > 1 else []


def _titles_above(chosen: list[Heading], lines: Sequence[SourceLine]) -> list[Heading]:
    """Take the titles above the numbers, where "§ 12" stands alone under its title."""
    alone = [form for form in chosen if not form.title]
    above = [form for form in alone if form.at and _is_title_line(lines[form.at - 1])]
    below = [form for form in alone if form.at + 1 < len(lines) and _is_title_line(lines[form.at + 1])]
    if len(alone) < 2 or len(above) < 0.8 * len(chosen) or len(below) >= len(above):
        return _printed_again(chosen, lines)
    moved = []
    for form in chosen:
        title = lines[form.at - 1] if form in above else form.line
        heading = replace(form, line=title, at=form.at - (form in above), title=form.title or title.text)
        heading.more = [form.line] if form in above else []
        moved.append(heading)
    return moved


def _is_title_line(line: SourceLine, bullet: bool = False) -> bool:
    is_open = line.text[-1] in ".,;:" or len(line.text) > _WIDEST
    return not is_open and line.bullet == bullet and (bullet or line.text[0].isupper())


def _bulleted(lines: Sequence[SourceLine]) -> list[Heading]:
    """Return the numbered entries of a list that has bullets too: "• 1 Mötet öppnas"."""
    plain = [line._replace(bullet=False) for line in lines]
    forms = [
        placed(find_heading(line), at)
        for at, line in enumerate(plain)
        if lines[at].bullet and line.text[0].isdigit()
    ]
    found = [form for form in forms if form and form.style in {"plain", "dotted"}]
    for form in found:
        form.style, form.line = "dotted", lines[form.at]
    chosen = in_order(found, "dotted")
    return chosen if len(chosen) >= _LEAST else []


def _bullets(lines: Sequence[SourceLine]) -> list[Heading]:
    """Return the bullets that stand alone over text without bullets: "* mötets öppnande"."""
    found = [
        Heading(line, "bare", "", line.text, at=at)
        for at, (line, after) in enumerate(zip(lines, lines[1:], strict=False))
        if line.bullet and line.gap and after.gap and not after.bullet and _is_title_line(line, bullet=True)
    ]
    return found if len(found) >= _LEAST else []


def _all_ones(forms: Sequence[Heading]) -> list[Heading]:
    """Number a list in which every item is "1.", as Markdown allows."""
    ones = [form for form in forms if form.style == "dotted" and form.value == 1 and form.line.gap]
    if len(ones) < 3:
        return []
    return [replace(form, number=str(number)) for number, form in enumerate(ones, 1)]


def _is_person(title: str) -> bool:
    """Tell an entry of a numbered list of the present from the title of an item."""
    name = title.split(",")[0].split("(")[0].strip()
    return looks_like_name(name) and is_given(name.split()[0])


def weigh(chain: Sequence[Heading], end: int) -> float:
    """Say how well the headings part a document of so many lines: text under them, and the usual titles."""
    weight = 0.0
    for heading, after in zip_longest(chain, chain[1:]):
        assert heading
        stop = after.at if after else end
        has_text = bool(heading.rest) or stop - heading.at > 1 + (not heading.title)
        weight += _WITH_TEXT[heading.style in _UNMARKED] if has_text else _WITHOUT
        weight += _NUMBERED * bool(heading.number)
        is_sentence = heading.title[-1:] == "." and heading.style in {"dotted", "plain"}
        weight += _USUAL * (not is_sentence) * bool(USUAL_TITLE.search(fold(heading.title[:60])))
    return weight


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
            continue
        if not line.level or numbered or label:
            continue
        if heads_people(lines, at, NOBODY):
            head_ends = at
        elif head_ends >= 0 or (line.level > 1 and _CHOICE.match(line.folded)):
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
    """Keep the highest level that has two headings; what lies deeper is a part of an item.

    A heading with nothing under it but deeper headings is a part of the meeting: those below are the items.
    """
    groups = {
        one.at
        for one, after in pairwise(headings)
        if after.at == one.at + 1 and after.line.level > one.line.level < _BOLD
    }
    levels = [form.line.level for form in headings if form.at not in groups]
    level = min((one for one in set(levels) if levels.count(one) > 1), default=_BOLD)
    kept: list[Heading] = []
    above: Heading | None = None  # the last group, while what follows lies deeper
    for form in headings:
        above = form if form.at in groups else above if above and form.line.level > above.line.level else None
        below = above is not None and form.line.level == above.line.level + 1
        if form.at not in groups and (form.line.level <= level or below):
            kept.append(form)
    return kept


def _is_label(form: Heading) -> bool:
    label = find_label(form.line.text, form.line.folded)
    return label is not None and label.kind != "next" and not form.number


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
            places.setdefault(plain(lines[at].text), at)
    moved = [(places.get(plain(one.title), -1), one) for one in chosen]
    found = [(at, one) for at, one in moved if at >= 0]
    if len(found) < 0.6 * len(chosen) or [at for at, _ in found] != sorted(at for at, _ in found):
        return chosen
    return [Heading(lines[at], one.style, one.number, lines[at].text, at=at) for at, one in found]


def _read_title(heading: Heading, following: Sequence[SourceLine], wrapping: Wrapping) -> None:
    """Add the lines that the title runs over to."""
    before = heading.line
    wrapped = _wrapped_title(heading, following)
    for at, line in enumerate(following):
        if at < wrapped and not is_case(line.text):
            heading.more.append(line)
            heading.title = f"{heading.title} {line.text}".strip()
            before = line
            continue
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
    if heading.more or _goes_on_in_text(before, following):
        part_rest(heading, wraps=True)


def _goes_on_in_text(line: SourceLine, following: Sequence[SourceLine]) -> bool:
    """Tell a heading whose line goes on, with the text of the item, on the next."""
    return bool(following) and not following[0].gap and len(line.text) > _NARROW and line.text[-1] != "."


def _wrapped_title(heading: Heading, following: Sequence[SourceLine]) -> int:
    """Return how many lines the title runs on for, where the label of a section tells its end."""
    if heading.style not in {"sign", "sign_last"} or heading.rest or heading.line.level:
        return 0
    for count, line in enumerate(following):
        label = find_label(line.text, line.folded)
        if label and not label.value and label.kind in _SECTIONS:
            return count
        apart = line.gap > (2 if not count and not heading.title else 0)
        if apart or line.bullet or line.text[-1] in ".:;" or len(line.text) > _WIDEST:
            return 0
    return 0


def _may_be_title(heading: Heading, line: SourceLine) -> bool:
    form = find_heading(line) if not line.bullet else None
    if line.bullet or (form and (form.style == "sign" or line.folded[:1].isalpha())):
        return False
    label = find_label(line.text, line.folded)
    if label is None:
        return True
    return not heading.title and (label.kind == "next" or (not label.value and label.kind not in DECISIONS))


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
