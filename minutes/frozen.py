"""A frozen text as pages show it: its parts, the texts in each, and what changed since another revision."""

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

import rfc8785

from minutes.models import ChangeTarget, Revision
from minutes.reading import HEAD, part_title, parts_of
from minutes.word_diff import Piece, pieces

Target = ChangeTarget
ROLES = {"substitute": "ersättare", "guest": "inbjuden"}
MODES = {"digital": "digitalt", "absent": "frånvarande"}
OUTCOMES = {"withdrawn": "Utgick", "deferred": "Bordlades"}
RULES = {
    "document_name": "dokument",
    "approvers_required": "justerare",
    "chair_approves": "ordföranden justerar",
    "approval_days": "dagar",
    "approval_form": "form",
}
KINDS = {"position": "Ställningstagande", "answer": "Svar", "assignment": "Uppdrag"}


@dataclass
class Part:
    """A part of the frozen text on a page; `changes` are against the revision before, text by text."""

    place: int
    title: str
    content: dict[str, Any]
    is_read: bool = False
    is_changed: bool = False
    is_new: bool = False
    # Asked for, since the answer needs it read.
    is_missing: bool = False
    changes: list[tuple[str, list[Piece]]] = field(default_factory=list)
    proposals: list[Any] = field(default_factory=list)

    @property
    def ordinal(self) -> int:
        """The part's number in addresses and forms: the head is 0."""
        return self.place + 1

    @property
    def anchor(self) -> str:
        return f"punkt-{self.ordinal}"

    @property
    def is_head(self) -> bool:
        return self.place == HEAD

    @property
    def short(self) -> str:
        """What the part is called in a sentence: its number, or its title where there is none."""
        number = self.content.get("number")
        return f"§ {number}" if not self.is_head and number else f"”{self.title}”"


def frozen_text(revision: Revision) -> dict[str, Any]:
    """Return what the frozen bytes say, and nothing else: the live rows may have changed since."""
    text: dict[str, Any] = json.loads(bytes(revision.content))["meeting"]
    text["date"] = dt.date.fromisoformat(text["date"])
    titles = [part["title"] for part in text["parts"]]
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in text["attendance"]:
        row["part_titles"] = ", ".join(titles[index] for index in row["parts"])
        groups.setdefault(row["organization"], []).append(row)
    text["attendance"] = list(groups.items())
    for item in text["items"]:
        item["part_title"] = titles[item["part"]] if item["part"] is not None else ""
        for row in (*item["actions"], *item["promises"]):
            row["due_words"] = _due(row["due"])
        for row in item["citations"]:
            row["due_words"] = _due(row["when"])
    return text


def _due(when: dict[str, Any]) -> dict[str, Any]:
    """Return a frozen time under the names that the pages use for a row's."""
    day = dt.date.fromisoformat(when["on"]) if when["on"] else None
    return {"due_text": when["text"], "due_on": day, "due_precision": when["precision"]}


def page_parts(revision: Revision, read: set[int], before: Revision | None = None) -> list[Part]:
    """Return the parts of a revision, each with what changed in it since the one before."""
    text = frozen_text(revision)
    raw = parts_of(bytes(revision.content))
    found = [
        Part(place, part_title(place, part), text if place == HEAD else text["items"][place], place in read)
        for place, part in raw.items()
    ]
    if before is not None:
        old = parts_of(bytes(before.content))
        pairs = _pairs(old, raw)
        for part in found:
            match = pairs[part.place]
            _compare(part, None if match is None else old[match], raw[part.place])
    return found


def gone_parts(revision: Revision, before: Revision) -> list[str]:
    """Return the titles of what the revision before had and this one has not."""
    old, new = parts_of(bytes(before.content)), parts_of(bytes(revision.content))
    kept = set(_pairs(old, new).values())
    return [part_title(place, part) for place, part in old.items() if place not in kept]


def _pairs(old: dict[int, Any], new: dict[int, Any]) -> dict[int, int | None]:
    """Return for each new part the old one that it is: the same bytes, else the same title, else number."""
    pairs: dict[int, int | None] = {HEAD: HEAD}
    free = [place for place in old if place != HEAD]
    for key in (rfc8785.dumps, lambda part: part["title"], lambda part: part["number"] or None):
        for place in (place for place in new if place not in pairs):
            wanted = key(new[place])
            match = next((one for one in free if wanted is not None and key(old[one]) == wanted), None)
            if match is not None:
                pairs[place] = match
                free.remove(match)
    return {place: pairs.get(place) for place in new}


def _compare(part: Part, old: dict[str, Any] | None, new: dict[str, Any]) -> None:
    if old is None:
        part.is_changed = part.is_new = True
        return
    if rfc8785.dumps(old) == rfc8785.dumps(new):
        return
    part.is_changed = True
    words = head_words if part.is_head else item_words
    before, after = words(old), words(new)
    for label in dict.fromkeys([*after, *before]):
        if before.get(label, "") != after.get(label, ""):
            part.changes.append((label, pieces(before.get(label, ""), after.get(label, ""))))


