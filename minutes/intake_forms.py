"""The forms of reading in: the upload, and one small form for each thing that the review shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from minutes.importer.records import Named, When
from minutes.intake import LARGEST, LONGEST, PASTED, Upload
from minutes.models import AgendaItem, Attendance, Precision
from participants.models import Body

MOST_FILES = 50
DECISION_KINDS = [
    ("decision", "beslut"),
    ("position", "ställningstagande"),
    ("answer", "svar"),
    ("assignment", "uppdrag"),
]
KEEP, STORE = "keep", "store"


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list | tuple) else [data]
        files = [super(FilesField, self).clean(one, initial) for one in given if one]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"Högst {MOST_FILES} filer åt gången. Du valde {len(files)}.")
        return files


class UploadForm(forms.Form):
    use_required_attribute = False

    documents = FilesField(
        label="Filer",
        required=False,
        allow_empty_file=True,  # said of the file by name, while the others go on
        max_length=255,
        help_text=f"Word, OpenDocument, PDF, text eller bild. Högst {MOST_FILES} filer, 20 MB var.",
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


class ActForm(forms.Form):
    """Which button was pressed, and which state of the review the page showed."""

    act = forms.ChoiceField(choices=[(KEEP, "Spara ändringar"), (STORE, "Spara i boken")])
    version = forms.CharField(max_length=40)


class ReplaceForm(forms.Form):
    """A yes to changing the meeting that has this digest."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


class Text(forms.Textarea):
    def __init__(self, rows: int) -> None:
        super().__init__(attrs={"rows": rows})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Take line ends as the record has them: browsers send CR LF."""
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _text(label: str, rows: int, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, required=required, widget=Text(rows))


def _date(label: str, **options: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"placeholder": "2024-03-08"})
    errors = {"invalid": "Skriv dagen som 2024-03-08, en dag som finns."}
    return forms.DateField(label=label, required=False, widget=widget, error_messages=errors, **options)


def _time(label: str) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"placeholder": "09:00"})
    errors = {"invalid": "Skriv klockslaget som 09:00."}
    return forms.TimeField(label=label, required=False, widget=widget, error_messages=errors)


def names_as_text(rows: tuple[Named, ...]) -> str:
    return "\n".join(f"{row.name}, {row.organization}" if row.organization else row.name for row in rows)


def text_as_names(text: str) -> tuple[Named, ...]:
    """Read one "Namn, Organisation" a line."""
    pairs = [line.partition(",") for line in text.splitlines() if line.strip(" ,")]
    return tuple(Named(name=pair[0].strip(), organization=pair[2].strip()) for pair in pairs)


class NamesField(forms.CharField):
    """People, one a line: "Namn" or "Namn, Organisation"."""

    def __init__(self, label: str, rows: int = 2) -> None:
        super().__init__(label=label, required=False, widget=Text(rows))

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        for row in text_as_names(text):
            if not row.name:
                raise forms.ValidationError(f"Skriv namnet före kommat på raden ”, {row.organization}”.")
            if len(row.name) > 200 or len(row.organization) > 200:
                raise forms.ValidationError("Ett namn är längre än 200 tecken. Skriv en person per rad.")
        return text


class PartForm(forms.Form):
    """One thing of the review: `path` is where it stands in the record, and its fields' prefix."""

    use_required_attribute = False
    # Field -> where in the record it is traced, under the path; "" is the path itself.
    traced: ClassVar[dict[str, str]] = {}

    def __init__(self, path: str, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, prefix=path.replace(".", "-"), initial=initial)
        self.path = path
        self.cells: list[Any] = []  # the fields as the page shows them; the review fills it

    def value(self, name: str) -> Any:
        """Return what was sent; of a form that was not sent, what it showed."""
        return self.cleaned_data.get(name) if self.is_bound else self.initial.get(name)


