import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from minutes.approval import circulate, send_back
from minutes.corrections import Wanted, approve_correction, propose_correction
from minutes.models import Meeting, ProtocolFile
from tests.conftest import Cast, logged_in
from tests.factories import account, fresh_login, make_circulated, make_item, make_meeting, make_sealed


def address(meeting: Meeting) -> str:
    return reverse("meeting-pdf", args=[meeting.pk])


@pytest.fixture
def sealed(cast: Cast) -> Meeting:
    return make_sealed(cast.body, cast.secretary, cast.adjuster)


def test_sealed_protocol_is_served_as_it_is_stored(cast: Cast, sealed: Meeting) -> None:
    response = logged_in(cast.member).get(address(sealed))
    file = ProtocolFile.objects.get()
    assert response.content == bytes(file.content) and response.headers["Content-Type"] == "application/pdf"
    assert response.headers["ETag"] == f'"{file.sha256}"'
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert 'filename="protokoll-sg-2024-03-08.pdf"' in response.headers["Content-Disposition"]


def test_who_has_the_file_already_is_told_so_without_reading_it(cast: Cast, sealed: Meeting) -> None:
    client, file = logged_in(cast.member), ProtocolFile.objects.get()
    client.get("/")
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address(sealed), headers={"If-None-Match": f'"{file.sha256}"'})
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert not any('"content"' in query["sql"] for query in captured)
    assert client.get(address(sealed), headers={"If-None-Match": '"annat"'}).status_code == 200


def test_serving_the_stored_file_renders_nothing(
    cast: Cast, sealed: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> bytes:
        raise AssertionError("rendered")

    monkeypatch.setattr("minutes.pdf.make_pdf", fail)
    monkeypatch.setattr("minutes.protocol_pdf.make_pdf", fail)
    assert logged_in(cast.member).get(address(sealed)).status_code == 200


def test_correction_gives_a_new_file(cast: Cast, sealed: Meeting) -> None:
    wanted = Wanted(0, "background", "Tre kommuner har svarat.", "Fyra kommuner har svarat.", "En glömdes.")
    correction = propose_correction(sealed, account(cast.secretary), wanted)
    approve_correction(correction, account(cast.adjuster), correction.sha256, fresh_login())
    response = logged_in(cast.member).get(address(sealed))
    assert response.content == bytes(ProtocolFile.objects.get(correction=correction).content)


def test_circulated_protocol_is_a_draft(cast: Cast) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster)
    response = logged_in(cast.member).get(address(meeting))
    assert response.content.startswith(b"%PDF-") and not ProtocolFile.objects.exists()
    assert 'filename="utkast-protokoll-sg-2024-03-08.pdf"' in response.headers["Content-Disposition"]
    again = logged_in(cast.member).get(address(meeting), headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_outsider_and_draft_get_nothing(cast: Cast, sealed: Meeting) -> None:
    assert logged_in(cast.outsider).get(address(sealed)).status_code == 404
    etag = f'"{ProtocolFile.objects.get().sha256}"'
    assert logged_in(cast.outsider).get(address(sealed), headers={"If-None-Match": etag}).status_code == 404
    draft = make_meeting(cast.body, Meeting.Status.DRAFT, date=dt.date(2024, 5, 3))
    make_item(draft)
    for person in (cast.secretary, cast.member):
        assert logged_in(person).get(address(draft)).status_code == 404


def test_text_that_was_taken_back_has_no_pdf(cast: Cast) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster)
    send_back(meeting, account(cast.secretary), "Rättar.")
    assert logged_in(cast.secretary).get(address(meeting)).status_code == 404
    circulate(meeting, account(cast.secretary))
    assert logged_in(cast.secretary).get(address(meeting)).status_code == 200


def test_page_of_the_meeting_leads_to_it(cast: Cast, sealed: Meeting) -> None:
    text = logged_in(cast.member).get(sealed.get_absolute_url()).content.decode()
    assert address(sealed) in text and "Ladda ner protokollet som PDF" in text
    assert "Oförändrat sedan dess." in text
