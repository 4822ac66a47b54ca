"""The fields and widgets that the forms of a review are made of."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from minutes.importer.records import Named, When
from minutes.models import Precision

MOST_FILES = 50
MOST_BYTES = 100_000_000  # of the files together: their upload and their reading take time and room
LONGEST_NAME = 200
_HOUR = re.compile(r"(?:[Kk]l\.? ?)?(?P<hour>[0-9]{1,2})(?:[.:]?(?P<minute>[0-9]{2})(?::[0-9]{2})?)?")
# Values that say nothing out of the ordinary: no time, a plain decision, an item that was dealt with.
USUAL = ("none", "decision", "handled")


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list | tuple) else [data]
        files = [super(FilesField, self).clean(one, initial) for one in given if one]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"Högst {MOST_FILES} filer åt gången. Du valde {len(files)}.")
        size = sum(file.size or 0 for file in files)
        if size > MOST_BYTES:
            raise forms.ValidationError(
                f"Filerna är tillsammans {-(-size // 1_000_000)} MB. "
                f"Läs in högst {MOST_BYTES // 1_000_000} MB åt gången."
            )
        return files


class Text(forms.Textarea):
    """A field for running text, as high as what it shows when the page opens."""

    LINE = 80  # letters, about

    def __init__(self, least: int, most: int = 14) -> None:
        super().__init__()
        self.least, self.most = least, most

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        lines = sum(1 + len(line) // self.LINE for line in str(value or "").split("\n"))
        rows = max(self.least, min(lines, self.most))
        return super().get_context(name, value, {**(attrs or {}), "rows": rows})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Take line ends as the record has them: browsers send CR LF."""
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n") if isinstance(value, str) else value


def text_field(label: str, rows: int, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, required=required, widget=Text(rows))


def date_field(label: str, **options: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"placeholder": "2024-03-08"})
    errors = {"invalid": "Skriv dagen som 2024-03-08, en dag som finns."}
    return forms.DateField(label=label, required=False, widget=widget, error_messages=errors, **options)


class HourField(forms.TimeField):
    """A time of the day as people type it: 9, 9.30, 09:30, 0930. The hour comes first, so 25 is none."""

    widget = forms.TimeInput(format="%H:%M", attrs={"autocomplete": "off"})
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": "Skriv klockslag som 13.00."}

    def to_python(self, value: Any) -> dt.time | None:
        if value in self.empty_values or isinstance(value, dt.time):
            return super().to_python(value)
        found = _HOUR.fullmatch(str(value).strip())
        if not found or int(found["hour"]) > 23 or int(found["minute"] or 0) > 59:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return dt.time(int(found["hour"]), int(found["minute"] or 0))


def time_field(label: str) -> HourField:
    return HourField(label=label, required=False)


def names_as_text(rows: tuple[Named, ...]) -> str:
    return "\n".join(f"{row.name}, {row.organization}" if row.organization else row.name for row in rows)


def text_as_names(text: str) -> tuple[Named, ...]:
    """Read one "Namn, Organisation" a line."""
    pairs = [line.partition(",") for line in text.splitlines() if line.strip(" ,")]
    return tuple(Named(name=pair[0].strip(), organization=pair[2].strip()) for pair in pairs)


class NamesField(forms.CharField):
    """People, one a line: "Namn" or "Namn, Organisation"."""

    def __init__(self, label: str) -> None:
        super().__init__(label=label, required=False, widget=Text(1, 6))

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        for row in text_as_names(text):
            if not row.name:
                raise forms.ValidationError(f"Skriv namnet före kommat på raden ”, {row.organization}”.")
            if len(row.name) > LONGEST_NAME or len(row.organization) > LONGEST_NAME:
                raise forms.ValidationError("Ett namn är längre än 200 tecken. Skriv en person per rad.")
        return text


class ReviewForm(forms.Form):
    """One thing of the review: `path` is where it stands in the record, and its fields' prefix."""

    use_required_attribute = False
    # Field -> where in the record it is traced, under the path. Other fields stand on the thing's own lines.
    traced: ClassVar[dict[str, str]] = {}
    # The same, for where a field has no lines of its own: the hour often stands beside the day.
    traced_else: ClassVar[dict[str, str]] = {}
    # Fields that have another one's lines.
    beside: tuple[str, ...] = ()
    # What the page folds away; and whether that goes for empty ones alone.
    rare: tuple[str, ...] = ()
    rare_when_empty = False
    # Fields that say where the thing stands, apart from the rest.
    about_place: tuple[str, ...] = ()

    def __init__(self, path: str, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, prefix=path.replace(".", "-"), initial=initial)
        self.path = path
        # What the page shows, which the review fills in: fields, and the lines of the thing as a whole.
        self.cells: list[Any] = []
        self.lines: Any = ()

    def is_rare(self, name: str) -> bool:
        if name not in self.rare or not self.rare_when_empty:
            return name in self.rare
        return self[name].value() in {None, "", *USUAL} and not self.errors.get(name)

    @property
    def common_cells(self) -> list[Any]:
        names = [cell.field.name for cell in self.cells]
        hidden = {name for name in names if self.is_rare(name) or name in self.about_place}
        return [cell for cell in self.cells if cell.field.name not in hidden]

    @property
    def rare_cells(self) -> list[Any]:
        rare = [cell for cell in self.cells if self.is_rare(cell.field.name)]
        return sorted(rare, key=lambda cell: self.rare.index(cell.field.name))

    @property
    def place_cells(self) -> list[Any]:
        return [cell for cell in self.cells if cell.field.name in self.about_place]

    @property
    def has_rare_guess(self) -> bool:
        return any(cell.guessed for cell in self.rare_cells)

    @property
    def has_rare_errors(self) -> bool:
        return any(cell.field.errors for cell in self.rare_cells)

    @property
    def has_place_errors(self) -> bool:
        return any(cell.field.errors for cell in self.place_cells)

    def value(self, name: str) -> Any:
        """Return what was sent; of a form that was not sent, what it showed."""
        return self.cleaned_data.get(name) if self.is_bound else self.initial.get(name)

    def when(self, *names: str) -> When:
        """Return the time that three fields say: the words, the day and how exact it is."""
        text, on, precision = (self.value(name) for name in names)
        if on and precision in {None, "", Precision.NONE}:
            precision = Precision.DAY
        return When(text=text or "", on=on, precision=str(precision or Precision.NONE))
