"""The evidence of sealed minutes to fetch, and the page that says whether a file is one that was sealed."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from minutes.evidence.bundle import bundle_name, evidence_bundle
from minutes.evidence.recognise import LARGEST, HashedUpload, recognise
from minutes.models import Meeting
from minutes.status import Refused
from participants.access import MemberRequest

TOO_LARGE = (
    f"Filen är större än {LARGEST // 1_000_000} MB. Ett protokoll ur boken är mindre än så. "
    "Välj protokollets PDF."
)
MISSING = "Välj en fil först: protokollet som PDF, eller dess text som JSON."


@require_safe
def meeting_evidence(request: MemberRequest, pk: int) -> HttpResponse:
    """Hand out the bundle; minutes that are not sealed have none."""
    meetings = Meeting.objects.minutes_visible_to(request.user).filter(status=Meeting.Status.APPROVED)
    meeting = get_object_or_404(meetings.select_related("body"), pk=pk)
    try:
        content = evidence_bundle(meeting)
    except Refused as refused:
        raise Http404(str(refused)) from None
    disposition = f'attachment; filename="{bundle_name(meeting)}"'
    return HttpResponse(content, content_type="application/zip", headers={"Content-Disposition": disposition})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def file_check(request: MemberRequest) -> HttpResponse:
    """Say whether a file is one that the book has sealed. It is read as it comes in, and never stored."""
    # Before anything reads the form, the token in it too: else Django would write the file to disk.
    request.upload_handlers = [HashedUpload(request)]
    return _file_check(request)


@csrf_protect
def _file_check(request: MemberRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "minutes/file_check.html")
    handler = request.upload_handlers[0]
    upload = request.FILES.get("file")
    assert isinstance(handler, HashedUpload)
    if handler.is_too_large or upload is None:
        error = TOO_LARGE if handler.is_too_large else MISSING
        return render(request, "minutes/file_check.html", {"error": error}, status=422)
    answer = recognise(upload, request.user)
    return render(request, "minutes/file_check.html", {"answer": answer, "name": upload.name})
