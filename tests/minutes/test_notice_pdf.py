"""The kallelse as a PDF: it opens, says what the page says, holds whatever was typed, and can be kept."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from minutes.models import Meeting
from minutes.notice import NoticeText, Paper, Point
from minutes.notice_mail import make_letter
from minutes.notice_pdf import notice_pdf
from minutes.pdf import REPLACED
from tests.conftest import Cast, logged_in
from tests.factories import account, make_item, make_meeting
from tests.minutes.pdf_pages import opened, words

DATED = dt.date(2024, 3, 1)
PLAIN = NoticeText(
    body="Samrådsgruppen",
    short_body="Samråd",
    day="Fredag 8 mars 2024",
    date=dt.date(2024, 3, 8),
    hours="kl. 09.00–12.00",
    place="Ekby folkets hus",
    number="",
    url="https://protokoll.example.org/moten/1/kallelse/",
    chairs=("Ole Ordförande",),
    secretaries=(),
    parts=(),
    points=(Point("1", "Gemensam cykelplan", ("Asta Ek",), (Paper("Karta"),)),),
    papers=(Paper("Lägesbild", "https://protokoll.example.org/underlag/7/"),),
    called=(("Ekby kommun", ("Asta Ek", "Maja Ledamot")),),
)


def with_title(title: str) -> NoticeText:
    return replace(PLAIN, points=(Point("1", title),))


def test_pdf_says_what_the_page_says() -> None:
    said = words(notice_pdf(PLAIN, DATED))
    for part in (
        *("Kallelse", "Samrådsgruppen", "Fredag 8 mars 2024", "kl. 09.00–12.00", "Ekby folkets hus"),
        *("Gemensam cykelplan", "Asta Ek", "Karta", "Lägesbild", "Maja Ledamot", "Daterad 1 mars 2024"),
        *("Sida 1 av 1", PLAIN.url),
    ):
        assert part in said


def test_pdf_can_be_kept_and_be_read_aloud() -> None:
    pdf = notice_pdf(PLAIN, DATED)
    metadata = pdf.decode("latin-1")
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert re.search(r"/Lang ?\(sv-SE\)", metadata)
    with opened(pdf) as document:
        assert document.get_metadata_value("Title") == "Kallelse till Samrådsgruppen, 2024-03-08"
        assert document.is_tagged()


def test_same_text_on_the_same_day_is_the_same_bytes() -> None:
    assert notice_pdf(PLAIN, DATED) == notice_pdf(PLAIN, DATED)
    assert notice_pdf(PLAIN, DATED) != notice_pdf(PLAIN, DATED + dt.timedelta(days=1))


@pytest.mark.parametrize(
    "title",
    [
        '#panic("x") *b* _i_ $x$',
        "= Rubrik @ref <etikett> // slut",
        "\\u{1F600} \\ ` ~ --- '\"",
        "{[()]} #let x = 1",
    ],
)
def test_typst_s_own_signs_are_only_text(title: str) -> None:
    assert title in words(notice_pdf(with_title(title), DATED))


def test_characters_without_a_picture_are_replaced_and_it_says_so() -> None:
    said = words(notice_pdf(with_title("Cykel 😀 och 漢 \ue000 \ud83d plan"), DATED))
    assert "Cykel ? och ? ? ? plan" in said and REPLACED in said


def test_direction_and_control_characters_are_left_out() -> None:
    said = words(
        notice_pdf(with_title("Cykel\x00\x07\u202e\ufeffplan \uf0b7 a\u030angstrom\u2028rad"), DATED)
    )
    assert "Cykelplan • ångstrom rad" in said and REPLACED not in said


def test_very_many_odd_characters_take_no_longer_than_some() -> None:
    said = words(notice_pdf(with_title("Plan å " + "".join(map(chr, range(0x4E00, 0x4F00)))), DATED))
    assert "Plan å ??" in said and REPLACED in said


def test_word_without_a_break_stays_on_the_paper() -> None:
    pdf = notice_pdf(with_title("A" * 300), DATED)
    with opened(pdf) as document:
        page = document[0]
        right = max(obj.get_bounds()[2] for obj in page.get_objects())
        assert right < page.get_width()


@pytest.mark.parametrize("count", [0, 60])
def test_agenda_may_be_empty_or_long(count: int) -> None:
    text = replace(PLAIN, points=tuple(Point(str(n), f"Ärende {n}") for n in range(count)))
    said = words(notice_pdf(text, DATED))
    assert ("Ärende 59" in said and "Kallelse · Samråd" in said) if count else "inte klar än" in said


def test_nothing_but_the_day_is_needed() -> None:
    bare = replace(PLAIN, hours="", place="", chairs=(), points=(), papers=(), called=())
    assert "Fredag 8 mars 2024" in words(notice_pdf(bare, DATED))


def test_file_is_private_and_is_what_it_says(cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.PLANNED)
    make_item(meeting, "Gemensam cykelplan", proposal="HEMLIGT-UTKAST")

    response = logged_in(cast.member).get(reverse("meeting-notice-pdf", args=[meeting.pk]))

    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert 'filename="kallelse-sg-2024-03-08.pdf"' in response.headers["Content-Disposition"]
    assert "cykelplan" in words(response.content) and "HEMLIGT" not in words(response.content)


def test_what_was_sent_is_handed_out_byte_for_byte_until_the_agenda_changes(cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.PLANNED)
    item = make_item(meeting, "Gemensam cykelplan")
    client = logged_in(cast.member)
    address = reverse("meeting-notice-pdf", args=[meeting.pk])
    letter = make_letter(meeting, account(cast.secretary), "http://testserver")
    then = timezone.now() - dt.timedelta(days=3)
    pdf = notice_pdf(letter.text, timezone.localdate(then))
    letter_sha256 = replace(letter, pdf=pdf).sha256
    meeting.notices.create(sent_at=then, sent_by=letter.sender, sha256=letter_sha256)

    assert client.get(address).content == pdf
    item.title = "Ny cykelplan"
    item.save()
    changed = words(client.get(address).content)
    assert "Ny cykelplan" in changed and f"{timezone.localdate():%Y}" in changed
