"""The words of a printed protocol, in the order in which they are set; the paper's look is typst's."""

import datetime as dt
import json
import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.template.defaultfilters import filesizeformat
from django.utils import formats, translation

from minutes.pdf import HELD, Verbatim
from minutes.protocol_facts import ApprovalLine, CorrectionLine, ProtocolFacts

SWEDEN = ZoneInfo("Europe/Stockholm")
NOT_APPROVED = "Utkast, ej justerat"
KINDS = {"position": "Ställningstagande", "answer": "Svar", "assignment": "Uppdrag"}
OUTCOMES = {"withdrawn": "Ärendet utgick.", "deferred": "Ärendet bordlades."}
TEXTS = {"background": "Bakgrund", "discussion": "Dialog", "proposal": "Förslag till beslut"}
FILES = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
    "application/vnd.oasis.opendocument.text": "OpenDocument",
    "text/plain": "text",
    "text/markdown": "text",
}
# Of a digest, so much is enough to tell files and texts apart by eye.
SHORT = 16
# "fredagen den 6", "den 6"
_DEFINITE = re.compile(r"^(?:(\w+dag)en )?den\b ?")
_BULLET = re.compile(r"^\s*([-–—•*\uf0b7])\s+(?=\S)")
Words = dict[str, Any]


def protocol_words(content: bytes, facts: ProtocolFacts) -> Words:
    """Return all that the paper says, from the frozen bytes and the facts about them; in Swedish."""
    frozen = json.loads(content)
    meeting, rules = frozen["meeting"], frozen.get("rules", {})
    with translation.override("sv"):
        words = _head(meeting, frozen.get("body", {}), rules)
        corrections = [_correction(row, meeting["items"]) for row in facts.corrections]
        return words | {
            "status": "" if facts.state == "approved" else NOT_APPROVED,
            "edition": "Utkast" if facts.state == "draft" else f"Utgåva {facts.revision}",
            "frozen": _frozen(facts),
            "frozen_on": facts.frozen_at.astimezone(SWEDEN).date().isoformat(),
            "corrected": _corrected(corrections),
            "attendance": _attendance(meeting),
            "items": _items(meeting, corrections),
            "approval": _approval(facts),
            "corrections": corrections,
            "seal": _seal(facts),
            "footer": _footer(facts),
        }


