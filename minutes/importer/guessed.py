"""Lists of the present whose label is not among the usual ones, or that have none."""

import re
from collections.abc import Sequence

from minutes.importer.attendee import Attendee, read_attendee, read_people_list
from minutes.importer.given_names import is_given
from minutes.importer.labels import Label, find_label
from minutes.importer.lines import SourceLine
from minutes.importer.names import Names, looks_like_name
from minutes.importer.present import is_class_line, person_of

_KINDS = {
    "absent": re.compile(r"franvar|forhind|aterbud|\bej\b|\binte\b|saknades|uteblev"),
    "substitute": re.compile(r"ersattar|suppleant"),
    "guest": re.compile(
        r"gast|adjung|ovrig|inbjud|tjanst(?:e|ema)|foredrag|ahorar|dessutom|besok|sekretariat|kansli"
        r"|utan rostratt"
    ),
    "digital": re.compile(r"digital|distans|lank|teams|zoom"),
    "member": re.compile(
        r"narvar|deltag|deltog|ledamot|medverk|beslutande|representant|medlemmar|foretradare|ordinarie|grupp"
    ),
}
_COUNT = re.compile(r"\s*\(\d{1,3}(?: \w+)?\)")
_MOST_WORDS = 10
_LONGEST = 1000
_RUN = 3
_LONGEST_PERSON = 150


def guess_label(lines: Sequence[SourceLine], at: int, names: Names) -> Label | None:
    """Return the label of a list of persons, judged by its words or by the names after it."""
    line = lines[at]
    if line.bullet or len(line.text) > _LONGEST or find_label(line.text, line.folded):
        return None
    words, colon, value = _COUNT.sub("", line.text).partition(":")
    if len(words.split()) > _MOST_WORDS or words[-1:] in ".?!":
        return None
    kind = _kind(line.folded[: len(words) + 8])
    if colon and value.strip():
        enough = 1 if kind else 2
        if _count_names(value, names) >= enough:
            return Label(kind or "member", words.strip(), value.strip(), len(line.text) - len(value.lstrip()))
        return None
    after = lines[at + 1] if at + 1 < len(lines) else None
    if kind and after and after.gap <= 2 and _is_person(after.text, names):
        return Label(kind, words.strip(), "", len(line.text))
    return None


def is_run(lines: Sequence[SourceLine], at: int, names: Names) -> bool:
    """Tell whether three persons one a line begin here, or two school classes with their pupils."""
    run = lines[at : at + _RUN]
    if len(run) > 1 and run[1].gap <= 1 and all(is_class_line(line.text, names) for line in run[:2]):
        return True
    together = all(line.gap <= 1 for line in run[1:])
    people = [
        read_attendee(person_of(line, names), names) for line in run if len(line.text) < _LONGEST_PERSON
    ]
    known = sum(one is not None and is_given(one.record.name.split()[0]) for one in people)
    return len(run) == _RUN == len(people) and together and all(people) and known > 1


def heads_people(lines: Sequence[SourceLine], at: int, names: Names) -> bool:
    """Tell a heading with a list of persons under it, each with whom they come from or what they do."""
    people = [read_attendee(line.text, names) for line in lines[at + 1 : at + 3] if _may_be_person(line)]
    return len(people) == 2 and all(map(_is_known, people))


def _is_known(one: Attendee | None) -> bool:
    if one is None or not is_given(one.record.name.split()[0]):
        return False
    return bool(one.record.organization or one.record.post)


def _may_be_person(line: SourceLine) -> bool:
    return not line.level and line.gap <= 2 and len(line.text) < _LONGEST_PERSON and line.text[-1] not in ".:"


def _kind(folded: str) -> str:
    return next((kind for kind, form in _KINDS.items() if form.search(folded)), "")


def _count_names(text: str, names: Names) -> int:
    found, left = read_people_list(text.strip(), names)
    sure = [one for one in found if looks_like_name(one.record.name) and is_given(one.record.name.split()[0])]
    return len(found) if 2 * len(sure) >= len(found) and not left else 0


def _is_person(text: str, names: Names) -> bool:
    attendee = read_attendee(text, names) if len(text) < _LONGEST_PERSON and text[-1] not in ".:" else None
    return attendee is not None and is_given(attendee.record.name.split()[0])
