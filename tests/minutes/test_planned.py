"""Of a planned meeting the group sees the agenda, and nothing of what is being written."""

from django.urls import reverse

from decisions.models import Promise
from minutes.models import Meeting
from tests.conftest import Cast, logged_in
from tests.factories import make_attendance, make_decision, make_item, make_meeting

SECRET = "HEMLIGT-UTKAST"


def planned(cast: Cast) -> Meeting:
    meeting = make_meeting(cast.body, Meeting.Status.PLANNED)
    item = make_item(meeting, "Cykelplan", background=SECRET, discussion=SECRET, proposal=SECRET)
    make_decision(item, SECRET)
    Promise.objects.create(item=item, text=SECRET)
    make_attendance(meeting, cast.adjuster, cast.organization)
    return meeting


def test_members_see_the_agenda_alone(cast: Cast) -> None:
    meeting = planned(cast)
    client = logged_in(cast.member)
    page = client.get(reverse("meeting-detail", args=[meeting.pk])).content.decode()
    assert "Cykelplan" in page and SECRET not in page and "Jon Justerare" not in page
    for name in ("start", "decision-list", "meeting-list"):
        assert SECRET not in client.get(reverse(name)).content.decode()
    found = client.get(reverse("search"), {"q": SECRET[:7]})
    assert SECRET not in found.content.decode()
    assert client.get(reverse("decision-detail", args=["sg-2024-03-08-1"])).status_code == 404
    assert client.get(reverse("meeting-json", args=[meeting.pk])).status_code == 404


def test_who_prepares_sees_it_all_and_that_it_is_preliminary(cast: Cast) -> None:
    meeting = planned(cast)
    client = logged_in(cast.secretary)
    page = client.get(reverse("meeting-detail", args=[meeting.pk])).content.decode()
    assert SECRET in page and "Jon Justerare" in page
    assert "Preliminärt" in client.get(reverse("decision-list")).content.decode()
    assert client.get(reverse("decision-list"), {"status": "in_force"}).context["page"].rows == []
