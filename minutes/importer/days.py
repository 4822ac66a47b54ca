"""The day of a meeting where no line of the head gives it: in a running head, a sentence, a signature."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from minutes.importer.dates import Moment, find_moments
from minutes.importer.folding import fold

_LABEL = re.compile(
    r"(?<!nasta )(?<!kommande )(?<!tidigare )\b(?:sammantrades|motes|stammo)(?:datum|dag)(?:en)?\b"
    r"|\bdatum for (?:sammantradet|motet|stamman)\b"
)
_BESIDE_LABEL = 30  # further from its label a day belongs to something else
_OPENED = re.compile(
    r"\b(?:oppna(?:s|t|r|de|des)|holls|halls|avholls|avhallits|agde rum|ager rum|samlades|sammantradde)\b"
)
_MEETING = re.compile(r"m[oe]te|sammantrad|stamma|traff\b|overlaggning")
_TITLE = re.compile(
    r"protokoll|anteckning|m[oe]te\b|motet|sammantrad|stamma|traff\b|styrelse|grupp|utskott|namnd|kommitte"
    r"|\brad\b|radet\b|forum"
)
_OTHER = re.compile(
    r"foreg|forra|nasta|nastkommande|senaste|tidigare|kallelse|justera|anslag|publicer|utskriv|skickad"
    r"|inkom|daterad|skrivelse|stadgar|handling(?:ar|en)?\b"
)
_OF_ITEM = re.compile(
    r"§|arende|behandla|beslutad|besluta[rts]|utlatande|tjansteskrivelse|yrkande|utdrag|samband|diskuter"
)
_RUNNING = re.compile(r"\bsid|\bs\.|#\s?\(#\)|# av #|protokoll|anteckning|sammantrad|m[oe]te|styrelse|namnd")
_SIGNED = re.compile(r"(?:[a-z]+(?:[ -][a-z]+){0,2})?,? ?(?:den )?#,?(?: kl.{0,12})?")
_BESIDE_TITLE = 110
_TITLE_BEGINS = 45
_WIDEST = 300
_LAST = 30  # the lines at the end where a signature is dated
_FIRST = 6  # the lines at the top that are still a title
_TOP = 5000  # letters of the text in which a meeting opens


def day_in_text(text: str) -> tuple[Moment, str] | None:
    """Return the day that the text gives the meeting outside its head, and where: "label", "text", "sign"."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if found := labelled_day(lines) or _running_day(lines):
        return found, "label"
    if found := _day_of_title(lines) or _day_of_opening(" ".join(text[:_TOP].split())):
        return found, "text"
    found = _day_of_signature(lines)
    return (found, "sign") if found else None


def labelled_day(lines: Sequence[str]) -> Moment | None:
    """Return the day beside "Sammanträdesdatum", or under it; the one that most pages give."""
    found: list[Moment] = []
    for at, line in enumerate(lines):
        if "dat" not in line.lower() and "dag" not in line.lower():
            continue
        folded = fold(line[:_WIDEST])
        if label := _LABEL.search(folded):
            value = line[label.end() : _WIDEST]
            under = lines[at + 1][:_WIDEST] if at + 1 < len(lines) else ""
            found += list(_days(value[:_BESIDE_LABEL], with_year=True))[:1] or (
                list(_days(under, with_year=True))[:1] if not value.strip(" :") else []
            )
    return _commonest(found)


def _running_day(lines: Sequence[str]) -> Moment | None:
    """Return the day that stands in a line which comes again on page after page."""
    seen: dict[tuple[str, tuple[int | None, ...]], list[Moment]] = {}
    for line in lines:
        if len(line) > 120 or line[-1] == "." or not re.search(r"\d", line):
            continue
        for moment in list(_days(line, with_year=True))[:1]:
            key = re.sub(r"\d+", "#", fold(line[: moment.start] + line[moment.end :]))
            seen.setdefault((key, moment[4:7]), []).append(moment)
    return _commonest(
        [
            moment
            for (key, _), moments in seen.items()
            for moment in moments
            if len(moments) > 1
            and (_RUNNING.search(key) or not key.strip(" ,.#"))
            and not (_OTHER.search(key) or _OF_ITEM.search(key))
        ]
    )


def _day_of_title(lines: Sequence[str]) -> Moment | None:
    """Return the day in a line at the top that says what the document is, however long the line runs on."""
    top = lines[: _FIRST + 1]
    wrapped = [f"{line} {after}" for line, after in pairwise(top) if line[-1].isdigit()]
    for line in [*top[:_FIRST], *wrapped]:
        for moment in list(_days(line[:_WIDEST]))[:1]:
            before = fold(line[: moment.start])
            elsewhere = _OTHER.search(before) or _OF_ITEM.search(before) or re.search(r"[.;]\s", before)
            title = _TITLE.search(before)
            if title and title.start() < _TITLE_BEGINS and not elsewhere and len(before) <= _BESIDE_TITLE:
                return moment
    return None


def _day_of_opening(text: str) -> Moment | None:
    """Return the day of "Mötet öppnades den 4 maj 2023"."""
    folded = fold(text)
    for moment in _days(text):
        start = max(folded.rfind(". ", 0, moment.start), folded.rfind("? ", 0, moment.start)) + 1
        sentence = folded[max(start, moment.start - 200) : moment.end + 40]
        if _OPENED.search(sentence) and _MEETING.search(sentence) and not _OTHER.search(sentence):
            return moment
    return None


def _day_of_signature(lines: Sequence[str]) -> Moment | None:
    """Return the day of "Ekby den 4 maj 2023", alone on a line at the end."""
    for line in lines[-_LAST:]:
        if len(line) < 60:
            for moment in list(_days(line, with_year=True))[:1]:
                rest = fold(line[: moment.start]) + "#" + fold(line[moment.end :])
                elsewhere = _OTHER.search(rest) or _OF_ITEM.search(rest)
                if _SIGNED.fullmatch(rest.strip(" .")) and not elsewhere:
                    return moment
    return None


def names_meeting(text: str) -> bool:
    """Tell whether the words before the day name a meeting, and not the one before or after."""
    moment = next(_days(text), None)
    before = text[: moment.start] if moment else ""
    return bool(_TITLE.search(fold(before))) and not is_of_other(before)


def is_of_other(before: str) -> bool:
    """Tell whether the words before a day say that it is another's: the call's, the next meeting's."""
    return bool(_OTHER.search(fold(before)))


def _days(text: str, with_year: bool = False) -> Iterator[Moment]:
    return (
        one
        for one in find_moments(text)
        if one.precision == "day" and (one.year is not None or not with_year)
    )


def _commonest(moments: Sequence[Moment]) -> Moment | None:
    if not moments:
        return None
    often = Counter(one[4:7] for one in moments)
    day = often.most_common(1)[0][0]
    return next(one for one in moments if one[4:7] == day)
