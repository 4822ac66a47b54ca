"""The protocol as a PDF: it says what was approved and no more, and can be kept, checked and read aloud."""

import hashlib
import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from minutes.protocol_pdf import protocol_pdf
from minutes.protocol_words import NOT_APPROVED, groups
from tests.minutes.pdf_pages import pages, tags, words
from tests.minutes.protocols import (
    APPROVAL,
    CORRECTION,
    DIGEST,
    HEAD,
    MEETING,
    content,
    facts,
    long_meeting,
)

TEXT = content()


def made(state: str = "approved", text: bytes = TEXT, **fields: Any) -> bytes:
    return protocol_pdf(text, facts(text, state, **fields))


def in_order(said: str, *parts: str) -> bool:
    at = 0
    for part in parts:
        at = said.find(part, at) + len(part)
        assert at >= len(part), f"{part!r} saknas, eller står för tidigt, i: {said}"
    return True


def test_everything_approved_is_on_the_paper_in_reading_order() -> None:
    assert in_order(
        words(made()),
        *("Minnesanteckningar", "Samrådsgruppen för gång och cykel", "Fredag 8 mars 2024"),
        "I texten står ”Torsdagen den 8 mars”.",
        *("Tid", "kl. 09.00–11.30", "Plats", "Ekby folkets hus", "Ordförande"),
        "Ole Ordförande och Ann Ordförande",
        *("Sekreterare", "Sune Skrivare", "Justerare", "Siv Alm", "Underlag", "Muntlig lägesbild"),
        "2, fryst den 11 mars 2024 kl. 00.30",
        *("Närvaro", "Ekby", "Siv Alm, ledamot; Maja Ledamot (frånvarande)"),
        *("Alnäs", "Jon Björk (ersättare) (digitalt)"),
        *("Organisation inte angiven", "Gus Gäst (inbjuden) (Arbetsdel)"),
        *("Mötets delar", "Politisk del (punkt 1–2): hela gruppen", "Arbetsdel (punkt 3)"),
        *("Politisk del", "§ 1", "Mötets öppnande", "Dialog", "Ole hälsar välkommen."),
        *("§ 2", "Gemensam cykelplan", "Föredragande", "Asta Ek och Bo Dahl"),
        f"Karta över länet (PDF, 1,2 MB, SHA-256 {groups(DIGEST[:16])} …)",
        *("Bakgrund", "Planen gäller hälso- och trafikfrågor.", "Den har två delar:", "– en karta"),
        *("Dialog", "vintervägarna", "Förslag till beslut", "Planen antas."),
        *("Beslut SG 2024-03-08 §2", "Enligt förslaget.", "Det innebär, enligt förslaget:", "Planen antas."),
        *("Ställningstagande", "Gruppen vill ha fler mätningar."),
        *("Åtgärder", "Mäta trafiken.", "Ansvarig: Asta Ek · För: Ekby, Alnäs"),
        "Tid: ”före påsk” (28 mars 2024)",
        *("Återkommer", "Siffrorna visas.", "Till: AU · Tid: maj 2024"),
        *("Hänvisningar", "Mötet som antog målen.", "Tid: ”2022”"),
        *("Arbetsdel", "Belysning", "Ärendet utgick.", "§ 2", "Belysning igen", "Ärendet bordlades."),
        "Justering",
    )


def test_headings_are_tagged_in_order_and_no_table_is_made_for_looks() -> None:
    found = tags(made())
    assert [title for tag, title in found if tag in {"/H1", "/H2"}] == [
        "Samrådsgruppen för gång och cykel",
        *("Närvaro", "Mötets delar", "Mötets öppnande", "Gemensam cykelplan", "Belysning"),
        *("Belysning igen", "Justering", "Så kontrolleras texten"),
    ]
    labels = [title for tag, title in found if tag == "/H3"]
    assert labels[:4] == ["Dialog", "Föredragande", "Underlag", "Bakgrund"]
    assert {"/L", "/LI", "/Lbl", "/LBody", "/P"} <= {tag for tag, _ in found}
    assert "/Table" not in {tag for tag, _ in found}


