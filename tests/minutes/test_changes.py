"""A change's way: proposed at a part, answered, put in; and the text that comes out of it."""

import json
from typing import Any

import pytest

from minutes.approval import CHANGED, Refused
from minutes.approvers import candidates, replace_approver
from minutes.approving import approve
from minutes.changes import (
    Reply,
    Wanted,
    answer,
    open_draft,
    propose,
    send_new_revision,
    take_back,
    to_do_by_hand,
)
from minutes.models import ChangeProposal, LedgerEntry, Letter, Meeting, Revision
from minutes.reading import HEAD, unread
from participants.models import Person
from tests.conftest import Cast
from tests.factories import (
    account,
    fresh_login,
    make_approver,
    make_circulated,
    make_decision,
    make_item,
    make_member,
)

BEFORE = "Tre kommuner har svarat."
AFTER = "Fyra kommuner har svarat."
BACKGROUND = Wanted("background", BEFORE, AFTER)


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    def fill(meeting: Meeting) -> None:
        make_decision(make_item(meeting, "Belysning", discussion="Lampor."), "Lamporna byts.")

    return make_circulated(cast.body, cast.secretary, cast.adjuster, fill)


def newest(meeting: Meeting) -> Revision:
    return meeting.revisions.latest("number")


def proposed(meeting: Meeting, person: Person, *wanted: Wanted, place: int = 0) -> list[ChangeProposal]:
    digest = newest(meeting).sha256
    return propose(meeting, account(person), digest, place, wanted or (BACKGROUND,), "Ekby svarade i går.")


def replied(meeting: Meeting, cast: Cast, *rows: ChangeProposal, accepts: bool = True) -> None:
    answer(meeting, account(cast.secretary), [Reply(row.pk, accepts, "Så blir det.") for row in rows])


def frozen(revision: Revision) -> Any:
    return json.loads(bytes(revision.content))["meeting"]


def kinds(meeting: Meeting) -> list[str]:
    return list(LedgerEntry.objects.filter(meeting=meeting).order_by("number").values_list("kind", flat=True))


def test_accepted_change_stands_in_the_next_revision(cast: Cast, meeting: Meeting) -> None:
    (row,) = proposed(meeting, cast.adjuster)
    assert (row.old_text, row.new_text, row.item) == (BEFORE, AFTER, meeting.items.get(position=1))
    replied(meeting, cast, row)
    sent = send_new_revision(meeting, account(cast.secretary))
    assert sent.number == 2
    assert frozen(sent)["items"][0]["background"] == AFTER
    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.CIRCULATED
    assert [place for place, _ in unread(sent, cast.adjuster)] == [0]
    assert kinds(meeting)[-5:] == ["proposal", "answer", "sent_back", "revision", "dispatch"]


def test_a_decision_is_changed_by_its_number(cast: Cast, meeting: Meeting) -> None:
    number = frozen(newest(meeting))["items"][1]["decisions"][0]["number"]
    wanted = Wanted("decision", "Lamporna byts.", "Lamporna byts i maj.", number)
    (row,) = proposed(meeting, cast.adjuster, wanted, place=1)
    replied(meeting, cast, row)
    sent = send_new_revision(meeting, account(cast.secretary))
    assert frozen(sent)["items"][1]["decisions"][0]["text"] == "Lamporna byts i maj."


def test_declined_change_needs_no_new_revision_and_is_told(cast: Cast, meeting: Meeting) -> None:
    (row,) = proposed(meeting, cast.adjuster)
    with pytest.raises(Refused, match="inte har svarat på"):
        approve(meeting, account(cast.adjuster), newest(meeting).sha256, fresh_login())
    replied(meeting, cast, row, accepts=False)
    with pytest.raises(Refused, match="ingen ny utgåva behövs"):
        send_new_revision(meeting, account(cast.secretary))
    letter = Letter.objects.get(key__startswith="change-answered-")
    assert letter.to == account(cast.adjuster).email and "Så blir det." in letter.body
    approve(meeting, account(cast.adjuster), newest(meeting).sha256, fresh_login())


def test_accepted_change_stops_the_approval_of_the_old_text(cast: Cast, meeting: Meeting) -> None:
    replied(meeting, cast, *proposed(meeting, cast.adjuster))
    with pytest.raises(Refused, match="ny utgåva"):
        approve(meeting, account(cast.adjuster), newest(meeting).sha256, fresh_login())


def test_own_proposal_can_be_taken_back(cast: Cast, meeting: Meeting) -> None:
    (row,) = proposed(meeting, cast.adjuster)
    with pytest.raises(Refused, match="justerare"):
        take_back(meeting, account(cast.member), row.pk)
    take_back(meeting, account(cast.adjuster), row.pk)
    with pytest.raises(Refused, match="redan"):
        take_back(meeting, account(cast.adjuster), row.pk)
    with pytest.raises(Refused, match="redan fått svar"):
        replied(meeting, cast, row)
    approve(meeting, account(cast.adjuster), newest(meeting).sha256, fresh_login())


