"""What the sentences of an item say: decisions without the word, promises, older minutes, who is to do what.

The words below are looked for in folded text. Marked decisions are the minority in minutes like these; what
makes the list useful is what it refuses: proposals, quotations, other bodies' decisions and the future.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from minutes.importer.dates import as_when, find_moments
from minutes.importer.folding import fold
from minutes.importer.phrases import (
    ABBREVIATION,
    ANNUAL,
    ANYBODY,
    AS_PROPOSED,
    BODY_WORDS,
    COLLECTIVE,
    COMES_BACK,
    CONDITION,
    LATER,
    MEETINGS,
    MUST,
    NEXT_MEETING_ITSELF,
    NOT_DECIDED,
    OLDER,
    PASSIVE,
    PAST,
    PROMISE_CUES,
    PROMISED,
    PUT_OFF,
    QUESTION_BACK,
    SENTENCE,
    SHOWN,
    SUBORDINATE,
    THEN,
    THEN_AFTER,
    TURNED,
    UNREAL,
    UNSURE,
    VERBS,
    YEAR,
    either,
    kinds,
)
from minutes.importer.records import ParsedCitation, ParsedDecision, ParsedPromise, When

_SHORTEST = 10
_CHOOSES = re.compile(r"\b(?:utse|valja|utses|valjs|utsags|valdes)\b")  # for the next meeting, not until it
_REPORTS = re.compile(r"\b(?:rapporterar|redovisar|aterkopplar)\b")
_AFTER_PROPOSAL = 4  # more words than these after "enligt förslag" say what was decided
_PAST_VERB = re.compile(r"(?:des|gs|ts|lls|ags)$")
_AHEAD = re.compile(r"\b(?:till|fran|from|f\.?r\.?o\.?m|senast|innan|per|for|med|enligt|hoja|galla)\b")
_ANNUAL = re.compile(
    r"arsmot|\b(?:forenings|ars|bolags|distrikts|forbunds)?stamm(?:a|an|oprotokoll)\b|kongress"
)
_BOARD = r"(?:parti|forbunds|forenings|klubb|sektions|kar|distrikts|bolags|lokal|riks)?styrelsen"
_ANY_BODY = r"\w{2,20}(?:radet|gruppen|utskottet|natverket|kommitten|foreningen|klubben)"
_MEETING_OF = re.compile(r"s?(?:mote|motet|protokoll|sammantrade)$")
LONGEST = 1500  # a longer "sentence" is no sentence, and is not searched


class Own:
    """How minutes speak of the body itself: "Ledningsgruppen", "gruppen", "länets ledningsgrupp", "mötet"."""

    def __init__(self, body: str, context: str = "") -> None:
        annual = _ANNUAL.search(fold(context)) or "styrelse" not in fold(f"{body} {context}")
        said = MEETINGS if annual else tuple(word for word in MEETINGS if not _ANNUAL.search(word))
        self._name(fold(body), fold(context), said)
        self.named = re.compile(rf"\b{self.noun}s?\b")
        self.shown_to = re.compile(rf"\bfor {self.noun}\b")
        meetings = either(*said)
        self.at_meeting = re.compile(
            rf"\b(?:{self.noun}s?(?: (?P<meeting>mote|sammantrade)\w*)?|(?P<the_meeting>{meetings}))"
            r"[ ,]*(?:den |i |under )?$"
        )
        self.next_meeting = re.compile(
            r"\b(?:nasta|nastkommande|kommande|ett senare|ett kommande) "
            rf"(?:{self.noun}|\w{{0,30}}(?:motet?|sammantradet?))\b"
        )
        members = either("representanter", "ledamoter", "medlemmar")
        group = either(*COLLECTIVE, f"{self.noun}s {members}", self.noun)
        self.actor = re.compile(rf"^(?:[^:.]{{3,60}}: )?(?P<group>{group}) (?P<must>{MUST})\b")

    def _name(self, body: str, context: str, said: Sequence[str]) -> None:
        """Work out the nouns for the body, and from them how it decides; the context is the title."""
        definite = set(BODY_WORDS.values())
        plain: set[str] = set()  # without the article it is a subject only where a sentence begins
        words = [_MEETING_OF.sub("", word) for word in re.findall(r"\w+", f"{body} {context}")]
        base = short = ""
        for before, word in zip(["", *words], words, strict=False):
            base = max((one for one in BODY_WORDS if word.endswith(one)), key=len, default="")
            short = max((one for one in BODY_WORDS.values() if word.endswith(one)), key=len, default="")
            if base == "forum":  # forums go by both words: "Kommunalt forum beslutar"
                definite = {f"{before} forum".strip(), "forumet"}
            elif base:
                definite, plain = {word[: -len(base)] + BODY_WORDS[base], BODY_WORDS[base]}, {word}
            elif short:
                definite = {word, short}
            if base or short:
                break
        if _ANNUAL.search(context):
            definite = set(ANNUAL) | (definite if base or short else set())
        elif not (base or short):
            definite |= {_BOARD, _ANY_BODY, *ANYBODY}
        elif base in {"forening", "klubb"} or short in {"foreningen", "klubben"} or "styrelsemote" in context:
            definite.add(_BOARD)
        self.noun = either(*sorted(definite | plain, key=len, reverse=True))
        at_start = either(*(plain or definite))
        subject = (
            rf"(?P<subject>(?:\b{either(*definite, *said)}|(?:^|\blanets ){at_start})\b(?: for [\w-]+)?)"
        )
        between = r"(?: (?!(?:att|som|har|hade|om)\b)[\w-]+)"
        self.active = re.compile(
            rf"{subject}(?:{between}{{0,2}}?|{between}{{1,8}}? (?:och|samt)) (?:{kinds(VERBS)})\b"
        )
        self.turned = re.compile(rf"\b(?:{kinds(TURNED)}) (?:darfor |saledes )?{subject}")
        self.behind = re.compile(rf"\b(?P<position>stall(?:er|de) {subject} sig (?:bakom|positiva? till))\b")

    def is_own(self, words: str) -> bool:
        return bool(self.named.fullmatch(words))


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of the text begin and end; what is too short to say anything is left out."""
    start = 0
    for match in SENTENCE.finditer(text):
        if match[0].startswith("\n") or not ABBREVIATION.search(
            fold(text[max(start, match.start() - 8) : match.start()])
        ):
            if match.start() >= start + _SHORTEST:
                yield start, match.start() + len(match[0].rstrip())
            start = match.end()
    if len(text) >= start + _SHORTEST:
        yield start, len(text)


