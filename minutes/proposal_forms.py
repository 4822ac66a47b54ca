"""The forms of a proposal: what is proposed, what is answered, and which agenda it goes to."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import formats, timezone

from minutes.approval import Refused
from minutes.importer.files.text import clean
from minutes.intake_fields import FilesInput, Text
from minutes.models import AgendaProposal, Meeting, ProposalPaper
from minutes.papers import ALLOWED, ENDINGS, LARGEST, MOST, Paper, look_at, one_line
from minutes.proposals import OPEN, Answer, version
from participants.models import Body, Membership, Organization, User

LONGEST_TEXT = 50_000
LONGEST_NOTE = 5_000
UNKNOWN = "Valet finns inte längre. Välj ett annat."
TOO_LONG = "Texten har %(show_value)s tecken. Korta den till högst %(limit_value)s, eller bifoga den som fil."


class PlainText(forms.CharField):
    """Running text as it may be stored and shown: no control characters, one kind of line end."""

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")[0].strip()


class Line(forms.CharField):
    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


def text(label: str, rows: int, longest: int = LONGEST_TEXT, **options: Any) -> PlainText:
    errors = {"max_length": TOO_LONG, **options.pop("error_messages", {})}
    return PlainText(
        label=label,
        widget=Text(rows),
        max_length=longest,
        error_messages=errors,
        **{"strip": False, **options},
    )


class PapersField(forms.FileField):
    """Files, each looked at; all that is wrong with them is said at once."""

    widget = FilesInput(attrs={"accept": ",".join(ENDINGS)})

    def clean(self, data: Any, initial: Any = None) -> list[Paper]:
        uploads = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if len(uploads) > MOST:
            raise ValidationError(f"Du valde {len(uploads)} filer. Ett förslag kan ha högst {MOST}.")
        papers, errors = [], []
        for upload in uploads:
            try:
                papers.append(look_at(upload))
            except Refused as refusal:
                errors.append(ValidationError(str(refusal)))
        if errors:
            raise ValidationError(errors)
        return papers


class MeetingChoice(forms.ModelChoiceField[Meeting]):
    """A choice among meetings; the group is named where there are several."""

    names_body = False

    def label_from_instance(self, obj: Meeting) -> str:
        day = formats.date_format(obj.date, "l j F Y")
        label = f"{obj.body.short_name}, {day}" if self.names_body else day
        return f"{label} ({obj.number})" if obj.number else label


class StartForm(forms.Form):
    """What the address of a new proposal may say: the meeting whose page led there."""

    meeting = forms.ModelChoiceField(Meeting.objects.none(), required=False)

    def __init__(self, data: QueryDict, user: User) -> None:
        super().__init__(data)
        self.fields["meeting"].queryset = coming(user)  # type: ignore[attr-defined]


def coming(user: User, chosen: int | None = None) -> QuerySet[Meeting]:
    """Return the planned meetings that a proposal may be for; the one chosen once may stay."""
    ahead = Q(status=Meeting.Status.PLANNED, date__gte=timezone.localdate()) | Q(pk=chosen)
    return Meeting.objects.visible_to(user).filter(ahead).select_related("body").order_by("date", "pk")


class ProposalForm(forms.ModelForm[AgendaProposal]):
    use_required_attribute = False

    title = Line(
        label="Rubrik",
        max_length=300,
        help_text="Så som ärendet ska heta på dagordningen.",
        error_messages={
            "required": "Skriv en rubrik.",
            "max_length": "Rubriken har %(show_value)s tecken. Korta den till högst %(limit_value)s.",
        },
    )
    background = text(
        "Vad det gäller",
        8,
        help_text="Bakgrund, och varför gruppen behöver ta upp frågan.",
        error_messages={"required": "Skriv vad ärendet gäller, så att det går att bereda."},
    )
    proposal = text(
        "Förslag till beslut",
        4,
        required=False,
        help_text="Lämna tomt om ärendet är till för information eller dialog.",
    )
    papers = PapersField(
        label="Underlag",
        required=False,
        help_text=f"Du kan välja flera filer samtidigt: högst {MOST}, {LARGEST // 1_000_000} MB var. "
        f"Det går med {ALLOWED}.",
    )
    drop = forms.ModelMultipleChoiceField(
        ProposalPaper.objects.none(),
        label="Ta bort underlag",
        help_text="Kryssa för det som inte ska vara kvar.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": UNKNOWN, "invalid_pk_value": UNKNOWN},
    )
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    field_order = ("body", "meeting", "title", "background", "proposal", "organization", "drop", "papers")

    class Meta:
        model = AgendaProposal
        fields: ClassVar[list[str]] = ["body", "meeting", "title", "background", "proposal", "organization"]
        field_classes: ClassVar[dict[str, Any]] = {"meeting": MeetingChoice}
        help_texts: ClassVar[dict[str, str]] = {"meeting": "De som bereder mötena kan flytta ärendet."}

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_new = self.instance.pk is None
        self.bodies = [*Body.objects.visible_to(user)] if self.is_new else [self.instance.body]
        self._set_up_body()
        self._set_up_meeting(user)
        self._set_up_organization(user)
        self._set_up_papers()
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = UNKNOWN

    def _set_up_body(self) -> None:
        if len(self.bodies) == 1:
            del self.fields["body"]
            return
        field: Any = self.fields["body"]
        field.queryset = Body.objects.filter(pk__in=[body.pk for body in self.bodies])
        field.empty_label = "Välj grupp"
        field.error_messages["required"] = "Välj vilken grupp förslaget är till."

    def _set_up_meeting(self, user: User) -> None:
        field: Any = self.fields["meeting"]
        field.queryset = coming(user, self.instance.meeting_id).filter(body__in=self.bodies)
        field.names_body = len(self.bodies) > 1
        field.empty_label = "Nästa möte där det finns plats"

    def _set_up_organization(self, user: User) -> None:
        """Ask only who stands for several; the key of each group's organisations is kept for `clean`."""
        rows = Membership.objects.at().filter(
            person__user=user, body__in=self.bodies, on_behalf_of__isnull=False
        )
        self.stands_for: dict[int, set[int]] = {}
        for body, organization in rows.values_list("body_id", "on_behalf_of_id"):
            self.stands_for.setdefault(body, set()).add(organization)
        if self.instance.organization_id:
            self.stands_for.setdefault(self.instance.body_id, set()).add(self.instance.organization_id)
        keys = set().union(*self.stands_for.values())
        if len(keys) < 2:
            del self.fields["organization"]
            return
        field: Any = self.fields["organization"]
        field.queryset = Organization.objects.filter(pk__in=keys)
        field.label, field.empty_label = "Från", "Välj organisation"

    def _set_up_papers(self) -> None:
        field: Any = self.fields["drop"]
        if self.is_new:
            del self.fields["drop"], self.fields["seen"]
            return
        field.queryset = self.instance.papers.all()
        self.initial.setdefault("seen", version(self.instance))
        self.fields["papers"].label = "Lägg till underlag"
        if not field.queryset:
            del self.fields["drop"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        body = values.get("body") if "body" in self.fields else self.bodies[0]
        if body is None:
            return values
        self.instance.body = body
        meeting = values.get("meeting")
        if meeting is not None and meeting.body_id != body.pk:
            self.add_error("meeting", f"Mötet hör till en annan grupp än {body.name}. Välj ett annat möte.")
        self._settle_organization(values, body)
        self._count_papers(values)
        return values

    def _settle_organization(self, values: dict[str, Any], body: Body) -> None:
        own = self.stands_for.get(body.pk, set())
        chosen = values.get("organization")
        if chosen is None and len(own) == 1:
            self.instance.organization = values["organization"] = Organization.objects.get(pk=min(own))
        elif chosen is None and own and "organization" not in self.errors:
            self.add_error("organization", "Välj vilken organisation förslaget kommer från.")
        elif chosen is not None and chosen.pk not in own:
            self.add_error("organization", f"Du företräder inte {chosen} i {body.name}. Välj en annan.")

    def _count_papers(self, values: dict[str, Any]) -> None:
        kept = 0 if self.is_new else self.instance.papers.count() - len(values.get("drop") or ())
        total = kept + len(values.get("papers") or ())
        if total > MOST:
            self.add_error(
                "papers", f"Förslaget skulle få {total} filer. Det kan ha högst {MOST}; ta bort några."
            )


class AnswerForm(forms.Form):
    use_required_attribute = False

    answer = forms.ChoiceField(
        label="Svar",
        choices=[
            (Answer.READY.value, "Klar: kan tas upp på ett möte"),
            (Answer.INCOMPLETE.value, "Komplettera: något saknas"),
            (Answer.ELSEWHERE.value, "Annat forum: frågan hör inte hemma i gruppen"),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Välj ett av de tre svaren.",
            "invalid_choice": "Välj ett av de tre svaren.",
        },
    )
    note = text(
        "Meddelande till den som föreslog",
        4,
        LONGEST_NOTE,
        required=False,
        help_text="Vid komplettera: skriv vad som saknas. Vid annat forum: skriv vilket.",
    )
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        missing = {
            Answer.INCOMPLETE.value: "Skriv vad som saknas, så att det går att komplettera.",
            Answer.ELSEWHERE.value: "Skriv vilket forum frågan hör hemma i.",
        }
        message = missing.get(values.get("answer", ""))
        if message and "note" not in self.errors and not values.get("note"):
            self.add_error("note", message)
        return values


class AgendaForm(forms.Form):
    use_required_attribute = False

    meeting = MeetingChoice(
        Meeting.objects.none(),
        label="Möte",
        empty_label="Välj möte",
        error_messages={"required": "Välj vilket möte ärendet ska upp på.", "invalid_choice": UNKNOWN},
    )

    def __init__(self, user: User, proposal: AgendaProposal, data: QueryDict | None = None) -> None:
        """Offer the group's open meetings, the one that was asked for or the next one first."""
        own = Meeting.objects.editable_by(user).filter(body=proposal.body_id, status__in=OPEN)
        self.rows = own.select_related("body").order_by("date", "pk")
        super().__init__(data, initial={"meeting": proposal.meeting_id})
        self.fields["meeting"].queryset = self.rows  # type: ignore[attr-defined]
