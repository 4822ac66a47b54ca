"""The text of what is uploaded is found, whoever uploads it and wherever it is put."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from decisions.site_search import Search
from minutes.models import AgendaProposal, Meeting, PaperText
from minutes.paper_text import read_all
from minutes.papers import add_paper, look_at
from minutes.proposals import answer, propose, put_on_agenda, version
from minutes.search_query import understand
from participants.models import User
from tests.conftest import Cast
from tests.factories import account, make_item, make_meeting

WORD = "kvastskaft"


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def text_file(name: str = "karta.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, f"Ett {WORD} med hål.".encode())


def hits(user: User) -> list[tuple[str, str]]:
    return [(hit.kind, hit.excerpt[1][0]) for hit in Search(understand(WORD), user).answer().hits]


def test_an_uploaded_paper_is_found_by_its_text(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    item = make_item(make_meeting(cast.body, Meeting.Status.PLANNED))
    with django_capture_on_commit_callbacks(execute=True):
        add_paper(item.meeting, item, text_file())

    assert hits(account(cast.member)) == [("a", WORD)]
    assert hits(account(cast.outsider)) == []


def test_a_proposal_s_paper_is_found_when_it_is_on_an_agenda(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.PLANNED)
    proposal = AgendaProposal(body=cast.body, title="Kvastar", background="Om kvastar.")
    with django_capture_on_commit_callbacks(execute=True):
        propose(proposal, [look_at(text_file())], by=account(cast.member))
    assert hits(account(cast.secretary)) == []

    answer(proposal, "ready", "", account(cast.secretary), version(proposal), "")
    put_on_agenda(proposal, meeting, by=account(cast.secretary))

    assert hits(account(cast.secretary)) == hits(account(cast.member)) == [("a", WORD)]


def test_what_can_not_be_read_is_noted_and_not_tried_again(cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.PLANNED)
    damaged = SimpleUploadedFile("skadad.pdf", b"%PDF-1.7 inte mer")
    add_paper(meeting, None, damaged)
    add_paper(meeting, None, text_file())

    assert (read_all(), read_all()) == (2, 0)

    texts = sorted(PaperText.objects.values_list("text", "note"))
    assert texts[0][0] == "" and "underlaget" in texts[0][1]
    assert texts[1] == (f"Ett {WORD} med hål.", "")