def find_decision(text: str, own: Own, meeting: dt.date | None) -> ParsedDecision | None:
    """Return the decision that a sentence holds without being marked as one."""
    folded = fold(text)
    if len(text) > LONGEST or folded.rstrip(' )”"').endswith("?"):
        return None
    found = _find(text, folded, own, meeting)
    return None if found is None or _is_of_another_time(folded, fold(found.phrase), meeting) else found


def _find(text: str, folded: str, own: Own, meeting: dt.date | None) -> ParsedDecision | None:
    match = own.active.search(folded) or own.behind.search(folded) or own.turned.search(folded)
    if match:
        if _is_unreal(folded, match.start("subject")) or _is_unreal(folded, match.start()):
            return None
        kind = next(kind for kind in VERBS if kind in match.re.groupindex and match[kind])
        start, end = match.span(kind)
        if folded.startswith(("beslut", "bestam"), start) and _speaks_of_another_day(
            text, start, end, own, meeting
        ):
            return None
        return ParsedDecision(text=clean(text), kind=kind, found_by="phrase", phrase=text[start:end])
    return _find_passive(text, folded, own, meeting)


def _is_of_another_time(folded: str, verb: str, meeting: dt.date | None) -> bool:
    """Tell what was decided before, or will be, from what is decided now, by the words beside the verb."""
    start = max(folded.find(verb), 0)
    end = start + len(verb)
    that = folded.find(" att ", max(end - 5, 0))
    after = folded[end : that if that >= 0 else len(folded)]
    if THEN.search(folded[:start]) or THEN.search(after) or THEN_AFTER.match(after.lstrip()):
        return True
    year = YEAR.search(after)
    if year and meeting and int(year[1] or year[2]) < meeting.year:
        return True
    return NOT_DECIDED.match(after) is not None or (that < 0 and LATER.search(after) is not None)


def _find_passive(text: str, folded: str, own: Own, meeting: dt.date | None) -> ParsedDecision | None:
    match = PASSIVE.search(folded)
    if match is None or CONDITION.match(folded):
        return None
    name = next(
        name
        for name in ("verb", "impersonal", "inner", "infinitive", "became", "clause", "noun", "assigned")
        if match[name]
    )
    if match["agent"] and not (own.is_own(match["agent"]) or match["agent"] in MEETINGS):
        return None
    start, end = match.span(name)
    if name in {"verb", "assigned", "inner"} and UNSURE.search(folded[:start]):
        return None
    if name == "verb" and _was_then(text, end, meeting):
        return None
    kind = "assignment" if name in {"assigned", "clause"} else "decision"
    return ParsedDecision(text=clean(text), kind=kind, found_by="phrase", phrase=text[start:end])


def _was_then(text: str, end: int, meeting: dt.date | None) -> bool:
    """Tell what was settled at another time ("valdes i maj") from what is to hold from a day on."""
    for moment in find_moments(text):
        if moment.start < end or moment.precision == "year":
            continue
        before = fold(text[max(end, moment.start - 25) : moment.start])
        if _AHEAD.search(before):
            return False
        if meeting is None or not _PAST_VERB.search(fold(text[:end])):
            return False
        on = as_when(moment._replace(year=moment.year or meeting.year), meeting).on
        return on is not None and on < meeting
    return False


