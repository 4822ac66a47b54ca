"""The steps of a meeting's minutes as buttons on its page; what a step does stands in minutes.approval."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from minutes import approval
from minutes.admin_base import Link
from minutes.models import Meeting, Officer
from participants.models import User

Status = Meeting.Status


@dataclass(frozen=True)
class Step:
    name: str
    button: str
    allowed: tuple[str, ...]
    act: Callable[[Meeting, User, str], object]
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
            allowed=(Status.PLANNED, Status.IMPORTED),
            act=lambda meeting, user, reason: approval.start_minutes(meeting, user),
            done="Protokollet är nu ett utkast. Bara den som förbereder mötena läser det.",
        ),
        Step(
            name="circulate",
            button="Skicka för justering",
            allowed=(Status.PLANNED, Status.DRAFT, Status.IMPORTED),
            act=lambda meeting, user, reason: approval.circulate(meeting, user),
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
            act=approval.send_back,
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
            act=lambda meeting, user, reason: approval.publish_imported(meeting, user),
            done="Anteckningarna är publicerade.",
            explanation=(
                "Alla i gruppen kan läsa anteckningarna, utan att någon justerar dem här. "
                "Det passar protokoll som redan är justerade på papper eller aldrig har justerats."
            ),
        ),
    ]
}


class StepForm(forms.Form):
    """A step without a reason has no fields."""

    def __init__(self, step: Step, data: Any = None) -> None:
        super().__init__(data)
        if step.asks_reason:
            self.fields["reason"] = forms.CharField(
                label="Varför tas det tillbaka?",
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
                help_text="Skälet sparas bland mötets statusändringar.",
                error_messages={"required": "Skriv varför protokollet tas tillbaka."},
            )


def step_links(meeting: Meeting) -> list[Link]:
    return [
        Link(
            step.button,
            reverse("admin:minutes_meeting_step", args=[meeting.pk, step.name]),
            posts=not step.needs_confirmation,
        )
        for step in STEPS.values()
        if meeting.status in step.allowed
    ]


def take_step(
    model_admin: ModelAdmin[Meeting], request: HttpRequest, object_id: int, name: str
) -> HttpResponse:
    """Ask on GET, take the step on POST; a refusal says on the meeting's page what is missing."""
    meeting = get_object_or_404(model_admin.get_queryset(request), pk=object_id)
    step, page = STEPS.get(name), redirect("admin:minutes_meeting_change", object_id)
    if step is None or not request.user.is_authenticated:
        raise Http404
    form = StepForm(step, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {
            **model_admin.admin_site.each_context(request),
            "title": step.button,
            "meeting": meeting,
            "step": step,
            "form": form,
            "approvers": meeting.officers.filter(role=Officer.Role.APPROVER).select_related("person"),
        }
        return TemplateResponse(request, "admin/minutes/step.html", context)
    try:
        step.act(meeting, request.user, form.cleaned_data.get("reason", ""))
    except approval.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, step.done)
    return page
