"""The forms of reading in: the upload, the meeting's head, its parts, the people, and what to look over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet

from minutes.intake import LARGEST, LONGEST, PASTED, Upload
from minutes.intake_fields import (
    LONGEST_NAME,
    MOST_BYTES,
    MOST_FILES,
    FilesField,
    NamesField,
    ReviewForm,
    date_field,
    time_field,
)
from minutes.intake_people import CHOOSE
from minutes.models import Attendance, Intake, Precision
from participants.models import Body

KEEP, STORE, MERGE, SPLIT, PLACE = "keep", "store", "merge", "split", "place"
DAY_MISSING = "Skriv dagen, eller välj något annat än dag."


class UploadForm(forms.Form):
    use_required_attribute = False

    documents = FilesField(
        label="Filer",
        required=False,
        allow_empty_file=True,  # said of the file by name, while the others go on
        max_length=255,
        help_text=f"Word, OpenDocument, PDF, text eller bild. Högst {MOST_FILES} filer, 20 MB var och "
        f"{MOST_BYTES // 1_000_000} MB tillsammans.",
    )
    text = forms.CharField(
        label="Eller klistra in texten",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField"}),
    )
    body = forms.ModelChoiceField(
        Body.objects.none(),
        label="Grupp",
        required=False,
        empty_label="Den som dokumentet nämner",
        help_text="Behövs bara när dokumentet inte säger vilken grupp det gäller.",
    )

    def __init__(self, bodies: QuerySet[Body], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and not values.get("documents") and not values.get("text"):
            self.add_error("documents", "Välj minst en fil, eller klistra in en text.")
        return values

    def uploads(self) -> Iterator[Upload]:
        """Yield the files one at a time, no more of each than is needed to see that it is too large."""
        for file in self.cleaned_data["documents"]:
            yield Upload(file.name or "", file.read(LARGEST + 1))
        if text := self.cleaned_data["text"]:
            yield Upload(PASTED, text.encode())

    def again(self, unread: bool) -> UploadForm:
        """Return the form for what is left to do: the pasted text too, where it was not read."""
        kept = {"body": self.cleaned_data["body"], "text": self.cleaned_data["text"] if unread else ""}
        return UploadForm(self.fields["body"].queryset, initial=kept)  # type: ignore[attr-defined]


class ActForm(forms.Form):
    """Which button was pressed, about the which-th thing, and which state of the review the page showed."""

    act = forms.RegexField(rf"^(?:{KEEP}|{STORE}|(?:{MERGE}|{SPLIT}|{PLACE})-\d{{1,4}})$")
    version = forms.CharField(max_length=60)

    @property
    def verb(self) -> str:
        return str(self.cleaned_data["act"]).partition("-")[0]

    @property
    def index(self) -> int:
        return int(re.sub(r"\D", "", self.cleaned_data["act"]) or 0)


class ShareForm(forms.Form):
    """Whether the group's members are to have the original."""

    open = forms.TypedChoiceField(choices=[("0", "nej"), ("1", "ja")], coerce=lambda value: value == "1")


