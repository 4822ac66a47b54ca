"""The people at a meeting, in the order in which a reader looks for them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from minutes.models import Attendance
from participants.models import Organization


@dataclass
class AttendanceList:
    """Who was there for whom; `groups` hold members and substitutes by their organisation at the time."""

    groups: list[tuple[Organization | None, list[Attendance]]] = field(default_factory=list)
    guests: list[Attendance] = field(default_factory=list)
    absent: list[Attendance] = field(default_factory=list)

    @property
    def present_count(self) -> int:
        return sum(len(rows) for _, rows in self.groups)

    def __bool__(self) -> bool:
        return bool(self.groups or self.guests or self.absent)


def by_organization(rows: Iterable[Attendance]) -> AttendanceList:
    """Sort the attendance out; load it with `person` and `organization`."""
    result = AttendanceList()
    present: dict[Organization | None, list[Attendance]] = {}
    for row in rows:
        if row.mode == Attendance.Mode.ABSENT:
            result.absent.append(row)
        elif row.role == Attendance.Role.GUEST:
            result.guests.append(row)
        else:
            present.setdefault(row.organization, []).append(row)
    result.groups = sorted(
        present.items(), key=lambda group: (group[0] is None, group[0].sort_name if group[0] else "")
    )
    return result
