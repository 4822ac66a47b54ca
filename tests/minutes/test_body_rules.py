"""Each group's own rules for justering: how many, with the chair or not, how long, and what it is called."""

from typing import Any

import pytest
from django.urls import reverse

from minutes.approval import Refused, circulate, send_back
from minutes.models import Letter, Meeting, Officer
from tests.admin_rows import admin_url
from tests.conftest import Cast, logged_in
from tests.factories import (
    account,
    fresh_login,
    make_approver,
    make_circulated,
    make_item,
    make_meeting,
    make_sealed,
    read_and_approve,
)


def draft(cast: Cast, **rules: Any) -> Meeting:
    for name, value in rules.items():
        setattr(cast.body, name, value)
    cast.body.save()
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    make_item(meeting)
    return meeting


def approve(meeting: Meeting, person: Any) -> str:
    digest = meeting.revisions.latest("number").sha256
    read_and_approve(meeting, account(person), digest, fresh_login())
    meeting.refresh_from_db()
    return meeting.status


def test_none_the_text_is_final_and_nothing_says_that_somebody_approved(cast: Cast) -> None:
    meeting = draft(cast, approvers_required=0)
    circulate(meeting, account(cast.secretary))
    assert meeting.revisions.get().seal
    text = logged_in(cast.member).get(meeting.get_absolute_url()).content.decode()
    assert "Gruppens regler kräver ingen justerare" in text and "Godkänt i Protokollboken av" not in text
    letter = Letter.objects.get(key__startswith="sealed-")
    assert "har godkänt" not in letter.body and "kräver ingen justerare" in letter.body


def test_two_both_must_be_named_and_approve(cast: Cast) -> None:
    meeting = draft(cast, approvers_required=2)
    make_approver(meeting, cast.adjuster)
    with pytest.raises(Refused, match="Gruppen ska ha 2 justerare, och 1"):
        circulate(meeting, account(cast.secretary))
    make_approver(meeting, cast.member)
    circulate(meeting, account(cast.secretary))
    assert approve(meeting, cast.adjuster) == Meeting.Status.CIRCULATED
    assert approve(meeting, cast.member) == Meeting.Status.APPROVED


def test_the_chair_too_where_the_rules_say_so(cast: Cast) -> None:
    meeting = draft(cast, chair_approves=True)
    make_approver(meeting, cast.adjuster)
    with pytest.raises(Refused, match="Ordföranden ska justera"):
        circulate(meeting, account(cast.secretary))
    Officer.objects.create(meeting=meeting, person=cast.member, role=Officer.Role.CHAIR)
    circulate(meeting, account(cast.secretary))
    assert approve(meeting, cast.adjuster) == Meeting.Status.CIRCULATED
    page = logged_in(cast.member).get(reverse("meeting-approve", args=[meeting.pk]))
    assert page.status_code == 200
    assert approve(meeting, cast.member) == Meeting.Status.APPROVED
    text = logged_in(cast.secretary).get(meeting.get_absolute_url()).content.decode()
    assert "av Maja Ledamot" in text and "av Jon Justerare" in text


def test_the_document_keeps_its_name_everywhere(cast: Cast) -> None:
    cast.body.document_name, cast.body.approval_form = "minnesanteckningar", "Arbetsordningen, punkt 7"
    cast.body.save()
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster)
    letter = Letter.objects.get(key__startswith="revision-")
    assert letter.subject.startswith("Justera minnesanteckningar 8 mars 2024")
    text = logged_in(cast.adjuster).get(reverse("meeting-approve", args=[meeting.pk])).content.decode()
    assert "Granska och justera minnesanteckningar 8 mars 2024" in text
    assert "Arbetsordningen, punkt 7" in text


def test_no_page_or_letter_claims_a_signature(cast: Cast) -> None:
    meeting = make_sealed(cast.body, cast.secretary, cast.adjuster)
    client = logged_in(cast.adjuster)
    pages = [meeting.get_absolute_url(), reverse("meeting-approved", args=[meeting.pk]), reverse("start")]
    texts = [client.get(page).content.decode() for page in pages]
    texts += Letter.objects.values_list("body", flat=True)
    for text in texts:
        claims = text.lower().replace("inte en underskrift", "").replace("signatur ", "")
        assert "underskr" not in claims and "signera" not in claims


def rules(cast: Cast, **typed: Any) -> Any:
    client = logged_in(cast.superuser)
    page = client.get(admin_url(cast.body))
    form = page.context["adminform"].form
    values = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    for inline in page.context["inline_admin_formsets"]:
        management = inline.formset.management_form
        values |= {field.html_name: field.value() for field in management}
        for row in inline.formset.forms:
            values |= {field.html_name: field.value() for field in row if field.value() not in (None, "")}
    return client.post(admin_url(cast.body), {**values, **typed})


def test_rules_are_set_in_the_admin_with_help(cast: Cast) -> None:
    text = logged_in(cast.superuser).get(admin_url(cast.body)).content.decode()
    assert "Räknas från mötesdagen" in text and "aldrig underskrift" in text
    assert rules(cast, approval_days=21, chair_approves="on").status_code == 302
    cast.body.refresh_from_db()
    assert (cast.body.approval_days, cast.body.chair_approves) == (21, True)


@pytest.mark.parametrize(
    ("name", "value"), [("approval_days", 0), ("approval_days", 999), ("approvers_required", 11)]
)
def test_rules_that_make_no_sense_are_refused(cast: Cast, name: str, value: int) -> None:
    response = rules(cast, **{name: value})
    assert response.status_code == 200 and name in response.context["adminform"].form.errors


def test_rules_stay_while_a_text_lies_before_its_justerare(cast: Cast) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster)
    response = rules(cast, chair_approves="on")
    assert response.status_code == 200 and "väntar på justering" in response.content.decode()
    assert rules(cast, default_place="Ekby bibliotek").status_code == 302
    send_back(meeting, account(cast.secretary), "Nya regler.")
    assert rules(cast, chair_approves="on").status_code == 302