def _names(rows: list[dict[str, Any]]) -> str:
    return ", ".join(row["name"] for row in rows)


def head_words(protocol: dict[str, Any]) -> dict[str, str]:
    """Return what stands before the items, as labelled texts."""
    meeting, rules = protocol["meeting"], protocol.get("rules", {})
    titles = [part["title"] for part in meeting["parts"]]
    return {
        "Dokument": " ".join(filter(None, [meeting["document_name"], meeting["number"]])),
        "Datum": " ".join(filter(None, [meeting["date"], meeting["date_text"]])),
        "Tid": "–".join(filter(None, [meeting["start"], meeting["end"]])),
        "Plats": meeting["place"],
        "Ordförande": _names(meeting["chairs"]),
        "Sekreterare": _names(meeting["secretaries"]),
        "Justerare": _names(meeting["approvers"]),
        "Underlag till mötet": _papers(meeting["attachments"]),
        "Mötets delar": "\n".join(
            " ".join(filter(None, [row["title"], row["first_item"], row["last_item"], row["participants"]]))
            for row in meeting["parts"]
        ),
        "Närvaro": "\n".join(_attendant(row, titles) for row in meeting["attendance"]),
        "Gruppens regler för justering": ", ".join(
            f"{word}: {_plain(rules[name])}"
            for name, word in RULES.items()
            if rules.get(name) not in (None, "")
        ),
    }


def _plain(value: Any) -> str:
    return ("ja" if value else "nej") if isinstance(value, bool) else str(value)


def _attendant(row: dict[str, Any], titles: list[str]) -> str:
    said = [row["name"], row["organization"], row["post"]]
    said += [ROLES.get(row["role"], ""), MODES.get(row["mode"], "")]
    said += [titles[index] for index in row["parts"]]
    return ", ".join(filter(None, said))


def _papers(rows: list[dict[str, Any]]) -> str:
    return "\n".join(f"{row['title']} {row['sha256'][:16]}".strip() for row in rows)


def item_words(item: dict[str, Any]) -> dict[str, str]:
    """Return an item as labelled texts, in the order of the page."""
    words = {
        "Nummer": item["number"],
        "Rubrik": item["title"],
        "Utgång": OUTCOMES.get(item["outcome"], "Behandlat"),
        "Föredragande": _names(item["presenters"]),
        "Underlag": _papers(item["attachments"]),
        "Bakgrund": item["background"],
        "Dialog": item["discussion"],
        "Förslag till beslut": item["proposal"],
    }
    for row in item["decisions"]:
        resolved = f"\nDet innebär: {row['resolved_text']}" if row["resolved_text"] else ""
        words[f"{KINDS.get(row['kind'], 'Beslut')} {row['number']}".strip()] = row["text"] + resolved
    rows = {
        "Åtgärder": [
            " ".join(
                filter(
                    None,
                    [row["text"], row["responsible"], ", ".join(row["organizations"]), _when(row["due"])],
                )
            )
            for row in item["actions"]
        ],
        "Återkommer": [
            " ".join(filter(None, [row["text"], row["body"], _when(row["due"])])) for row in item["promises"]
        ],
        "Hänvisningar": [
            " ".join(filter(None, [row["text"], _when(row["when"])])) for row in item["citations"]
        ],
    }
    return words | {label: "\n".join(lines) for label, lines in rows.items()}


def _when(when: dict[str, Any]) -> str:
    return " ".join(filter(None, [when["text"], when["on"]]))


@dataclass(frozen=True)
class Text:
    """A text of the frozen minutes that a change or a correction can be about."""

    target: str
    label: str
    words: str
    decision_number: str = ""

    @property
    def name(self) -> str:
        return f"{self.target}:{self.decision_number}" if self.decision_number else self.target


def texts_of(place: int, part: dict[str, Any]) -> list[Text]:
    """Return what can be worded otherwise in a part; of what stands before the items nothing is one text."""
    if place == HEAD:
        return []
    plain = [
        (Target.TITLE, "Rubrik"),
        (Target.BACKGROUND, "Bakgrund"),
        (Target.DISCUSSION, "Dialog"),
        (Target.PROPOSAL, "Förslag till beslut"),
    ]
    found = [Text(str(name), label, part[name]) for name, label in plain if part[name]]
    decisions = [row for row in part["decisions"] if row["text"]]
    return found + [
        Text(
            str(Target.DECISION),
            f"{KINDS.get(row['kind'], 'Beslut')} {row['number']}",
            row["text"],
            row["number"],
        )
        for row in decisions
    ]
