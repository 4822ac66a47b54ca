"""Made-up protocols as canonical bytes, and the facts beside them."""

import base64
import datetime as dt
import hashlib
from dataclasses import replace
from typing import Any

import rfc8785

from minutes.exports import NOT_APPROVED
from minutes.importer.records import (
    FORMAT,
    Named,
    ParsedAction,
    ParsedAttendance,
    ParsedCitation,
    ParsedDecision,
    ParsedItem,
    ParsedMeeting,
    ParsedPart,
    ParsedPromise,
    When,
    to_json,
)
from minutes.protocol_facts import ApprovalLine, CorrectionLine, ProtocolFacts

DIGEST = hashlib.sha256(b"underlag").hexdigest()
HEAD = hashlib.sha256(b"liggare").hexdigest()
APPROVAL = ApprovalLine(
    name="Siv Alm",
    organization="Ekby kommun",
    approved_at=dt.datetime(2024, 3, 20, 13, 5, tzinfo=dt.UTC),
    sentence="Jag, Siv Alm, har läst protokollet och godkänner texten som den står.",
    method="inloggad med lösenord",
)
CORRECTION = CorrectionLine(
    number=1,
    position=1,
    old="Gruppen antar cykelplanen för 2024.",
    new="Gruppen antar cykelplanen för 2025.",
    reason="Årtalet var fel.",
    made_at=dt.datetime(2024, 4, 2, 7, 0, tzinfo=dt.UTC),
    approved_by=(replace(APPROVAL, approved_at=dt.datetime(2024, 4, 3, 7, 0, tzinfo=dt.UTC)),),
)
MEETING = ParsedMeeting(
    body="Samrådsgruppen för gång och cykel",
    date=dt.date(2024, 3, 8),
    date_text="Torsdagen den 8 mars",
    document_name="minnesanteckningar",
    start=dt.time(9),
    end=dt.time(11, 30),
    place="Ekby folkets hus",
    chairs=(Named(name="Ole Ordförande"), Named(name="Ann Ordförande")),
    secretaries=(Named(name="Sune Skrivare"),),
    approvers=(Named(name="Siv Alm"),),
    parts=(
        ParsedPart(title="Politisk del", first_item="1", last_item="2", participants="hela gruppen"),
        ParsedPart(title="Arbetsdel", first_item="3"),
    ),
    attendance=(
        ParsedAttendance(name="Siv Alm", organization="Ekby", post="ledamot"),
        ParsedAttendance(name="Jon Björk", organization="Alnäs", mode="digital", role="substitute"),
        ParsedAttendance(name="Maja Ledamot", organization="Ekby", mode="absent"),
        ParsedAttendance(name="Gus Gäst", role="guest", parts=(1,)),
    ),
    items=(
        ParsedItem(title="Mötets öppnande", number="1", part=0, discussion="Ole hälsar välkommen."),
        ParsedItem(
            title="Gemensam cykelplan",
            number="2",
            part=0,
            presenters=(Named(name="Asta Ek"), Named(name="Bo Dahl")),
            background="Planen gäller hälso- och trafikfrågor.\n\nDen har två delar:\n- en karta\n- en plan",
            discussion="Gruppen talar om vintervägarna.",
            proposal="Planen antas.",
            decisions=(
                ParsedDecision(
                    text="Enligt förslaget.",
                    resolved_text="Planen antas.",
                    number="SG 2024-03-08 §2",
                ),
                ParsedDecision(text="Gruppen vill ha fler mätningar.", kind="position"),
            ),
            actions=(
                ParsedAction(
                    text="Mäta trafiken.",
                    responsible="Asta Ek",
                    organizations=("Ekby", "Alnäs"),
                    due=When(text="före påsk", on=dt.date(2024, 3, 28), precision="day"),
                ),
            ),
            promises=(
                ParsedPromise(
                    text="Siffrorna visas.", body="AU", due=When(on=dt.date(2024, 5, 31), precision="month")
                ),
            ),
            citations=(ParsedCitation(text="Mötet som antog målen.", when=When(text="2022")),),
        ),
        ParsedItem(title="Belysning", part=1, outcome="withdrawn"),
        ParsedItem(title="Belysning igen", number="2", part=1, outcome="deferred"),
    ),
)
PAPER = {"title": "Karta över länet", "sha256": DIGEST, "size": 1_300_000, "media_type": "application/pdf"}
NO_FILE = {"title": "Muntlig lägesbild", "sha256": "", "size": None, "media_type": ""}


def content(meeting: ParsedMeeting = MEETING, **top: Any) -> bytes:
    """Return a meeting as `canonical_bytes` makes it; its second item has a file, itself but a title."""
    values = {name: value for name, value in to_json(meeting).items() if name not in NOT_APPROVED}
    for index, item in enumerate(values["items"]):
        del item["first_line"], item["last_line"], item["matter"]
        item["attachments"] = [PAPER] if index == 1 else []
    values["attachments"] = [NO_FILE]
    return rfc8785.dumps({"format": FORMAT, "meeting": values, **top})


def with_item(**fields: Any) -> bytes:
    return content(replace(MEETING, items=(ParsedItem(**{"title": "Ett ärende", "number": "1", **fields}),)))


def facts(text: bytes, state: str = "approved", **fields: Any) -> ProtocolFacts:
    given: dict[str, Any] = {
        "state": state,
        "revision": 2,
        "sha256": hashlib.sha256(text).hexdigest(),
        "frozen_at": dt.datetime(2024, 3, 10, 23, 30, tzinfo=dt.UTC),
    }
    if state == "approved":
        given |= {
            "approvals": (APPROVAL,),
            "sealed_number": 12,
            "checkpoint": ("bok.example.org", "12", f"{HEAD} 2024-03-20T13:05:02Z"),
            "signature": base64.b64encode(hashlib.sha512(b"liggare").digest()).decode(),
            "approval_form": "i Protokollboken",
        }
    return ProtocolFacts(**(given | fields))


SENTENCES = (
    "Gruppen går igenom hur samverkan fungerar i vardagen och vad som behöver ändras före sommaren. "
    "Kommunerna beskriver olika förutsättningar men delar bilden av att ansvaret behöver bli tydligare. "
    "Uppföljningen av hälso- och sjukvårdsavtalet tas upp igen, liksom kompetensförsörjningen."
)


def long_meeting(count: int) -> ParsedMeeting:
    """Return a meeting whose every item fills about half a page or more."""
    items = tuple(
        ParsedItem(
            title=f"Överenskommelse nummer {number} om samverkan mellan kommunerna och regionen",
            number=str(number),
            presenters=(Named(name="Asta Ek"),),
            background=f"{number}. {SENTENCES}\n\n{SENTENCES}",
            discussion=f"{SENTENCES}\n\nDet här togs upp:\n- ansvaret\n- planen\n- pengarna\n\n{SENTENCES}",
            proposal="Överenskommelsen antas." if number % 2 else "",
            decisions=(ParsedDecision(text=SENTENCES, number=f"SG 2024-03-08 §{number}"),),
            actions=(ParsedAction(text="Ta upp frågan hemma.", organizations=("Ekby", "Alnäs")),),
        )
        for number in range(1, count + 1)
    )
    people = tuple(
        ParsedAttendance(name=f"Person Nummer{number}", organization=f"Kommun {number % 9}")
        for number in range(25)
    )
    return replace(MEETING, items=items, attendance=people, parts=())
