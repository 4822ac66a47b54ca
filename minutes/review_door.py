"""Who comes in to the justerare's pages."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from minutes.models import Meeting, Officer
from participants.access import MemberRequest
from participants.models import Body, Person

NOT_NAMED = (
    "Bara den som är utsedd till mötets justerare kan godkänna protokollet. "
    "Du kan läsa det på mötets sida. Är du justerare? Be sekreteraren lägga till dig."
)
UNPROCESSABLE, CONFLICT = 422, 409


def approver_door(request: MemberRequest, pk: int) -> tuple[Meeting, Person]:
    """Return the meeting and its justerare; a member of the group may be one of a text that is a draft again.

    Who is not named is told so, if the meeting is for that person to see at all.
    """
    meetings = Meeting.objects.filter(body__in=Body.objects.visible_to(request.user)).select_related("body")
    approving = Officer.objects.approving().filter(meeting=pk)
    named = Person.objects.filter(user=request.user, pk__in=approving.values("person_id")).first()
    if named is None:
        get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
        raise PermissionDenied(NOT_NAMED)
    return get_object_or_404(meetings, pk=pk), named
