"""The protocol on paper holds whatever was typed: odd characters, long words, much or nothing of anything."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from minutes.exports import canonical_bytes, whole
from minutes.importer.records import (
    Named,
    ParsedAttendance,
    ParsedDecision,
    ParsedItem,
    ParsedMeeting,
    ParsedPart,
)
from minutes.models import Meeting
from minutes.pdf import REPLACED
from minutes.protocol_pdf import protocol_pdf
from tests.minutes.pdf_pages import is_on_paper, pages, words
from tests.minutes.protocols import APPROVAL, CORRECTION, MEETING, SENTENCES, content, facts, with_item


def printed(text: bytes, state: str = "approved", **fields: Any) -> bytes:
    return protocol_pdf(text, facts(text, state, **fields))


def said_of(**item: Any) -> str:
    return words(printed(with_item(**item)))


@pytest.mark.parametrize(
    "typed",
    [
        '#panic("x") *b* _i_ $x$',
        "= Rubrik @ref <etikett> // slut",
        "\\u{1F600} \\ ` ~ --- ... '\"",
        "{[()]} #let x = 1 #pagebreak()",
        "</p> <script>alert(1)</script> %s {0} &amp;",
    ],
)
def test_code_is_only_text_wherever_it_stands(typed: str) -> None:
    said = said_of(
        title=f"T {typed}", discussion=f"D {typed}", decisions=(ParsedDecision(text=f"B {typed}"),)
    )
    assert all(f"{place} {typed}" in said for place in "TDB")


def test_what_has_no_picture_is_replaced_and_each_page_says_so() -> None:
    pdf = printed(with_item(title="Plan 😀 och 漢 \ue000 slut", discussion="Bra 👍🏽 jobbat ☑ ✓ → ½ €"))
    assert "Plan ? och ? ? slut" in words(pdf) and "jobbat ☑ ✓ → ½ €" in words(pdf)
    assert all(REPLACED in page for page in pages(pdf))


def test_control_and_direction_characters_are_left_out() -> None:
    said = said_of(title="Cy\x00kel\x07\u202e\ufeffplan\ufe0f a\u030angstrom\u2028rad\u00a0slut")
    assert "Cykelplan ångstrom rad slut" in said and REPLACED not in said


def test_other_scripts_that_the_fonts_have_are_kept() -> None:
    said = said_of(title="Велосипед ποδήλατο Čapek Łódź", discussion="\u05e9\u05dc\u05d5\u05dd \u0645\u0631")
    assert "Велосипед ποδήλατο Čapek Łódź" in said and REPLACED not in said


def test_very_many_odd_characters_are_replaced_and_the_rest_is_kept() -> None:
    said = said_of(title="Plan å " + "".join(map(chr, range(0x4E00, 0x4F00))), discussion="Велосипед ö")
    assert "Plan å ??" in said and "Велосипед ö" in said and REPLACED in said


def test_hyphens_and_bullets_are_told_apart() -> None:
    said = said_of(background="In- och utskrivning - om planen – gäller\n- ett - två\n* tre\n-fyra")
    assert "In- och utskrivning - om planen – gäller – ett - två • tre -fyra" in said


def test_long_words_break_and_stay_on_the_paper() -> None:
    long = "A" * 300
    text = content(
        replace(
            MEETING,
            place=long,
            attendance=(ParsedAttendance(name=long, organization=long, post=long),),
            items=(
                ParsedItem(
                    title=long,
                    number="9" * 20,
                    presenters=(Named(name=long),),
                    background=f"https://example.org/{'sida/' * 60}",
                    decisions=(ParsedDecision(text=long, number=f"SG {long}"),),
                ),
            ),
        )
    )
    pdf = printed(text, corrections=(replace(CORRECTION, position=0, old=long, new=long),))
    assert is_on_paper(pdf)
    assert said_without_blanks(pdf).count(long) >= 8


def said_without_blanks(pdf: bytes) -> str:
    return words(pdf).replace(" ", "")


def test_much_of_everything_fits() -> None:
    items = tuple(
        ParsedItem(title=f"Ärende {n}. {SENTENCES}"[:300], number="7" if n % 2 else "", part=n % 2)
        for n in range(60)
    )
    people = tuple(
        ParsedAttendance(name=f"Person Nummer{n}", organization=f"Kommun {n % 2}", mode="digital")
        for n in range(100)
    )
    parts = tuple(ParsedPart(title=f"Del {n}") for n in (1, 2))
    text = content(replace(MEETING, items=items, attendance=people, parts=parts))
    pdf = printed(text, "circulated", waiting=tuple(f"Justerare {n}" for n in range(30)))
    said = words(pdf)
    assert is_on_paper(pdf)
    assert all(f"Ärende {n}." in said and f"Person Nummer{n} (digitalt)" in said for n in range(60))
    assert "Person Nummer99" in said and said.count("§ 7") == 30


@pytest.mark.parametrize("state", ["draft", "circulated", "approved"])
def test_empty_parts_are_left_out(state: str) -> None:
    nothing: dict[str, Any] = {"approvals": (), "checkpoint": (), "signature": ""}
    bare = content(ParsedMeeting(body=MEETING.body, date=MEETING.date))
    pdf = printed(bare, state, **nothing, sealed_number=None, approval_form="")
    said = words(pdf)
    assert "Protokoll Samrådsgruppen för gång och cykel Fredag 8 mars 2024" in said
    for left_out in ("Närvaro", "Mötets delar", "Tid", "Plats", "Ordförande", "I texten står", "Form för"):
        assert left_out not in said
    assert "Kontrollpunkt" not in said and "liggare" not in said


def test_item_may_have_no_title() -> None:
    assert "§ 4 Utan rubrik" in said_of(title="\x00", number="4")


@given(st.text(max_size=60), st.text(max_size=200), st.text(min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_printed(title: str, discussion: str, name: str) -> None:
    text = with_item(title=title, discussion=discussion, presenters=(Named(name=name),))
    pdf = printed(text, approvals=(replace(APPROVAL, name=name, organization=title),))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.attachments["protokoll.json"].get_file().read_bytes() == text


def test_heading_never_stands_alone_at_the_foot_of_a_page() -> None:
    """Whatever stands before it: the filling grows line by line over more than a page's height."""
    last_pages = set()
    for lines in range(1, 45):
        filling = ParsedItem(title="Först", number="1", discussion="\n".join(["Rad."] * lines))
        item = ParsedItem(
            title="Sedan",
            number="2",
            presenters=(Named(name="Asta Ek"),),
            background="Början av bakgrunden.",
            decisions=(ParsedDecision(text="Beslutstexten.", number="SG §2"),),
        )
        said = pages(printed(content(replace(MEETING, attendance=(), parts=(), items=(filling, item)))))
        at = [number for number, page in enumerate(said) if "§ 2 Sedan" in page]
        assert len(at) == 1
        assert "Föredragande Asta Ek" in said[at[0]] and "Bakgrund Början" in said[at[0]], lines
        assert any("Beslut SG §2 Beslutstexten." in page for page in said), lines
        last_pages.add(at[0])
    assert last_pages == {0, 1}


