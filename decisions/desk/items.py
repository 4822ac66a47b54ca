"""An item and what it led to, each as a part of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.utils import formats

from decisions.desk.fields import Text, names_of
from decisions.desk.load import LED_TO, Desk
from decisions.desk.parts import Part
from decisions.desk.reasons import Reason
from decisions.desk.told import Facts, Reader
from decisions.models import Action, Decision, Obligation, Progress
from decisions.shares import seats
from minutes.importer.collective import kinds_meant
from minutes.importer.likeness import key
from minutes.importer.records import When
from minutes.importer.wording import find_when
from minutes.models import AgendaItem, Matter, Precision, Presenter
from participants.models import Organization

_COLUMNS = ("title", "number", "outcome", *AgendaItem.TEXTS)


_ODD_YEAR = re.compile(r"\b(?:\d{5,}|[03-9]\d{3}|1[0-8]\d\d)\b")


class PartForm(forms.Form):
    def __init__(self, part: Part, data: Mapping[str, str] | None) -> None:
        super().__init__(data, initial=part.stored(), auto_id=f"id_{part.key}-%s")
        self.desk: Desk = part.desk


class RowPart(Part):
    """A row of the meeting: it has a form of its own kind, and may be taken out."""

    form_class: ClassVar[type[PartForm]]

    def form(self, values: Mapping[str, str] | None = None) -> PartForm:
        return self.form_class(self, values)

    @property
    def led_from(self) -> str:
        """Return the part of the decision that the row is to carry out, or ""."""
        return ""

    def remove(self) -> None:
        self.row.delete()


class ItemForm(PartForm):
    number = Text("Nummer", longest=20)
    title = Text("Rubrik", required=True)
    presenters = Text("Föredragande", longest=500)
    background = Text("Bakgrund", rows=2)
    discussion = Text("Dialog", rows=1)
    proposal = Text("Förslag till beslut", rows=1)
    matter = Text(
        "Ärendetråd", help_text="Samma fråga från möte till möte. En ny rubrik lägger upp en ny tråd."
    )
    outcome = forms.ChoiceField(label="Utgång", choices=AgendaItem.Outcome.choices)

    def __init__(self, part: Part, data: Mapping[str, str] | None) -> None:
        super().__init__(part, data)
        self.fields["presenters"].widget.attrs["list"] = "personer"
        self.fields["matter"].widget.attrs["list"] = "tradar"

    def clean_presenters(self) -> list[tuple[str, Any]]:
        """Find the persons whom the names mean; those who stand there already are not looked up again."""
        if self.cleaned_data["presenters"] == self.initial["presenters"]:
            return []
        found = {key(words): words for words in names_of(self.cleaned_data["presenters"])}
        return [(words, self.desk.register.person(words)) for words in found.values()]


class Item(RowPart):
    kind = "arende"
    name = "Ärendet"
    template = "admin/desk/_item.html"
    form_class = ItemForm
    more: ClassVar[dict[str, str]] = {"matter": "", "outcome": AgendaItem.Outcome.HANDLED}
    numbering = ("number",)
    row: AgendaItem

    @property
    def title(self) -> str:
        return str(self.row)

    @property
    def heading(self) -> str:
        return f"{self.row.number}. {self.row.title}" if self.row.number else self.row.title

    @property
    def reasons(self) -> list[Reason]:
        """Why the item is on the agenda."""
        return [Reason(origin) for origin in self.row.origins.all()]

    def stored(self) -> dict[str, str]:
        row = self.row
        return {
            **{name: getattr(row, name) for name in _COLUMNS},
            "presenters": ", ".join(one.display_name for one in row.presenters.all()),
            "matter": row.matter.title if row.matter else "",
        }

    def told_folded(self, name: str) -> str:
        return self.stored()["matter"] if name == "matter" else super().told_folded(name)

    def along(self) -> dict[str, str]:
        """Return what the item led to: taking out the item takes out that too."""
        if "items" in vars(self.desk):  # the page has read them all
            row = next((item for item in self.desk.items if item.pk == self.row.pk), self.row)
        else:
            row = self.row
            prefetch_related_objects([row], *LED_TO)
        return {part.key: repr(sorted(part.stored().items())) for part in item_rows(self.desk, row)}

    def save(self, form: forms.Form) -> None:
        row, cleaned = self.row, form.cleaned_data
        changed = [name for name in _COLUMNS if getattr(row, name) != cleaned[name]]
        for name in changed:
            setattr(row, name, cleaned[name])
        if cleaned["matter"] != (row.matter.title if row.matter else ""):
            row.matter = self._matter(cleaned["matter"])
            changed.append("matter")
        if changed:
            row.save(update_fields=changed)
        if "presenters" in form.changed_data:
            self._save_presenters(cleaned["presenters"])

    def _matter(self, title: str) -> Matter | None:
        body = self.desk.meeting.body
        return Matter.objects.get_or_create(body=body, title=title)[0] if title else None

    def _save_presenters(self, wanted: list[tuple[str, Any]]) -> None:
        there = {key(one.display_name): one for one in self.row.presenters.all()}
        for position, (words, person) in enumerate(wanted, 1):
            one = there.pop(key(words), None)
            if one is None:
                Presenter.objects.create(
                    item=self.row, person=person, name="" if person else words, position=position
                )
            elif one.position != position:
                Presenter.objects.filter(pk=one.pk).update(position=position)
        if there:
            Presenter.objects.filter(pk__in=[one.pk for one in there.values()]).delete()


class DecisionForm(PartForm):
    kind = forms.ChoiceField(label="Slag", choices=Decision.Kind.choices)
    text = Text("Beslutet", rows=1, required=True)
    resolved_text = Text(
        "Innebär", rows=2, help_text="Förslagets text, när beslutet bara säger enligt förslag."
    )


class DecisionPart(RowPart):
    kind = "beslut"
    name = "Beslutet"
    form_class = DecisionForm
    more: ClassVar[dict[str, str]] = {"resolved_text": ""}
    row: Decision

    @property
    def title(self) -> str:
        return f"{self.row.get_kind_display().capitalize()} {self.row.number}"

    def stored(self) -> dict[str, str]:
        return {name: getattr(self.row, name) for name in ("kind", "text", "resolved_text")}

    def save(self, form: forms.Form) -> None:
        _write(self.row, {name: form.cleaned_data[name] for name in ("kind", "text", "resolved_text")})


class DueForm(PartForm):
    due = Text("Senast", longest=200, help_text="Som ni säger det: 9 maj, i december, nästa möte.")

    def clean_due(self) -> dict[str, Any]:
        """Read the words; the same words as before keep the day that they were given."""
        words = self.cleaned_data["due"]
        row, meeting = self.part_row, self.desk.meeting
        if words == due_words(row):
            return {"due_on": row.due_on, "due_precision": row.due_precision, "due_text": row.due_text}
        if odd := _ODD_YEAR.search(words):
            raise ValidationError(f"Året ”{odd[0]}” går inte att förstå. Skriv fyra siffror, som 2026.")
        ahead = Reader(Facts(meeting.date, meeting.body.name)).due(words)
        when = find_when(words, meeting.date) if ahead == When() else ahead
        if when.on and when.on < meeting.date:
            raise ValidationError(
                f"{formats.date_format(when.on, 'j F Y')} ligger före mötet. "
                "Skriv en dag efter det, med årtal om det behövs."
            )
        return {"due_on": when.on, "due_precision": when.precision or Precision.NONE, "due_text": words}

    def __init__(self, part: Part, data: Mapping[str, str] | None) -> None:
        super().__init__(part, data)
        self.part_row = part.row


def due_words(row: Any) -> str:
    """Return the time as it was said, or the day where no words are kept."""
    return row.due_text or (formats.date_format(row.due_on, "j F Y") if row.due_on else "")


class ActionForm(DueForm):
    text = Text("Vad som ska göras", rows=1, required=True)
    responsible = Text("Ansvarig", longest=200)
    organizations = Text("Vilka det gäller", longest=500, help_text="Växjö, Alvesta eller respektive kommun.")
    status = forms.ChoiceField(label="Läge", choices=Progress.choices)
    field_order = ("text", "responsible", "organizations", "due", "status")

    def __init__(self, part: Part, data: Mapping[str, str] | None) -> None:
        super().__init__(part, data)
        self.fields["responsible"].widget.attrs["list"] = "personer"
        self.fields["organizations"].widget.attrs["list"] = "organisationer"

    def clean_organizations(self) -> dict[int, Organization]:
        """Return the organisations by key; "respektive kommun" is each municipality with a seat that day."""
        found: dict[int, Organization] = {}
        for words in names_of(self.cleaned_data["organizations"]):
            if kinds := kinds_meant(key(words)):
                found |= {one.pk: one for one in self._seated(kinds)}
            else:
                one = self.desk.register.organization(words)
                found[one.pk] = one
        return found

    def _seated(self, kinds: frozenset[str]) -> list[Organization]:
        """Return the organisations of the kinds that had a seat in the group on the meeting's day."""
        rows = seats(self.desk.meeting).select_related("organization")
        return [row.organization for row in rows if row.organization.kind in kinds]


