"""Whom the names of a document mean: what the register guesses, and what the secretary says."""

import pytest
from django.test import Client

from minutes.models import Intake, Meeting
from participants.models import Organization, OrganizationAlias, Person, PersonAlias
from tests.conftest import Cast
from tests.factories import make_member, make_organization
from tests.minutes.intake_pages import MINUTES, address, post, read


def test_near_match_is_shown_as_a_guess_and_can_be_refused(cast: Cast, desk: Client) -> None:
    intake = read(cast)
    row = desk.get(address(intake)).context["review"].attendance[1]
    cell = next(cell for cell in row.cells if cell.field.name == "person")
    assert cell.guessed
    assert cell.field.field.choices[0] == ("", "Läses som Bodil Malmgren")
    post(desk, intake, "store", attendance__1__person="new")
    meeting = Meeting.objects.get()
    present = {a.display_name for a in meeting.attendances.all()}
    assert present == {"Asta Ekman", "Bodil Malmgrenn", "Vera Okänd"}
    assert Person.objects.filter(name="Bodil Malmgrenn").count() == 1


def test_name_can_be_merged_with_somebody_of_the_register(cast: Cast, desk: Client) -> None:
    known = make_member("Vera Okander", cast.body)
    intake = read(cast)
    choices = desk.get(address(intake)).context["review"].attendance[2].fields["person"].choices
    assert (str(known.pk), "Samma som Vera Okander") in list(choices)
    post(desk, intake, "store", attendance__2__person=known.pk)
    meeting = Meeting.objects.get()
    assert meeting.attendances.filter(person=known).exists()
    assert meeting.items.get(number="2").presenters.get().person == known
    assert not Person.objects.filter(name="Vera Okänd").exists()


def test_people_of_other_groups_are_not_offered(cast: Cast, desk: Client) -> None:
    stranger = make_member("Vera Okand", cast.other_body)
    page = desk.get(address(read(cast)))
    assert stranger.name not in page.content.decode()
    assert post(desk, Intake.objects.get(), "store", attendance__2__person=stranger.pk).status_code == 422


def organization_field(desk: Client, intake: Intake) -> str:
    """Return the name of the field where the one organisation in doubt is settled."""
    (form,) = desk.get(address(intake)).context["review"].organizations
    return str(form["organization"].html_name).replace("-", "__")


def test_new_organisation_is_added_only_when_chosen(cast: Cast, desk: Client) -> None:
    intake = read(cast, MINUTES.replace("Vera Okänd, Ekby", "Vera Okänd, Region Sjölandet"))
    assert post(desk, intake, "store").status_code == 422
    post(desk, intake, "store", **{organization_field(desk, intake): "new"})
    assert Meeting.objects.get().attendances.filter(organization__name="Region Sjölandet").exists()
    assert not OrganizationAlias.objects.exists()


def test_organisation_merged_by_hand_is_known_the_next_time(cast: Cast, desk: Client) -> None:
    far = make_organization("Region Sjölandet", short_name="Sjölandet")
    text = MINUTES.replace("Vera Okänd, Ekby", "Vera Okänd, Södra sjukhuset")
    intake = read(cast, text)
    answer = post(desk, intake, "store", **{organization_field(desk, intake): str(far.pk)})
    assert answer.headers["Location"].startswith("/admin/minutes/meeting/")
    assert Meeting.objects.get().attendances.get(person__name="Vera Okänd").organization == far
    assert [alias.name for alias in far.aliases.all()] == ["Södra sjukhuset"]
    later = read(cast, text.replace("8 mars", "12 april"))
    assert desk.get(address(later)).context["review"].organizations == []


def test_organisation_read_as_another_can_be_made_new(cast: Cast, desk: Client) -> None:
    intake = read(cast, MINUTES.replace("Vera Okänd, Ekby", "Vera Okänd, Ekbyn"))
    (form,) = desk.get(address(intake)).context["review"].organizations
    assert form.fields["organization"].choices[0] == ("", "Läses som Ekby kommun")
    post(desk, intake, "store", **{organization_field(desk, intake): "new"})
    row = Meeting.objects.get().attendances.get(person__name="Vera Okänd")
    assert row.organization is not None and row.organization.name == "Ekbyn"


def test_person_merged_by_hand_is_known_the_next_time(cast: Cast, desk: Client) -> None:
    known = make_member("Vera Okander", cast.body)
    intake = read(cast)
    post(desk, intake, "store", attendance__2__person=known.pk)
    assert [alias.name for alias in known.aliases.all()] == ["Vera Okänd"]
    later = read(cast, MINUTES.replace("8 mars", "12 april"))
    row = desk.get(address(later)).context["review"].attendance[2]
    assert row.fields["person"].choices[0] == ("", "Läses som Vera Okander")
    post(desk, later, "store")
    assert Meeting.objects.latest("pk").attendances.filter(person=known).exists()
    assert PersonAlias.objects.count() == 1


def test_guess_that_nobody_confirmed_makes_no_alias(cast: Cast, desk: Client) -> None:
    post(desk, read(cast), "store")
    assert Meeting.objects.get().attendances.filter(person__name="Bodil Malmgren").exists()
    assert not PersonAlias.objects.exists()


def test_guess_that_was_confirmed_makes_one(cast: Cast, desk: Client) -> None:
    bodil = Person.objects.get(name="Bodil Malmgren")
    post(desk, read(cast), "store", attendance__1__person=bodil.pk)
    assert [alias.name for alias in bodil.aliases.all()] == ["Bodil Malmgrenn"]


def test_what_the_review_has_settled_is_not_remarked(cast: Cast, desk: Client) -> None:
    post(desk, read(cast), "store")
    codes = set(Meeting.objects.get().remarks.values_list("code", flat=True))
    assert not codes & {"person_repaired", "unknown_person", "unknown_organization"}


@pytest.mark.parametrize("choice", ["999999", "x", ""])
def test_forged_choice_of_an_organisation_is_refused(cast: Cast, desk: Client, choice: str) -> None:
    intake = read(cast, MINUTES.replace("Vera Okänd, Ekby", "Vera Okänd, Region Sjölandet"))
    answer = post(desk, intake, "store", **{organization_field(desk, intake): choice})
    assert answer.status_code == 422
    assert Organization.objects.count() == 2
