"""Whom the names of a document mean: what the register guesses, and what the secretary says."""

import datetime as dt

import pytest
from django.test import Client

from minutes.intake import Upload, make
from minutes.intake_people import is_general
from minutes.models import Intake, Meeting
from participants.models import Organization, OrganizationAlias, Person, PersonAlias
from tests.conftest import Cast, logged_in
from tests.factories import (
    account,
    make_attendance,
    make_meeting,
    make_member,
    make_organization,
    make_person,
)
from tests.minutes.intake_pages import MINUTES, address, faults, post, read


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


# Namesakes.


def namesakes(cast: Cast) -> tuple[Person, Person]:
    """Make two of the same name, who have been at the group's meetings for an organisation each."""
    far = make_organization("Alnäs kommun")
    one, other = make_person("Anna Berg"), make_person("Anna Berg")
    make_attendance(make_meeting(cast.body, date=dt.date(2023, 1, 1)), one, cast.organization)
    make_attendance(make_meeting(cast.body, date=dt.date(2023, 2, 1)), other, far)
    return one, other


def with_row(*rows: str) -> str:
    return MINUTES.replace("Vera Okänd, Ekby\n\n", "\n".join(rows) + "\n\n")


def stored(desk: Client, intake: Intake, **changes: object) -> Meeting:
    answer = post(desk, intake, "store", **changes)
    assert answer.status_code == 302, faults(answer)
    intake.refresh_from_db()
    assert intake.meeting is not None
    return intake.meeting


def test_choice_for_one_row_decides_for_no_namesake_in_another(cast: Cast, desk: Client) -> None:
    one, other = namesakes(cast)
    intake = read(cast, with_row("Anna Berg, Ekby", "Anna Berg, Alnäs"))
    meeting = stored(desk, intake, attendance__2__person=one.pk)
    assert meeting.attendances.get(person=one).organization == cast.organization
    assert meeting.attendances.filter(person=other).exists()


def test_choice_for_a_row_decides_for_no_namesake_who_presents(cast: Cast, desk: Client) -> None:
    one, other = namesakes(cast)
    text = with_row("Anna Berg, Ekby").replace(": Vera Okänd", ": Anna Berg, Alnäs kommun")
    meeting = stored(desk, read(cast, text), attendance__2__person=one.pk)
    assert meeting.attendances.filter(person=one).exists()
    assert meeting.items.get(number="2").presenters.get().person == other


def test_somebody_new_in_one_row_is_not_the_namesake_in_another(cast: Cast, desk: Client) -> None:
    known, _ = namesakes(cast)
    make_organization("Finnsej stad")
    text = with_row("Anna Berg, Ekby", "Anna Berg, Finnsej stad")
    meeting = stored(desk, read(cast, text), attendance__3__person="new")
    assert meeting.attendances.filter(person=known, organization=cast.organization).exists()
    new = meeting.attendances.get(organization__name="Finnsej stad").person
    assert new is not None and new.name == "Anna Berg"
    assert Person.objects.filter(name="Anna Berg").count() == 3


def test_choice_counts_where_the_name_stands_alone(cast: Cast, desk: Client) -> None:
    one, _ = namesakes(cast)
    text = with_row("Anna Berg, Ekby").replace(": Vera Okänd", ": Anna Berg")
    meeting = stored(desk, read(cast, text), attendance__2__person=one.pk)
    assert meeting.items.get(number="2").presenters.get().person == one


# What other groups have in the register.


def other_desk(cast: Cast, text: str) -> tuple[Client, Intake]:
    secretary = make_member("Hans Sekr", cast.other_body, "secretary")
    intake = make(Upload("h.txt", text.replace("SG", "HG").encode()), account(secretary), cast.other_body)
    return logged_in(secretary), intake


def choices_of(client: Client, intake: Intake, at: int) -> list[tuple[str, str]]:
    return list(client.get(address(intake)).context["review"].attendance[at].fields["person"].choices)


def test_same_name_in_another_group_is_another_person(cast: Cast) -> None:
    stranger = make_member("Anna Andersson", cast.body)
    make_organization("Alnäs kommun")
    client, intake = other_desk(cast, with_row("Anna Andersson, Alnäs"))
    assert choices_of(client, intake, 2)[0] == ("", "Ny person")
    row = stored(client, intake).attendances.get(printed_name="", person__name="Anna Andersson")
    assert row.person != stranger


def test_same_name_and_organisation_is_the_same_person_unless_new_is_chosen(cast: Cast) -> None:
    far = make_organization("Alnäs kommun")
    stranger = make_person("Anna Andersson")
    make_attendance(make_meeting(cast.body), stranger, far)
    client, intake = other_desk(cast, with_row("Anna Andersson, Alnäs"))
    assert choices_of(client, intake, 2) == [("", "Finns i registret"), ("new", "Ny person")]
    assert stored(client, intake).attendances.filter(person=stranger).exists()
    later = make(
        Upload("h.txt", with_row("Anna Andersson, Alnäs").replace("8 mars", "9 april").encode()),
        intake.created_by,
        cast.other_body,
    )
    assert not stored(client, later, attendance__2__person="new").attendances.filter(person=stranger).exists()


def test_spelling_that_another_group_learned_names_nobody_here(cast: Cast, desk: Client) -> None:
    known = make_member("Eva Lindh", cast.body)
    make_attendance(make_meeting(cast.body, date=dt.date(2023, 1, 1)), known, cast.organization)
    stored(desk, read(cast, with_row("Eva Lind, Ekby")), attendance__2__person=known.pk)
    assert PersonAlias.objects.filter(person=known, name="Eva Lind").exists()
    client, intake = other_desk(cast, with_row("Eva Lind, Ekby"))
    assert choices_of(client, intake, 2)[0] == ("", "Ny person")
    assert not stored(client, intake).attendances.filter(person=known).exists()
    later = read(cast, with_row("Eva Lind, Ekby").replace("8 mars", "9 april"))
    assert choices_of(desk, later, 2)[0] == ("", "Läses som Eva Lindh")


@pytest.mark.parametrize("row", ["Bodil Malmgrenn", "Vera Okänd"])
def test_somebody_new_can_always_be_chosen(cast: Cast, desk: Client, row: str) -> None:
    people = choices_of(desk, read(cast), 1 if "Bodil" in row else 2)
    assert [key for key, _ in people].count("new") == 1
    assert len({label for _, label in people}) == len(people)


# Words that mean another organisation in every group.


@pytest.mark.parametrize("word", ["Kommunen", "REGIONEN", "Styrelsen", "Länet", "EK"])
def test_general_word_means_an_organisation_in_this_document_alone(
    cast: Cast, desk: Client, word: str
) -> None:
    text = MINUTES.replace("Vera Okänd, Ekby", f"Vera Okänd, {word}")
    intake = read(cast, text)
    meeting = stored(desk, intake, **{organization_field(desk, intake): str(cast.organization.pk)})
    assert meeting.attendances.get(person__name="Vera Okänd").organization == cast.organization
    assert not OrganizationAlias.objects.exists()
    client, other = other_desk(cast, text)
    assert post(client, other, "store").status_code == 422


@pytest.mark.parametrize(
    ("word", "is_one"),
    [("kommunen", True), ("Nämnden", True), ("Kansliet ", True), ("Sö", True), ("", True)]
    + [("Ekby", False), ("Södra sjukhuset", False), ("Ekby kommun", False), ("SKR", False)],
)
def test_general_words(word: str, is_one: bool) -> None:
    assert is_general(word) is is_one