class ActionPart(RowPart):
    kind = "atgard"
    name = "Åtgärden"
    form_class = ActionForm
    more: ClassVar[dict[str, str]] = {"status": Progress.NOT_STARTED}
    row: Action

    @property
    def title(self) -> str:
        return "Åtgärd"

    @property
    def led_from(self) -> str:
        return f"{DecisionPart.kind}-{self.row.decision_id}" if self.row.decision_id else ""

    def stored(self) -> dict[str, str]:
        row = self.row
        names = [one.organization.short_name for one in row.obligations.all()]
        return {
            "text": row.text,
            "responsible": row.responsible.name if row.responsible else row.responsible_text,
            "organizations": ", ".join(sorted(names, key=str.casefold)),
            "due": due_words(row),
            "status": row.status,
        }

    def save(self, form: forms.Form) -> None:
        cleaned = form.cleaned_data
        _write(
            self.row,
            {
                "text": cleaned["text"],
                "status": cleaned["status"],
                **self._responsible(cleaned["responsible"]),
                **cleaned["due"],
            },
        )
        self._save_shares(cleaned["organizations"])

    def _responsible(self, words: str) -> dict[str, Any]:
        """Return the columns for the name; the same name as before keeps what stands behind it."""
        if words == self.stored()["responsible"]:
            return {}
        person = self.desk.register.person(words) if words else None
        return {"responsible": person, "responsible_text": "" if person else words}

    def _save_shares(self, wanted: dict[int, Organization]) -> None:
        """Give new ones their share; take it from others only while they have not reported anything."""
        there = {one.organization_id: one for one in self.row.obligations.all()}
        Obligation.objects.bulk_create(
            Obligation(action=self.row, organization=one) for pk, one in wanted.items() if pk not in there
        )
        gone = [one.pk for pk, one in there.items() if pk not in wanted and not is_reported(one)]
        if gone:
            Obligation.objects.filter(pk__in=gone).delete()


def is_reported(share: Obligation) -> bool:
    return bool(share.note or share.reported_on or share.contact_id or share.status != Progress.NOT_STARTED)


class PromiseForm(DueForm):
    text = Text("Vad som ska komma tillbaka", rows=1, required=True)
    field_order = ("text", "due")


class PromisePart(RowPart):
    kind = "lofte"
    name = "Löftet"
    form_class = PromiseForm

    @property
    def title(self) -> str:
        return "Återkommer"

    def stored(self) -> dict[str, str]:
        return {"text": self.row.text, "due": due_words(self.row)}

    def save(self, form: forms.Form) -> None:
        _write(self.row, {"text": form.cleaned_data["text"], **form.cleaned_data["due"]})


def item_rows(desk: Desk, item: AgendaItem) -> Iterator[RowPart]:
    """Yield the parts of what an item led to: decisions, actions, promises."""
    rows: Any = item  # the relations of decisions
    for kind, found in (
        (DecisionPart, rows.decisions.all()),
        (ActionPart, rows.actions.all()),
        (PromisePart, rows.promises.all()),
    ):
        for row in found:
            row.item = item
            yield kind(desk, row)


def _write(row: Any, values: dict[str, Any]) -> None:
    """Write the columns that differ."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