def test_proposal_sent_twice_is_one(cast: Cast, meeting: Meeting) -> None:
    assert len(proposed(meeting, cast.adjuster)) == 1
    assert proposed(meeting, cast.adjuster) == []
    assert ChangeProposal.objects.count() == 1
    assert Letter.objects.filter(key__startswith="change-proposed-").count() == 1


@pytest.mark.parametrize("who", ["member", "secretary", "outsider"])
def test_only_a_justerare_proposes(cast: Cast, meeting: Meeting, who: str) -> None:
    with pytest.raises(Refused, match="justerare"):
        proposed(meeting, getattr(cast, who))


@pytest.mark.parametrize("who", ["member", "adjuster", "outsider"])
def test_only_the_secretary_answers(cast: Cast, meeting: Meeting, who: str) -> None:
    (row,) = proposed(meeting, cast.adjuster)
    for step in (
        lambda: answer(meeting, account(getattr(cast, who)), [Reply(row.pk, True, "")]),
        lambda: send_new_revision(meeting, account(getattr(cast, who))),
        lambda: open_draft(meeting, account(getattr(cast, who))),
    ):
        with pytest.raises(Refused, match="sekreterare"):
            step()
    row.refresh_from_db()
    assert row.status == "open"


def test_a_proposal_is_about_the_text_that_was_shown(cast: Cast, meeting: Meeting) -> None:
    with pytest.raises(Refused) as refused:
        propose(meeting, account(cast.adjuster), "0" * 64, 0, [BACKGROUND], "Skäl.")
    assert str(refused.value) == CHANGED


def test_two_changes_of_one_text_leave_the_second_to_be_done_by_hand(cast: Cast) -> None:
    meeting = make_circulated(
        cast.body, cast.secretary, cast.adjuster, lambda meeting: make_approver(meeting, cast.member)
    )
    (first,) = proposed(meeting, cast.adjuster)
    (second,) = proposed(meeting, cast.member, Wanted("background", BEFORE, "Fem har svarat."))
    replied(meeting, cast, first, second)
    assert to_do_by_hand(newest(meeting)) == [second]
    with pytest.raises(Refused, match="skriva in själv"):
        send_new_revision(meeting, account(cast.secretary))
    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.CIRCULATED  # nothing is half done
    assert open_draft(meeting, account(cast.secretary)) == [second]
    assert meeting.items.get().background == AFTER
    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.DRAFT


def test_free_words_are_done_by_hand(cast: Cast, meeting: Meeting) -> None:
    (row,) = proposed(meeting, cast.adjuster, Wanted("other", "", "Maja var med."), place=HEAD)
    assert row.item is None
    replied(meeting, cast, row)
    assert to_do_by_hand(newest(meeting)) == [row]


def test_open_proposals_stop_the_new_revision(cast: Cast, meeting: Meeting) -> None:
    first, second = proposed(
        meeting, cast.adjuster, BACKGROUND, Wanted("title", "Gemensam cykelplan", "Cyklar")
    )
    replied(meeting, cast, first)
    with pytest.raises(Refused, match="Svara på alla"):
        send_new_revision(meeting, account(cast.secretary))
    second.refresh_from_db()
    assert second.status == "open"


def test_another_justerare_takes_over_in_a_new_revision(cast: Cast, meeting: Meeting) -> None:
    new = make_member("Nils Nyvald", cast.body)
    old = meeting.officers.approving().get()
    assert new in candidates(meeting) and cast.adjuster not in candidates(meeting)
    sent = replace_approver(meeting, account(cast.secretary), old, new, "Jon är sjuk.")
    assert [row["name"] for row in frozen(sent)["approvers"]] == ["Nils Nyvald"]
    assert "approver" in kinds(meeting)
    told = set(Letter.objects.filter(key__startswith="approver-").values_list("to", flat=True))
    assert told == {account(cast.adjuster).email}
    assert Letter.objects.filter(key__startswith=f"revision-{sent.pk}/", to=account(new).email).exists()
    with pytest.raises(Refused, match="justerare"):
        approve(meeting, account(cast.adjuster), sent.sha256, fresh_login())


def test_only_the_secretary_replaces_a_justerare(cast: Cast, meeting: Meeting) -> None:
    old = meeting.officers.approving().get()
    with pytest.raises(Refused, match="sekreterare"):
        replace_approver(meeting, account(cast.adjuster), old, cast.member, "Jag hinner inte.")
    assert meeting.revisions.count() == 1


def test_who_has_no_role_can_not_take_over(cast: Cast, meeting: Meeting) -> None:
    old = meeting.officers.approving().get()
    with pytest.raises(Refused, match="ingen roll"):
        replace_approver(meeting, account(cast.secretary), old, cast.outsider, "Jon är sjuk.")
    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.CIRCULATED and meeting.revisions.count() == 1
