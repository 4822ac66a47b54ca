"""The original of imported minutes, handed out byte for byte, and never for the browser itself to open."""

import re
from pathlib import Path

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from minutes.importer.files.document import KINDS
from minutes.models import Intake
from participants.access import MemberRequest

_UNSAFE = re.compile(r'[\\/:*?"<>|]')
_PICTURES = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg"}


@require_safe
def meeting_original(request: MemberRequest, pk: int, intake: int) -> HttpResponse:
    """Hand a meeting's original to those who may have it, which are fewer than read the minutes."""
    rows = Intake.objects.visible_to(request.user).filter(meeting=pk)
    return original_answer(get_object_or_404(rows, pk=intake))


def original_answer(intake: Intake) -> HttpResponse:
    name = safe_name(intake)
    return HttpResponse(
        bytes(intake.content),
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )


def safe_name(intake: Intake) -> str:
    """Return the file's name, which ends as its content demands: a text that is called .exe is no program."""
    name = _UNSAFE.sub("_", intake.file_name).strip(" .") or "original"
    kind = intake.media_kind
    if kind not in KINDS or Path(name).suffix.lower() in KINDS[kind][1]:
        return name if kind in KINDS else f"{name}.original"
    if kind == "image":
        head = bytes(intake.content[:4])
        return name + next((end for mark, end in _PICTURES.items() if head.startswith(mark)), ".tif")
    return name + {"scan": ".pdf"}.get(kind, f".{kind}")
