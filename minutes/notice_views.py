"""The kallelse for the group: as a page and as a PDF."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from minutes.models import Meeting
from minutes.notice import notice_text
from minutes.notice_mail import current_pdf, file_name
from participants.access import MemberRequest


@require_safe
def meeting_notice(request: MemberRequest, pk: int) -> HttpResponse:
    meetings = Meeting.objects.visible_to(request.user).select_related("body")
    meeting = get_object_or_404(meetings, pk=pk)
    context = {
        "meeting": meeting,
        "notice": notice_text(meeting),
        "sent": meeting.notices.only("sent_at").first(),
        "may_send": Meeting.objects.editable_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "minutes/meeting_notice.html", context)


@require_safe
def meeting_notice_pdf(request: MemberRequest, pk: int) -> HttpResponse:
    """Hand out the PDF: byte for byte what was sent, as long as it still says the same."""
    meetings = Meeting.objects.visible_to(request.user).select_related("body")
    meeting = get_object_or_404(meetings, pk=pk)
    text = notice_text(meeting, request.build_absolute_uri("/").rstrip("/"))
    return HttpResponse(
        current_pdf(text, list(meeting.notices.all()[:1])),
        content_type="application/pdf",
        headers={
            "Cache-Control": "private, no-store",
            "Content-Disposition": content_disposition_header(False, f"{file_name(meeting)}.pdf") or "inline",
            "X-Content-Type-Options": "nosniff",
        },
    )