def _is_unreal(folded: str, start: int) -> bool:
    before = folded[:start]
    return bool(CONDITION.match(folded) or SUBORDINATE.search(before[-30:]) or UNREAL.search(before[-40:]))


def _speaks_of_another_day(text: str, start: int, end: int, own: Own, meeting: dt.date | None) -> bool:
    """Tell a decision that the sentence dates to another day, older or yet to come, from one taken now.

    A day inside the att-clause belongs to what was decided: "beslutar att konferensen hålls 9 maj".
    """
    folded = fold(text)
    that = folded.find(" att ", end - 1)
    clause = text[: that if that >= 0 else len(text)]
    for moment in find_moments(clause):
        if moment.precision != "year" and (moment.start > end or moment.start < start):
            return as_when(moment, meeting).on != meeting or meeting is None
    return that < 0 and bool(own.next_meeting.search(folded, end))


def is_as_proposed(text: str) -> bool:
    """Tell whether the decision only says that the proposal was adopted."""
    match = AS_PROPOSED.search(fold(text)) if len(text.split()) <= 14 else None
    return match is not None and len(text[match.end() :].strip(" .:").split()) <= _AFTER_PROPOSAL


def find_when(text: str, meeting: dt.date | None) -> When:
    """Return the time that a sentence names: the day before the month, the month before the year."""
    order = {"day": 0, "meeting": 1, "month": 2, "year": 3}
    moments = sorted(find_moments(text), key=lambda moment: order[moment.precision])
    return as_when(moments[0], meeting) if moments else When()


def find_promise(text: str, own: Own, meeting: dt.date | None) -> ParsedPromise | None:
    """Return the promise to come back that a sentence makes: to a meeting of the body, or at a time."""
    folded = fold(text)
    if len(text) > LONGEST or folded.rstrip(' )”"').endswith("?") or folded.startswith(NEXT_MEETING_ITSELF):
        return None
    if not any(cue in folded for cue in PROMISE_CUES) and not own.named.search(folded):
        return None
    put_off, promised = PUT_OFF.search(folded), PROMISED.search(folded)
    if not (put_off or promised) and (PAST.search(folded) or OLDER.search(folded) or _CHOOSES.search(folded)):
        return None
    when = own_meeting(text, folded, own, meeting)
    returns = bool(COMES_BACK.search(folded)) or bool(SHOWN.search(folded) and own.shown_to.search(folded))
    if when is None and (returns or put_off or promised):
        when = find_when(text, meeting)
        if when.precision == "none" and not (promised or QUESTION_BACK.search(folded)):
            return None
    if when is None or (when.on and meeting and when.on <= meeting):
        return None
    body = re.search(r"\btill (AU|arbetsutskottet|[A-ZÅÄÖ]{2,5}\b|[Kk]ommunalt forum)", text)
    return ParsedPromise(text=clean(text), due=when, body=body[1] if body else "")


def comes_back(text: str) -> bool:
    """Tell whether the words say that the matter returns, and not only that something will be done."""
    folded = fold(text)
    return bool(COMES_BACK.search(folded) or PUT_OFF.search(folded) or _REPORTS.search(folded))


def own_meeting(text: str, folded: str, own: Own, meeting: dt.date | None) -> When | None:
    """Return the coming meeting of the body itself that the sentence names."""
    for moment in find_moments(text):
        before = own.at_meeting.search(folded[max(0, moment.start - 70) : moment.start])
        if moment.precision == "meeting":
            return as_when(moment, meeting)
        if before and moment.precision in {"day", "month"}:
            if moment.precision == "day" or not (before["meeting"] or before["the_meeting"]):
                return as_when(moment, meeting)
            start = moment.start - len(before[0])
            printed = text[start : moment.end].strip()
            return as_when(moment._replace(precision="meeting"), meeting, text=printed)
    following = own.next_meeting.search(folded)
    return When(text=text[slice(*following.span())], precision="meeting") if following else None


def find_citation(text: str, own: Own, meeting: dt.date | None) -> ParsedCitation | None:
    """Return the pointer to an older meeting of the body that a sentence holds."""
    folded = fold(text)
    if len(text) > LONGEST:
        return None
    older = OLDER.search(folded)
    for moment in find_moments(text):
        if moment.precision == "year":
            continue
        near = own.at_meeting.search(folded[max(0, moment.start - 70) : moment.start])
        dated = bool(moment.year and meeting and (as_when(moment, None).on or meeting) < meeting)
        quoted = older is not None and older.start() == 0 and moment.start - older.end() < 30
        told = own.named.search(folded) and (older or PAST.search(folded))
        if (near and (older or dated)) or quoted or (told and moment.precision != "day") or (told and older):
            return ParsedCitation(text=clean(text), when=as_when(moment, meeting, past=True))
    return None


def clean(text: str) -> str:
    stripped = text.strip()
    if stripped[:1] == "(" and stripped[-1:] == ")" and stripped.count("(") == 1:
        return stripped[1:-1]
    return stripped
