"""Lists within a list that lost its line breaks: "Anna Ek Bo Alm Ersättare Cecilia Lind Ej närvarande: …"."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from minutes.importer.folding import fold
from minutes.importer.labels import ATTENDANCE, LABELS, find_label, known_label

_WORD = re.compile(r"\S+")
_MOST_WORDS = 4
_END = "end"
# They stand before a name as what the person is: "Kassör Anna Ek" opens no list.
_POSTS = {
    "kassor", "vice ordforande", "revisor", "revisorer", "valberedning", "styrelse", "styrelsen",
    "adjungerad", "gast", "inbjuden", "suppleant", "ledamot", "forvaltningen", "ordinarie ledamot", "deltog",
}  # fmt: skip


# What follows the last list where lines were lost: who signs, and where.
_ENDS = {
    "underskrifter", "underskrift", "under-skrifter", "justering", "utses att justera", "justerande",
    "justerare", "utsedd att justera", "paragrafer", "justeras", "motesprotokoll", "sammantradesprotokoll",
    "motet", "motets", "ordforanden", "dagordning", "dagordningen", "sammantradet", "postadress", "bilagor",
    "datum", "plats", "tid", "arende", "arenden", "formalia", "inledning", "valkommen", "beslut",
}  # fmt: skip
# A look at the first word spares looking for a label at every name.
_FIRST_WORDS = _ENDS | {fold(words).split()[0].rstrip(".") for kind in ATTENDANCE for words in LABELS[kind]}
OTHER = ""  # the role of what is no list


class Sublist(NamedTuple):
    role: str
    printed: str  # the label, "" for the first
    text: str


def sublists(text: str, role: str) -> list[Sublist]:
    """Part the text before each label of a list, which says in what role the next ones took part."""
    cuts = list(_labels(text))
    found = [Sublist(role, "", text[: cuts[0][0]] if cuts else text)]
    for at, (_, begins, kind, printed) in enumerate(cuts):
        stop = cuts[at + 1][0] if at + 1 < len(cuts) else len(text)
        found.append(Sublist(kind, printed, text[begins:stop]))
    return [one._replace(text=one.text.strip(" :")) for one in found]


def list_starts(text: str) -> Iterator[int]:
    """Yield where the lists of a text begin, each at its label."""
    for start, _, kind, _ in _labels(text, to_end=False):
        if kind in ATTENDANCE:
            yield start


def _labels(text: str, to_end: bool = True) -> Iterator[tuple[int, int, str, str]]:
    """Yield where each label begins and ends, its kind and its words."""
    words = list(_WORD.finditer(text))
    depth, taken = 0, 0
    for at, word in enumerate(words):
        opens = depth == 0 and at >= taken and word[0][:1].isupper() and _may_open(word[0])
        depth = max(0, depth + word[0].count("(") - word[0].count(")"))
        if not opens:
            continue
        before = words[at - 1][0] if at else "."
        for count in range(min(_MOST_WORDS, len(words) - at), 0, -1):
            end = words[at + count - 1].end()
            printed = text[word.start() : end]
            after = words[at + count][0] if at + count < len(words) else ""
            if kind := _kind(printed, before, after):
                if kind == _END and not to_end:
                    continue
                if kind == _END:
                    yield word.start(), word.start(), OTHER, printed
                    return
                yield word.start(), end, kind, printed
                taken = at + count
                break


def _may_open(word: str) -> bool:
    return fold(word).rstrip(".,:") in _FIRST_WORDS or fold(word).rstrip(":") == "utses"


def _kind(printed: str, before: str, after: str) -> str:
    """Return which list the words open, or ""."""
    if printed[-1] == ":" and fold(printed).rstrip(":") in _ENDS:
        return _END
    if len(printed) > 60 or printed[-1] in ",;.)" and printed[-2:] != "):":
        return ""
    folded = fold(printed)
    if printed[-1] == ":":
        label = find_label(printed, folded)
        return label.kind if label and label.kind in ATTENDANCE and not label.value else ""
    if folded in _ENDS and before[-1:] not in {",", "-"} and after[:1] != "(":
        return _END
    known = known_label(folded)
    if known is None or known[0] not in ATTENDANCE or folded in _POSTS or before[-1:] in ",;&":
        return ""
    return known[0] if after[:1].isupper() and before.lower() not in {"och", "samt"} else ""
