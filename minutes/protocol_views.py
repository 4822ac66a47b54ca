"""The protocol as a file: the stored bytes when it is sealed, before that a PDF that says it is a draft."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from minutes.approving import newest_revision
from minutes.models import Meeting, ProtocolFile
from minutes.protocol_file import unsealed_pdf
from participants.access import MemberRequest


@require_safe
def meeting_pdf(request: MemberRequest, pk: int) -> HttpResponse:
    meetings = Meeting.objects.minutes_visible_to(request.user)
    meeting = get_object_or_404(meetings.select_related("body").defer("unplaced"), pk=pk)
    name = f"protokoll-{meeting.body.slug}-{meeting.date:%Y-%m-%d}"
    if meeting.status == Meeting.Status.APPROVED:
        return _stored(request, meeting, name)
    revision = newest_revision(meeting) if meeting.status == Meeting.Status.CIRCULATED else None
    if revision is None:
        raise Http404
    content = unsealed_pdf(revision)
    return _pdf(request, content, hashlib.sha256(content).hexdigest(), f"utkast-{name}")


def _stored(request: HttpRequest, meeting: Meeting, name: str) -> HttpResponse:
    """Hand the stored file out as it is; who has it already is told so without reading it."""
    files = ProtocolFile.objects.filter(revision__meeting=meeting, revision__seal__isnull=False)
    newest = files.order_by("-pk").defer("content").first()
    if newest is None:
        raise Http404
    not_modified = get_conditional_response(request, etag=f'"{newest.sha256}"')
    if not_modified is not None:
        return _private(not_modified, newest.sha256)
    return _pdf(request, bytes(newest.content), newest.sha256, name)


def _pdf(request: HttpRequest, content: bytes, sha256: str, name: str) -> HttpResponse:
    disposition = f'inline; filename="{name}.pdf"'
    response = HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": disposition}
    )
    return _private(
        get_conditional_response(request, etag=f'"{sha256}"', response=response) or response, sha256
    )


def _private(response: HttpResponse, sha256: str) -> HttpResponse:
    response.headers["ETag"] = f'"{sha256}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response