def _head(meeting: Words, body: Words, rules: Words) -> Words:
    date = dt.date.fromisoformat(meeting["date"])
    name = meeting["document_name"] or rules.get("document_name", "") or "protokoll"
    day = _capital(formats.date_format(date, "l j F Y"))
    said = meeting["date_text"]
    has_same_day = day.lower().endswith(_DEFINITE.sub(r"\1 ", said.lower()).strip())
    officers = [
        ("Ordförande", meeting["chairs"]),
        ("Sekreterare", meeting["secretaries"]),
        ("Justerare", meeting["approvers"]),
    ]
    facts = [("Tid", _hours(meeting)), ("Plats", meeting["place"])]
    facts += [(label, _and(row["name"] for row in rows)) for label, rows in officers]
    return {
        "body": meeting["body"],
        "short_body": body.get("short_name", "") or meeting["body"],
        "name": _capital(name),
        "day": day + (f" (nummer {meeting['number']})" if meeting["number"] else ""),
        "short_day": formats.date_format(date, "j F Y"),
        "date": meeting["date"],
        "day_note": f"I texten står ”{said}”." if said and not has_same_day else "",
        "facts": [fact for fact in facts if fact[1]],
        "papers": [_paper(row) for row in meeting["attachments"]],
        "parts": [_part(row) for row in meeting["parts"]],
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _and(names: Iterable[str]) -> str:
    *first, last = [*names] or [""]
    return f"{', '.join(first)} och {last}" if first else last


def _hours(meeting: Words) -> str:
    start, end = (_clock(meeting[name]) for name in ("start", "end"))
    if start and end:
        return f"kl.{HELD}{start}–{end}"
    return f"kl.{HELD}{start}" if start else f"till kl.{HELD}{end}" if end else ""


def _clock(time: str | None) -> str:
    return (time or "").replace(":", ".")


def _moment(at: dt.datetime) -> str:
    local = at.astimezone(SWEDEN)
    return f"den {local.day}{HELD}{formats.date_format(local, 'F Y')} kl.{HELD}{local:%H.%M}"


def _frozen(facts: ProtocolFacts) -> tuple[str, str]:
    at = _moment(facts.frozen_at)
    if facts.state == "draft":
        return "Utkast", f"Framställt {at}."
    return "Utgåva", f"{facts.revision}, fryst {at}" + ("." if facts.state == "circulated" else "")


def _part(row: Words) -> Words:
    ends = [number for number in (row["first_item"], row["last_item"]) if number]
    items = f" (punkt {'–'.join(dict.fromkeys(ends))})" if ends else ""
    return {"title": row["title"] + items, "participants": row["participants"]}


def _paper(row: Words) -> Words:
    if not row["sha256"]:
        return {"title": row["title"], "note": ""}
    kind = FILES.get(row["media_type"], row["media_type"])
    size = filesizeformat(row["size"]).replace("\u00a0", HELD) if row["size"] is not None else ""
    digest = f"SHA-256 {groups(row['sha256'][:SHORT])} …".replace(" ", HELD)
    return {"title": row["title"], "note": ", ".join(part for part in (kind, size, digest) if part)}


def groups(digest: str) -> str:
    return " ".join(digest[index : index + 4] for index in range(0, len(digest), 4))


def _attendance(meeting: Words) -> list[Words]:
    titles = [part["title"] for part in meeting["parts"]]
    found: dict[str, list[Words]] = {}
    for row in meeting["attendance"]:
        notes = [
            {"substitute": "ersättare", "guest": "inbjuden"}.get(row["role"], ""),
            {"digital": "digitalt", "absent": "frånvarande"}.get(row["mode"], ""),
            ", ".join(titles[index] for index in row["parts"]),
        ]
        name = ", ".join(part for part in (row["name"], row["post"]) if part)
        person = {"name": name, "notes": "".join(f" ({note})" for note in notes if note)}
        found.setdefault(row["organization"], []).append(person)
    return [
        {"organization": name or "Organisation inte angiven", "people": people}
        for name, people in found.items()
    ]


def _items(meeting: Words, corrections: list[Words]) -> list[Words]:
    titles = [part["title"] for part in meeting["parts"]]
    words, before = [], None
    for index, item in enumerate(meeting["items"]):
        part = item["part"]
        begins = part is not None and part != before
        before = part
        words.append(
            _item(item)
            | {
                "part": titles[part] if begins else "",
                "corrections": [row for row in corrections if row["position"] == index],
            }
        )
    return words


def _item(item: Words) -> Words:
    texts = [(label, paragraphs(item[name])) for name, label in TEXTS.items()]
    return {
        "number": _section(item),
        "title": item["title"],
        "outcome": OUTCOMES.get(item["outcome"], ""),
        "presenters": _and(row["name"] for row in item["presenters"]),
        "papers": [_paper(row) for row in item["attachments"]],
        "texts": [{"label": label, "text": text} for label, text in texts if text],
        "decisions": [_decision(row) for row in item["decisions"]],
        "actions": [_action(row) for row in item["actions"]],
        "promises": [
            {"text": paragraphs(row["text"]), "notes": _notes(Till=row["body"], Tid=_due(row["due"]))}
            for row in item["promises"]
        ],
        "citations": [
            {"text": paragraphs(row["text"]), "notes": _notes(Tid=_due(row["when"]))}
            for row in item["citations"]
        ],
    }


def _section(item: Words) -> str:
    return f"§{HELD}{item['number']}" if item["number"] else ""


def _decision(row: Words) -> Words:
    return {
        "kind": KINDS.get(row["kind"], "Beslut"),
        "number": row["number"],
        "text": paragraphs(row["text"]),
        "resolved": paragraphs(row["resolved_text"]),
    }


def _action(row: Words) -> Words:
    notes = _notes(Ansvarig=row["responsible"], För=", ".join(row["organizations"]), Tid=_due(row["due"]))
    return {"text": paragraphs(row["text"]), "notes": notes}


def _notes(**notes: str) -> list[Words]:
    return [{"label": label, "text": text} for label, text in notes.items() if text]


def _due(when: Words) -> str:
    said = f"”{when['text']}”" if when["text"] else ""
    if not when["on"]:
        return said
    style = {"day": "j F Y", "year": "Y"}.get(when["precision"], "F Y")
    day = formats.date_format(dt.date.fromisoformat(when["on"]), style)
    return f"{said} ({day})" if said else day


def paragraphs(text: str) -> list[Words]:
    """Part a text at its blank lines; lines that begin with a bullet are the entries of a list."""
    parts = re.split(r"\n\s*\n", text.strip())
    return [
        {"marker": marker, "lines": [_BULLET.sub("", line) for line in lines]}
        for part in parts
        for marker, lines in groupby(filter(str.strip, part.split("\n")), key=_marker)
    ]


def _marker(line: str) -> str:
    bullet = _BULLET.match(line)
    return {"-": "–", "*": "•", "\uf0b7": "•"}.get(bullet[1], bullet[1]) if bullet else ""


def _correction(row: CorrectionLine, items: list[Words]) -> Words:
    item = items[row.position] if row.position is not None else None
    place = " ".join(part for part in (_section(item), item["title"]) if part) if item else row.item
    return {
        "position": row.position,
        "label": f"Rättelse {row.number}",
        "place": place or "Protokollet som helhet",
        "old": paragraphs(row.old),
        "new": paragraphs(row.new),
        "reason": paragraphs(row.reason),
        "made": f"Rättat {_moment(row.made_at)}.",
        "approved_by": [_approved(line) for line in row.approved_by],
    }


def _corrected(corrections: list[Words]) -> str:
    if not corrections:
        return ""
    count = "en rättelse" if len(corrections) == 1 else f"{len(corrections)} rättelser"
    return f"Protokollet har {count}. Se Rättelser, efter justeringen."


def _approved(line: ApprovalLine) -> str:
    how = f", {line.method}" if line.method else ""
    return f"Godkänt i Protokollboken av {line.name} {_moment(line.approved_at)}{how}."


def _approval(facts: ProtocolFacts) -> Words:
    return {
        "is_brief": facts.state == "draft",
        "says": _state_words(facts),
        "lines": [_approval_line(line) for line in facts.approvals],
        "form": f"Form för justeringen: {facts.approval_form}." if facts.approval_form else "",
        "honest": "Ett godkännande i Protokollboken är ett godkännande på webben, inte en underskrift."
        if facts.approvals
        else "",
    }


def _state_words(facts: ProtocolFacts) -> str:
    waits = _and(facts.waiting)
    if facts.state == "draft":
        return "Texten är ett utkast. Den har inte skickats för justering."
    if facts.state == "circulated":
        rest = f" {waits} har inte godkänt texten än." if waits else ""
        return f"Texten är skickad för justering och är inte justerad.{rest}"
    if not facts.approvals:
        return "Gruppens regler begär ingen justerare. Texten gäller som den skickades ut."
    return "Protokollet är justerat." + (f" {waits} har inte godkänt texten." if waits else "")


def _approval_line(line: ApprovalLine) -> Words:
    days = f"{line.late_days} {'dag' if line.late_days == 1 else 'dagar'}"
    return {
        "name": line.name,
        "roles": ", ".join(
            part for part in (_capital(line.role), line.organization and f"för {line.organization}") if part
        ),
        "says": _approved(line),
        "late": f"Godkänt {days} efter sista dagen för justering." if line.late_days > 0 else "",
        "sentence": line.sentence,
    }


def _seal(facts: ProtocolFacts) -> Words:
    half = (len(facts.signature) + 1) // 2
    signature = [part for part in (facts.signature[:half], facts.signature[half:]) if part]
    number = facts.sealed_number
    return {
        "digest": [groups(facts.sha256[:32]), groups(facts.sha256[32:])],
        "number": f"Texten är förseglad som nummer {number} i Protokollbokens liggare." if number else "",
        "checkpoint": [Verbatim(line) for line in facts.checkpoint],
        "signature": [Verbatim(line) for line in signature],
    }


def _footer(facts: ProtocolFacts) -> Words:
    count, head = (*facts.checkpoint[1:3], "", "")[:2]
    short = f"{groups(head.split()[0][:SHORT])} …" if head.split() else ""
    return {
        "digest": f"SHA-256 {groups(facts.sha256[:SHORT])} …",
        "checkpoint": f"Kontrollpunkt {count}: {short}" if short else "",
    }