def test_file_claims_what_it_is_and_holds_what_it_needs() -> None:
    with pikepdf.open(io.BytesIO(made())) as pdf:
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Minnesanteckningar, Samrådsgruppen för gång och cykel, 2024-03-08"
        assert pdf.Root.Lang == "sv-SE"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert len(pdf.Root.OutputIntents) == 1
        fonts = [obj for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary) and _is_descriptor(obj)]
        assert fonts and all({"/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)
        names = {str(font.FontName).split("+")[-1] for font in fonts}
        assert {"LibertinusSerif-Regular", "DejaVuSansMono"} <= names
        with pdf.open_outline() as outline:
            marks = [mark.title.replace("\u00a0", " ") for mark in outline.root[0].children]
        assert "§ 2 Gemensam cykelplan" in marks


def _is_descriptor(obj: pikepdf.Dictionary) -> bool:
    return obj.get("/Type") == "/FontDescriptor"


def test_the_canonical_bytes_are_attached_as_they_are() -> None:
    text = content(replace(MEETING, place='Cykel 😀 漢 \\ "Å" \n\n slut\ue000'))
    with pikepdf.open(io.BytesIO(made(text=text))) as pdf:
        assert list(pdf.attachments) == ["protokoll.json"]
        attached = pdf.attachments["protokoll.json"]
        assert attached.get_file().read_bytes() == text
        assert attached.obj.AFRelationship == "/Source"
        assert attached.get_file().mime_type == "application/json"
        assert [part.F for part in pdf.Root.AF] == ["protokoll.json"]


@pytest.mark.parametrize("state", ["draft", "circulated", "approved"])
def test_each_page_says_that_it_is_not_approved_or_none_does(state: str) -> None:
    text = content(long_meeting(4))
    pdf = made(state, text)
    said = pages(pdf)
    assert len(said) >= 4
    # In the header and behind the text.
    counts = [page.count(NOT_APPROVED) for page in said]
    assert all(count >= 2 for count in counts) if state != "approved" else set(counts) == {0}
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_metadata() as metadata:
        assert (f"({NOT_APPROVED})" in metadata["dc:title"]) is (state != "approved")


def test_approval_says_who_for_whom_when_and_how_and_never_more() -> None:
    text = content(rules={"approval_days": 14})
    late = replace(APPROVAL, name="Ole Ordförande", organization="", role="ordförande", late_days=3)
    said = pages(made(text=text, approvals=(APPROVAL, late)))[-1]
    assert in_order(
        said,
        *("Protokollet är justerat.", "Siv Alm", "Justerare, för Ekby kommun"),
        "Godkänt i Protokollboken av Siv Alm den 20 mars 2024 kl. 14.05, inloggad med lösenord.",
        f"”{APPROVAL.sentence}”",
        *("Ole Ordförande", "Ordförande", "Godkänt 3 dagar efter sista dagen för justering."),
        *("Form för justeringen: i Protokollboken.", "inte en underskrift"),
    )
    assert said.count("efter sista dagen") == 1
    assert not re.search("underskriv[ei]t|underteckna|signera", said, re.IGNORECASE)


@pytest.mark.parametrize(
    ("state", "fields", "expected"),
    [
        ("draft", {}, "Texten är ett utkast. Den har inte skickats för justering."),
        ("circulated", {"waiting": ("Siv Alm",)}, "inte justerad. Siv Alm har inte godkänt texten än."),
        (
            "circulated",
            {"approvals": (APPROVAL,), "waiting": ("Bo Dahl", "Ann Ek", "Ulf By")},
            "Bo Dahl, Ann Ek och Ulf By har inte godkänt texten än.",
        ),
        ("approved", {"approvals": ()}, "Gruppens regler begär ingen justerare."),
        ("approved", {"waiting": ("Bo Dahl",)}, "Protokollet är justerat. Bo Dahl har inte godkänt texten."),
    ],
)
def test_what_is_still_missing_is_said(state: str, fields: dict[str, Any], expected: str) -> None:
    assert expected in words(made(state, **fields))


def test_digest_and_checkpoint_can_be_copied_from_the_approval_page() -> None:
    said = pages(made())[-1]
    known = facts(TEXT)
    digest = hashlib.sha256(TEXT).hexdigest()
    assert groups(digest) in said and "förseglad som nummer 12" in said
    assert all(line in said for line in known.checkpoint)
    assert known.signature in said.replace(" ", "")


def test_footer_of_each_page_has_digest_checkpoint_and_page() -> None:
    text = content(long_meeting(3))
    said = pages(made(text=text))
    digest = hashlib.sha256(text).hexdigest()
    for number, page in enumerate(said, 1):
        assert f"SHA-256 {groups(digest[:16])} … Kontrollpunkt 12: {groups(HEAD[:16])} …" in page
        assert f"Sida {number} ({len(said)})" in page
    assert "Kontrollpunkt" not in words(made("circulated", text))


def test_correction_stands_at_its_item_and_in_the_list_beside_the_old_words() -> None:
    whole = replace(CORRECTION, number=2, position=None, item="Närvaro", old="Gus Gast", new="Gus Gäst")
    said = words(made(corrections=(CORRECTION, whole)))
    shown = ("Stod", CORRECTION.old, "Ska vara", CORRECTION.new, "Skäl", CORRECTION.reason)
    assert in_order(
        said,
        "Protokollet har 2 rättelser.",
        *("Gemensam cykelplan", "Enligt förslaget.", "Rättelse 1", *shown),
        "Rättat den 2 april 2024 kl. 09.00. Godkänt i Protokollboken av Siv Alm den 3 april 2024",
        *("Belysning", "Justering", "Rättelser", "utan rättelserna"),
        *("Rättelse 1 § 2 Gemensam cykelplan", *shown, "Rättelse 2 Närvaro", "Gus Gast", "Gus Gäst"),
        "Så kontrolleras texten",
    )
    assert said.count(CORRECTION.new) == 2 and said.count("Gus Gast") == 1
    assert "Rättelse" not in words(made())


def test_same_input_is_the_same_bytes_in_any_process() -> None:
    first = made(corrections=(CORRECTION,))
    assert first == made(corrections=(CORRECTION,))
    assert first != made()
    program = (
        "import django; django.setup()\n"
        "import hashlib\n"
        "from minutes.protocol_pdf import protocol_pdf\n"
        "from tests.minutes.protocols import CORRECTION, content, facts\n"
        "text = content()\n"
        "print(hashlib.sha256(protocol_pdf(text, facts(text, corrections=(CORRECTION,)))).hexdigest())"
    )
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "minutes.settings",
        "DEBUG": "true",
        "PYTHONHASHSEED": "7",
        "TZ": "America/New_York",
        "LC_ALL": "C",
    }
    root = Path(__file__).parents[2]
    run = [sys.executable, "-c", program]
    said = subprocess.run(run, cwd=root, env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == hashlib.sha256(first).hexdigest()


def test_body_and_rules_are_used_if_the_bytes_have_them() -> None:
    unnamed = replace(MEETING, document_name="")
    top = {"body": {"short_name": "Cykelgruppen"}, "rules": {"document_name": "protokoll"}}
    said = words(made(text=content(unnamed, **top)))
    assert "Protokoll · Cykelgruppen · 8 mars 2024" in said
    assert "Protokoll · Samrådsgruppen för gång och cykel · 8 mars 2024" in words(made(text=content(unnamed)))