class ReplaceForm(forms.Form):
    """A yes to changing the meeting that has this digest."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    keep_missing = forms.BooleanField(
        label="Låt det som granskningen saknar stå kvar i mötet", required=False
    )


class HeadForm(ReviewForm):
    traced = {
        name: name
        for name in ("body", "date", "number", "start", "place", "document_name")
        + ("chairs", "secretaries", "approvers")
    } | {"end": "start", "year_inferred": "date"}
    traced |= dict.fromkeys(("next_text", "next_on", "next_precision"), "next_meeting")
    traced_else = {"start": "date", "end": "date"}
    beside = ("end", "year_inferred", "next_on", "next_precision")
    rare = ("next_text", "next_on", "next_precision", "document_name", "number", "open_to_members")

    body = forms.ModelChoiceField(Body.objects.none(), label="Grupp", required=False)
    date = date_field("Datum")
    year_inferred = forms.BooleanField(label="Året är gissat", required=False)
    start = time_field("Börjar")
    end = time_field("Slutar")
    place = forms.CharField(label="Plats", required=False, max_length=300)
    chairs = NamesField("Ordförande")
    secretaries = NamesField("Sekreterare")
    approvers = NamesField("Justerare")
    document_name = forms.CharField(label="Dokumentet heter", required=False, max_length=40)
    number = forms.CharField(
        label="Nummer",
        required=False,
        max_length=20,
        help_text="Behövs bara om gruppen möts två gånger samma dag.",
    )
    next_text = forms.CharField(label="Nästa möte som det står", required=False, max_length=200)
    next_on = date_field("Nästa möte")
    next_precision = forms.ChoiceField(label="Så exakt", choices=Precision.choices)
    open_to_members = forms.BooleanField(
        label=str(Intake._meta.get_field("open_to_members").verbose_name).capitalize(),
        required=False,
        help_text=Intake._meta.get_field("open_to_members").help_text,
    )

    def __init__(self, path: str, bodies: list[Body], data: Any, initial: Any) -> None:
        super().__init__(path, data, initial)
        body: Any = self.fields["body"]
        body.queryset = Body.objects.filter(pk__in=[one.pk for one in bodies])
        body.choices = [("", "Välj grupp"), *((one.pk, one.name) for one in bodies)]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        start, end = values.get("start"), values.get("end")
        if start and end and end <= start:
            self.add_error("end", "Mötet slutar innan det börjar. Rätta en av tiderna.")
        is_day = values.get("next_precision") == Precision.DAY
        if is_day and not values.get("next_on") and "next_on" not in self.errors:
            self.add_error("next_on", DAY_MISSING)
        return values


class MeetingPartForm(ReviewForm):
    """A part of the meeting; the items from one number to another are in it."""

    title = forms.CharField(label="Del", max_length=200, required=False)
    first_item = forms.CharField(label="Från punkt", max_length=20, required=False)
    last_item = forms.CharField(label="Till punkt", max_length=20, required=False)
    participants = forms.CharField(label="Vilka", max_length=300, required=False)
    remove = forms.BooleanField(label="Ta bort delen", required=False)

    def __init__(self, path: str, data: Any, initial: Any) -> None:
        super().__init__(path, data, initial)
        if not initial:
            del self.fields["remove"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        rest = [values.get(name) for name in ("first_item", "last_item", "participants")]
        is_asked_for = "remove" in self.fields or any(rest)
        gone = values.get("remove") or values.get("title") or "title" in self.errors
        if is_asked_for and not gone:
            self.add_error("title", "Skriv vad delen heter, eller ta bort den.")
        return values


class AttendanceForm(ReviewForm):
    rare = ("post", "person", "remove")

    name = forms.CharField(
        label="Namn",
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"list": "personer"}),
    )
    organization = forms.CharField(
        label="Organisation",
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"list": "organisationer"}),
    )
    mode = forms.ChoiceField(label="Hur", choices=Attendance.Mode.choices)
    role = forms.ChoiceField(label="Som", choices=Attendance.Role.choices)
    post = forms.CharField(label="Befattning", max_length=120, required=False)
    person = forms.ChoiceField(label="I registret", required=False)
    remove = forms.BooleanField(label="Ta bort raden", required=False)

    def __init__(self, path: str, people: list[tuple[str, str]], data: Any, initial: Any) -> None:
        super().__init__(path, data, initial)
        if people:
            self.fields["person"].choices = people  # type: ignore[attr-defined]
        else:  # a row to be filled in
            del self.fields["person"], self.fields["remove"]

    @property
    def means(self) -> str:
        """What the register takes the name for, as chosen so far."""
        choices = dict(self.fields["person"].choices) if "person" in self.fields else {}  # type: ignore[attr-defined]
        return str(choices.get(str(self["person"].value() or ""), "")) if choices else ""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        is_new = "remove" not in self.fields
        if not is_new and not values.get("name") and not values.get("remove") and "name" not in self.errors:
            self.add_error("name", "Skriv namnet, eller ta bort raden.")
        rest = values.get("organization") or values.get("post")
        if is_new and rest and not values.get("name") and "name" not in self.errors:
            self.add_error("name", "Skriv namnet på den som var där.")
        return values


class NameForm(ReviewForm):
    """Whom a name means that stands elsewhere than in the attendance."""

    person = forms.ChoiceField(label="I registret", required=False)

    def __init__(self, path: str, name: str, people: list[tuple[str, str]], data: Any, initial: Any) -> None:
        super().__init__(path, data, initial)
        self.fields["person"].label = name
        self.fields["person"].choices = people  # type: ignore[attr-defined]


class OrganizationForm(ReviewForm):
    """What an organisation means that the register does not know by this name."""

    organization = forms.ChoiceField(label="Organisation", required=False)

    def __init__(self, path: str, name: str, known: list[tuple[str, str]], data: Any, initial: Any) -> None:
        super().__init__(path, data, initial)
        self.name = name
        self.fields["organization"].label = name
        self.fields["organization"].choices = known  # type: ignore[attr-defined]

    @property
    def is_settled(self) -> bool:
        """Whether it is read as one that is known, or something was chosen."""
        choices: Any = self.fields["organization"].choices  # type: ignore[attr-defined]
        return bool(self.value("organization")) or dict(choices)[""] != CHOOSE


class ProblemForm(ReviewForm):
    done = forms.BooleanField(label="Avklarad", required=False)


class UnplacedForm(ReviewForm):
    """A line that no field took, and the item whose text it is to stand in."""

    item = forms.ChoiceField(label="Lägg in i", required=False)

    def __init__(self, path: str, items: list[tuple[str, str]], data: Any, initial: Any) -> None:
        super().__init__(path, data, initial)
        if items:
            self.fields["item"].choices = items  # type: ignore[attr-defined]
        else:
            del self.fields["item"]