class HeadForm(PartForm):
    traced = {
        name: name
        for name in ("body", "date", "number", "start", "end", "place", "document_name")
        + ("chairs", "secretaries", "approvers")
    }

    body = forms.ModelChoiceField(Body.objects.none(), label="Grupp", required=False)
    date = _date("Datum")
    year_inferred = forms.BooleanField(label="Året är gissat", required=False)
    start = _time("Börjar")
    end = _time("Slutar")
    place = forms.CharField(label="Plats", required=False, max_length=300)
    document_name = forms.CharField(label="Dokumentet heter", required=False, max_length=40)
    number = forms.CharField(
        label="Nummer",
        required=False,
        max_length=20,
        help_text="Behövs bara om gruppen möts två gånger samma dag.",
    )
    chairs = NamesField("Ordförande")
    secretaries = NamesField("Sekreterare")
    approvers = NamesField("Justerare")
    organizations = forms.MultipleChoiceField(
        label="Nya organisationer som läggs i registret",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="De finns inte i registret. Är en felskriven rättar du den där den står i stället.",
    )

    def __init__(self, path: str, bodies: list[Body], unknown: list[str], data: Any, initial: Any) -> None:
        super().__init__(path, data, initial)
        body: Any = self.fields["body"]
        body.queryset = Body.objects.filter(pk__in=[one.pk for one in bodies])
        body.choices = [("", "Välj grupp"), *((one.pk, one.name) for one in bodies)]
        if unknown:
            self.fields["organizations"].choices = [(name, name) for name in unknown]  # type: ignore[attr-defined]
        else:
            del self.fields["organizations"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        start, end = values.get("start"), values.get("end")
        if start and end and end <= start:
            self.add_error("end", "Mötet slutar innan det börjar. Rätta en av tiderna.")
        return values


class AttendanceForm(PartForm):
    traced = {"name": ""}

    name = forms.CharField(
        label="Namn", max_length=200, required=False, widget=forms.TextInput(attrs={"list": "personer"})
    )
    organization = forms.CharField(
        label="Organisation",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "organisationer"}),
    )
    mode = forms.ChoiceField(label="Hur", choices=Attendance.Mode.choices)
    role = forms.ChoiceField(label="Som", choices=Attendance.Role.choices)
    person = forms.ChoiceField(label="I registret", required=False)
    remove = forms.BooleanField(label="Ta bort", required=False)

    def __init__(self, path: str, people: list[tuple[str, str]], data: Any, initial: Any) -> None:
        super().__init__(path, data, initial)
        if people:
            self.fields["person"].choices = people  # type: ignore[attr-defined]
        else:  # a row to be filled in
            del self.fields["person"], self.fields["remove"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        is_new = "remove" not in self.fields
        if not is_new and not values.get("name") and not values.get("remove") and "name" not in self.errors:
            self.add_error("name", "Skriv namnet, eller ta bort raden.")
        if is_new and values.get("organization") and not values.get("name") and "name" not in self.errors:
            self.add_error("name", "Skriv namnet på den som var där.")
        return values


class NameForm(PartForm):
    """Whom a name means that stands elsewhere than in the attendance."""

    person = forms.ChoiceField(label="I registret", required=False)

    def __init__(self, path: str, name: str, people: list[tuple[str, str]], data: Any, initial: Any) -> None:
        super().__init__(path, data, initial)
        self.fields["person"].label = name
        self.fields["person"].choices = people  # type: ignore[attr-defined]


class ProblemForm(PartForm):
    done = forms.BooleanField(label="Avklarad", required=False)


class ItemForm(PartForm):
    traced = {
        name: name for name in ("title", "presenters", "attachments", "background", "discussion", "proposal")
    } | {"number": "title"}

    number = forms.CharField(label="Nummer", required=False, max_length=20)
    title = forms.CharField(
        label="Rubrik", max_length=300, required=False, widget=forms.TextInput(attrs={"class": "wide"})
    )
    outcome = forms.ChoiceField(label="Utgång", choices=AgendaItem.Outcome.choices)
    after = forms.ChoiceField(label="Står efter", required=False)
    presenters = NamesField("Föredragande (en per rad)")
    attachments = _text("Underlag (ett per rad)", 2)
    background = _text("Bakgrund", 6)
    discussion = _text("Dialog", 4)
    proposal = _text("Förslag till beslut", 3)
    remove = forms.BooleanField(label="Ta bort ärendet", required=False)

    def __init__(self, path: str, before: list[tuple[str, str]] | None, data: Any, initial: Any) -> None:
        super().__init__(path, data, initial)
        self.is_new = not initial
        if before is None:
            del self.fields["after"]
        else:
            self.fields["after"].choices = before  # type: ignore[attr-defined]
        if self.is_new:
            del self.fields["remove"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        texts = ("number", "presenters", "attachments", "background", "discussion", "proposal")
        is_asked_for = not self.is_new or any(values.get(name) for name in texts)
        gone = values.get("remove") or values.get("title") or "title" in self.errors
        if is_asked_for and not gone:
            self.add_error("title", "Ärendet saknar rubrik. Skriv en, eller ta bort ärendet.")
        for title in (values.get("attachments") or "").splitlines():
            if len(title) > 300:
                self.add_error(
                    "attachments", "En rubrik är längre än 300 tecken. Skriv ett underlag per rad."
                )
                break
        return values


class FindingForm(PartForm):
    """Something that was found in an item; unticked it is kept here, and does not go into the book."""

    traced = {"text": ""}

    counts = forms.BooleanField(label="Räknas", required=False)
    text = _text("Text", 3)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("counts") and not values.get("text") and "text" not in self.errors:
            self.add_error("text", "Skriv texten, eller ta bort krysset vid Räknas.")
        is_day = values.get("due_precision") == Precision.DAY
        if is_day and not values.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "Skriv dagen, eller välj något annat än dag.")
        return values


class DueForm(FindingForm):
    due_text = forms.CharField(label="Tid som det står", required=False, max_length=200)
    due_on = _date("Senast")
    due_precision = forms.ChoiceField(label="Så exakt", choices=Precision.choices)

    def when(self) -> When:
        on, precision = self.value("due_on"), self.value("due_precision")
        return When(text=self.value("due_text"), on=on, precision=precision)


class DecisionForm(FindingForm):
    kind = forms.ChoiceField(label="Slag", choices=DECISION_KINDS)
    resolved_text = _text("Förslaget som antogs", 2)

    field_order = ["counts", "kind", "text", "resolved_text"]


class ActionForm(DueForm):
    responsible = forms.CharField(label="Ansvarig", required=False, max_length=200)
    organizations = forms.CharField(
        label="Organisationer (med komma emellan)", required=False, max_length=500
    )

    field_order = ["counts", "text", "responsible", "organizations", "due_text", "due_on", "due_precision"]


class PromiseForm(DueForm):
    body = forms.CharField(label="Till gruppen", required=False, max_length=200)


class CitationForm(DueForm):
    pass


class AddForm(PartForm):
    """Something that the reading missed in an item."""

    kind = forms.ChoiceField(
        label="Lägg till",
        choices=[
            ("decisions", "beslut"),
            ("actions", "åtgärd"),
            ("promises", "löfte"),
            ("citations", "hänvisning"),
        ],
    )
    text = _text("Text", 2)