def frozen(meeting: Meeting) -> bytes:
    return canonical_bytes(whole(Meeting.objects.all()).get(pk=meeting.pk))


@pytest.mark.django_db
def test_the_example_s_meetings_can_be_printed() -> None:
    call_command("load_minutes", stdout=io.StringIO())
    for meeting in Meeting.objects.all():
        pdf = printed(frozen(meeting))
        assert is_on_paper(pdf) and REPLACED not in words(pdf)
        said = letters(words(pdf))
        assert letters(meeting.body.name) in said
        for item in meeting.items.all():
            assert letters(item.title) in said
            for row in item.decisions.all():
                assert letters(row.number) in said and letters(row.text) in said


def letters(text: str) -> str:
    """Return the text without blanks and hyphens: where a line ends, a reader of PDF joins words."""
    return "".join(text.replace("-", "").split())


@pytest.mark.originals
@pytest.mark.django_db
def test_the_original_minutes_can_be_printed_word_by_word(originals: Path) -> None:
    call_command("load_minutes", str(originals), stdout=io.StringIO())
    meeting = Meeting.objects.get(date="2023-11-06")
    said = said_without_blanks(printed(frozen(meeting)))
    for item in meeting.items.all():
        for text in (item.title, item.background, item.discussion, item.proposal):
            for line in filter(str.strip, text.split("\n")):
                assert "".join(line.split()).lstrip("-•*\uf0b7") in said
    assert Meeting.objects.count() == 5
    assert all(is_on_paper(printed(frozen(row))) for row in Meeting.objects.all())
