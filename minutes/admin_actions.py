"""The steps of a meeting's minutes as buttons on its page; what a step does stands in minutes.approval."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from minutes import approval
from minutes.admin_base import Button, Link
from minutes.models import Draft, Meeting, Officer
from participants.models import User

Status = Meeting.Status
NOT_SETTLED = "Ta hand om texten först, eller kryssa i att du går vidare utan den."
MORE_UNSAVED = "Det har kommit mer osparad text sedan du öppnade sidan. Läs listan igen."


@dataclass(frozen=True)
class Step:
    name: str
    button: str
    allowed: tuple[str, ...]
    act: Callable[[Meeting, User, dict[str, Any]], object]
    done: str
    # What the person should know before; a step without it is taken at once.
    explanation: str = ""
    asks_reason: bool = False

    @property
    def needs_confirmation(self) -> bool:
        return bool(self.explanation)


STEPS = {
    step.name: step
    for step in [
        Step(
            name="start",
            button="Börja skriva protokollet",
            allowed=(Status.PLANNED,),
            act=lambda meeting, user, given: approval.start_minutes(meeting, user),
            done="Protokollet är nu ett utkast. Bara den som förbereder mötena läser det.",
        ),
        Step(
            name="withdraw",
            button="Dra tillbaka till utkast",
            allowed=(Status.IMPORTED,),
            act=lambda meeting, user, given: approval.start_minutes(meeting, user),
            done="Anteckningarna är tillbakadragna och är nu ett utkast. Gruppen ser dem inte längre.",
            explanation=(
                "Anteckningarna är publicerade. Drar du tillbaka dem kan gruppens ledamöter inte längre läsa "
                "mötet, och besluten försvinner för dem ur listor och sökning tills du publicerar igen eller "
                "skickar protokollet för justering. Ett fel i texten kan du rätta utan att dra tillbaka."
            ),
        ),
        Step(
            name="circulate",
            button="Skicka för justering",
            allowed=(Status.PLANNED, Status.DRAFT, Status.IMPORTED),
            act=lambda meeting, user, given: approval.circulate(meeting, user, given.get("told", ())),
            done="Protokollet är skickat för justering.",
            explanation=(
                "Texten låses som den är sparad nu, och justerarna läser just den. "
                "Vill någon ändra något tar du tillbaka protokollet; det blir då en ny utgåva."
            ),
        ),
        Step(
            name="send-back",
            button="Ta tillbaka från justering",
            allowed=(Status.CIRCULATED,),
            act=lambda meeting, user, given: approval.send_back(meeting, user, given["reason"]),
            done="Protokollet är tillbaka som utkast och kan ändras.",
            explanation=(
                "Protokollet blir ett utkast igen. Den som redan har godkänt texten behöver "
                "godkänna den nya utgåvan."
            ),
            asks_reason=True,
        ),
        Step(
            name="publish",
            button="Publicera som äldre anteckningar",
            allowed=(Status.PLANNED, Status.DRAFT),
            act=lambda meeting, user, given: approval.publish_imported(meeting, user),
            done="Anteckningarna är publicerade.",
            explanation=(
                "Alla i gruppen kan läsa anteckningarna, utan att någon justerar dem här. "
                "Det passar protokoll som redan är justerade på papper eller aldrig har justerats."
            ),
        ),
    ]
}


class ToldField(forms.RegexField):
    """A box that is ticked by whoever goes on without the drafts that the page told of; it says which."""

    def __init__(self, drafts: Iterable[Draft]) -> None:
        super().__init__(
            r"^[0-9]{1,18}(?: [0-9]{1,18})*$",
            label="Gå vidare utan den osparade texten.",
            initial=" ".join(str(draft.pk) for draft in drafts),
            error_messages={"required": NOT_SETTLED, "invalid": NOT_SETTLED},
        )
        self.drafts = {draft.pk for draft in drafts}

    def clean(self, value: Any) -> set[int]:
        told = {int(key) for key in super().clean(value).split()}
        if self.drafts - told:
            raise forms.ValidationError(MORE_UNSAVED)
        return told


class StepForm(forms.Form):
    """A step without a reason has no fields, unless there are drafts to tell of."""

    def __init__(self, step: Step, drafts: list[Draft], data: Any = None) -> None:
        super().__init__(data)
        if drafts:
            self.fields["told"] = ToldField(drafts)
        if step.asks_reason:
            self.fields["reason"] = forms.CharField(
                label="Varför tas det tillbaka?",
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
                help_text="Skälet sparas bland mötets statusändringar.",
                error_messages={"required": "Skriv varför protokollet tas tillbaka."},
            )


# What "circulate" is where the group's rules ask for no justerare and none is named.
SETTLE = replace(
    STEPS["circulate"],
    button="Slå fast protokollet",
    done="Protokollet är fastslaget. Texten är slutlig och kan inte ändras.",
    explanation=(
        "Gruppens regler kräver ingen justerare, och ingen är utsedd. Texten blir därför slutlig nu, som "
        "den är sparad, och kan sedan inte ändras. Gruppens ledamöter kan läsa den direkt."
    ),
)


def step_of(meeting: Meeting, name: str) -> Step | None:
    if name == "circulate" and not meeting.body.approvers_required and not _approvers(meeting).exists():
        return SETTLE
    return STEPS.get(name)


def _approvers(meeting: Meeting) -> QuerySet[Officer]:
    return meeting.officers.filter(role=Officer.Role.APPROVER).select_related("person")


def _drafts(meeting: Meeting, step: Step) -> list[Draft]:
    """Return the drafts of everybody that would be left outside the text that the step freezes."""
    return list(meeting.drafts.select_related("user__person")) if step.name == "circulate" else []


def _offered(meeting: Meeting) -> list[Step]:
    steps = [step_of(meeting, name) for name, step in STEPS.items() if meeting.status in step.allowed]
    return [step for step in steps if step is not None]


def step_buttons(meeting: Meeting) -> list[Button]:
    return [Button(step.name, step.button) for step in _offered(meeting)]


def step_links(meeting: Meeting) -> list[Link]:
    return [
        Link(step.button, reverse("admin:minutes_meeting_step", args=[meeting.pk, step.name]))
        for step in _offered(meeting)
    ]


def save_and_step(
    model_admin: ModelAdmin[Meeting], request: HttpRequest, meeting: Meeting, name: str
) -> HttpResponse:
    """Go on from the meeting's page, which has just been saved, to the step or to its question."""
    step = step_of(meeting, name)
    if step is None:
        raise Http404
    if not step.needs_confirmation:
        return take_step(model_admin, request, meeting.pk, name)
    messages.success(request, "Det du skrev är sparat.")
    return redirect("admin:minutes_meeting_step", meeting.pk, name)


def take_step(
    model_admin: ModelAdmin[Meeting], request: HttpRequest, object_id: int, name: str
) -> HttpResponse:
    """Ask on GET, take the step on POST; a refusal says on the meeting's page what is missing."""
    meeting = get_object_or_404(model_admin.get_queryset(request), pk=object_id)
    step, page = step_of(meeting, name), redirect("admin:minutes_meeting_change", object_id)
    if step is None or not request.user.is_authenticated:
        raise Http404
    drafts = _drafts(meeting, step)
    form = StepForm(step, drafts, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {
            **model_admin.admin_site.each_context(request),
            "title": step.button,
            "meeting": meeting,
            "step": step,
            "form": form,
            "approvers": _approvers(meeting),
            "drafts": drafts,
        }
        return TemplateResponse(request, "admin/minutes/step.html", context)
    if meeting.status not in step.allowed:
        messages.error(request, f"Mötet har nu status ”{meeting.get_status_display().lower()}”.")
        return page
    try:
        step.act(meeting, request.user, form.cleaned_data)
    except approval.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, step.done)
    return page
