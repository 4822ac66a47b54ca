"""What a list of members would do to the register, row by row; nothing is written here."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from participants.member_cells import BODY, COLUMNS, EMAIL, END, NAME, POST, START, MemberColumns, fold
from participants.member_register import Register, Role, Who
from participants.models import User

Cells = dict[str, str]
NEW = "new"

NO_BODY = "Gruppen saknas, och du skriver för flera. Skriv en av dem: {bodies}."
STRANGER = (
    "Adressen hör till ett konto utanför dina grupper. Kontrollera den; stämmer den kan en administratör "
    "lägga till uppdraget."
)
ENDS_FIRST = "Sista dagen ligger före den första. Rätta en av dem."
WHICH_PERIOD = "Personen har rollen i flera perioder. Skriv i ”Från och med” vilken raden gäller."
OVERLAPS = (
    "Personen är redan {role}. Skriv samma första dag som där, eller ge det uppdraget en sista dag först."
)
ONE_OPEN_START = "Personen är redan {role} utan första dag. Skriv raden med en första dag."
CONTRADICTS = "Raden säger något annat än rad {row} om samma uppdrag. Ta bort den ena."


@dataclass
class Question:
    """A namesake: is the row about somebody known, or about somebody new?"""

    row: int
    name: str
    choices: list[tuple[str, str]]


@dataclass
class Line:
    """One row of the file, and what it would do."""

    number: int
    cells: Cells
    who: Who | None = None
    role: Role | None = None
    says: list[str] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    question: Question | None = None
    is_new_person: bool = False
    changes: bool = False

    @property
    def told(self) -> str:
        """What the row itself says, beside the name."""
        return ", ".join(filter(None, (self.cells.get(column) for column in COLUMNS[1:])))


@dataclass
class Plan:
    lines: list[Line]
    # By the row that names each first.
    new_people: dict[int, str]
    roles: list[tuple[Who, Role]]
    without_account: set[str]

    @property
    def questions(self) -> list[Question]:
        return [line.question for line in self.lines if line.question]

    @property
    def faults(self) -> list[tuple[int, str, str]]:
        return [(line.number, column, says) for line in self.lines for column, says in line.faults]

    @property
    def counts(self) -> dict[str, int]:
        roles = [role for _, role in self.roles]
        return {
            "people": len(self.new_people),
            "new": sum(not role.pk for role in roles),
            "changed": sum(bool(role.pk) for role in roles),
            "same": sum(line.role is not None and not line.changes for line in self.lines),
        }

    @property
    def digest(self) -> str:
        """Tell one plan from another: what was confirmed is what is stored."""
        told = [(line.number, line.says, line.faults, line.question) for line in self.lines]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def make_plan(rows: Iterable[tuple[int, Cells]], user: User, answers: Mapping[int, str]) -> Plan:
    """Return what the rows would do; an answer says for a row with a namesake whom it means."""
    listed = list(rows)
    names = [fold(cells.get(NAME, "")) for _, cells in listed]
    emails = [cells.get(EMAIL, "").lower() for _, cells in listed]
    return Planner(Register(user, names, emails), answers).plan(listed)


class Planner:
    def __init__(self, register: Register, answers: Mapping[int, str]) -> None:
        self.register, self.answers = register, answers
        self.columns = MemberColumns(register.bodies, register.organizations)
        self.held: dict[Who, list[Role]] = defaultdict(list)
        for pk, person in register.people.items():
            self.held[Who(pk=pk)] = list(person.roles)
        self.decided: dict[tuple[Any, ...], Who | Question] = {}
        self.first_of_name: dict[str, list[Line]] = defaultdict(list)
        self.lines: list[Line] = []

    def plan(self, rows: list[tuple[int, Cells]]) -> Plan:
        for number, cells in rows:
            line = Line(number, cells)
            self.lines.append(line)
            self._take(line)
        people = {line.number: line.cells[NAME] for line in self.lines if line.is_new_person}
        roles = [(who, role) for who, held in self.held.items() for role in held if role.row]
        emails = {line.cells.get(EMAIL, "").lower() for line in self.lines}
        return Plan(self.lines, people, roles, emails - {""} - self.register.by_email.keys())

    def _take(self, line: Line) -> None:
        values, line.faults = self.columns.values(line.cells)
        if not line.faults:
            self._check(line, values)
        if line.faults:
            return
        who = self._who(line, values)
        if isinstance(who, Question):
            line.question = who if who.row == line.number else None
            line.says.append("väntar på svar" if line.question else f"samma person som på rad {who.row}")
            return
        line.who = who
        line.is_new_person = who.row == line.number
        if who.row and not line.is_new_person:
            line.says.append(f"samma person som på rad {who.row}")
        else:
            line.says.append("ny person" if line.is_new_person else "känd person")
        self._give_role(line, who, values)

    def _check(self, line: Line, values: dict[str, Any]) -> None:
        bodies = self.register.bodies
        if values["body"] is None and len(bodies) == 1:
            values["body"] = bodies[0]
        if values["body"] is None:
            line.faults.append((BODY, NO_BODY.format(bodies=", ".join(str(body) for body in bodies))))
        if values["start_date"] and values["end_date"] and values["end_date"] < values["start_date"]:
            line.faults.append((END, ENDS_FIRST))
        if values["email"] in self.register.elsewhere:
            line.faults.append((EMAIL, STRANGER))

    def _who(self, line: Line, values: dict[str, Any]) -> Who | Question:
        name, organization = fold(values["name"]), values["on_behalf_of"]
        key = name, values["email"], organization.pk if organization else None
        if key not in self.decided:
            decided = self._decide(line, name, values)
            if isinstance(decided, Question):
                decided = self._answered(decided)
            self.decided[key] = decided
            self.first_of_name[name].append(line)
        return self.decided[key]

    def _decide(self, line: Line, name: str, values: dict[str, Any]) -> Who | Question:
        email, people = values["email"], self.register.people
        found, by_email = self.register.by_name.get(name, []), self.register.by_email.get(email)
        if by_email is not None and name in people[by_email].names:
            return Who(pk=by_email)
        sure = self._surely(found, values) if by_email is None else self._by_role(found, values)
        if sure is not None:
            return sure
        found = found if by_email is None else [by_email, *found]
        earlier = self._earlier(name, email, values["on_behalf_of"])
        if isinstance(earlier, Who):
            return earlier
        if not found and not earlier:
            return Who(row=line.number)
        known = [(str(pk), str(people[pk])) for pk in found]
        rows = [(f"row-{row.number}", f"Samma person som på rad {row.number}") for row in earlier]
        return Question(line.number, values["name"], [*known, *rows, (NEW, "En ny person")])

    def _surely(self, found: list[int], values: dict[str, Any]) -> Who | None:
        """Return whom the name must mean: nothing speaks against it, and nobody else is as likely."""
        email, stands_for = values["email"], values["on_behalf_of"]
        people = {pk: self.register.people[pk] for pk in found}
        possible = [pk for pk, known in people.items() if not (email and known.email)]
        in_organization = [pk for pk in possible if stands_for and stands_for.pk in people[pk].organizations]
        if len(in_organization) > 1:
            in_organization = [pk for pk in in_organization if self._has(pk, values)]
        if len(in_organization) == 1:
            return Who(pk=in_organization[0])
        if len(found) == 1 and possible == found and not (stands_for and people[found[0]].organizations):
            return Who(pk=found[0])
        return self._by_role(possible, values)

    def _by_role(self, possible: list[int], values: dict[str, Any]) -> Who | None:
        """Return the one who has the very role already: a file that is read again asks nothing anew."""
        same_role = [pk for pk in possible if self._has(pk, values)]
        return Who(pk=same_role[0]) if len(same_role) == 1 else None

    def _has(self, pk: int, values: dict[str, Any]) -> bool:
        wanted = _wanted(values, 0)
        return any(role.kind == wanted.kind and role.start == wanted.start for role in self.held[Who(pk=pk)])

    def _earlier(self, name: str, email: str, stands_for: Any) -> Who | list[Line]:
        """Return whom an earlier row of the file already means by the name, or the rows that may."""
        maybe = []
        for line in self.first_of_name[name]:
            other = line.cells.get(EMAIL, "").lower()
            if (line.who and not line.who.row) or line.faults or (email and other and email != other):
                continue
            organization = line.role.organization if line.role else None
            if line.who and ((email and email == other) or organization == stands_for):
                return line.who
            maybe.append(line)
        return maybe

    def _answered(self, question: Question) -> Who | Question:
        answer = self.answers.get(question.row, "")
        if answer not in dict(question.choices):
            return question
        if answer == NEW:
            return Who(row=question.row)
        if not answer.startswith("row-"):
            return Who(pk=int(answer))
        line = next(line for line in self.lines if f"row-{line.number}" == answer)
        return line.who or question

    def _give_role(self, line: Line, who: Who, values: dict[str, Any]) -> None:
        wanted = _wanted(values, line.number)
        held = self.held[who]
        same = [role for role in held if role.kind == wanted.kind]
        own = _meant(same, wanted)
        if own is None and same and wanted.start is None:
            line.faults.append((START, WHICH_PERIOD))
            return
        new = wanted if own is None else _changed(own, wanted)
        fault = _fault([role for role in held if role is not own], own, new)
        if fault:
            line.faults.append(fault)
            return
        line.role, line.changes = new, new != own
        if own is None:
            line.says.append(f"nytt uppdrag: {new}")
        else:
            line.says += _differences(own, new) or ["oförändrat"]
            held.remove(own)
        held.append(new)


def _wanted(values: dict[str, Any], number: int) -> Role:
    period = values["start_date"], values["end_date"]
    return Role(values["body"], values["role"], values["on_behalf_of"], values["post"], *period, row=number)


def _meant(same: list[Role], wanted: Role) -> Role | None:
    """Return the role that the row is about, if the person has it already; an empty day is no other day."""
    for role in same:
        if role.start == wanted.start:
            return role
    if wanted.start is None:
        going_on = [role for role in same if role.end is None]
        likely = same if len(same) == 1 else going_on
        return likely[0] if len(likely) == 1 else None
    unsaid = [role for role in same if role.start is None and role.overlaps(wanted)]
    return unsaid[0] if unsaid else None


def _changed(own: Role, wanted: Role) -> Role:
    """Return the role with what the row says; an empty cell takes nothing away."""
    new = replace(
        own, post=wanted.post or own.post, start=wanted.start or own.start, end=wanted.end or own.end
    )
    return new if new == own else replace(new, row=wanted.row)


def _fault(others: list[Role], own: Role | None, new: Role) -> tuple[str, str] | None:
    if own is not None and own.row and new != own:
        return POST if new.post != own.post else END, CONTRADICTS.format(row=own.row)
    if new.start and new.end and new.end < new.start:
        return END, ENDS_FIRST
    if own is not None and (own.start, own.end) == (new.start, new.end):
        return None
    for role in others:
        if role.kind == new.kind and role.overlaps(new):
            return START, OVERLAPS.format(role=role)
        if role.kind[:2] == new.kind[:2] and role.start is None and new.start is None:
            return START, ONE_OPEN_START.format(role=role)
    return None


def _differences(own: Role, new: Role) -> list[str]:
    pairs = [(POST, own.post, new.post), (START, own.start, new.start), (END, own.end, new.end)]
    return [
        f"ändrat: {column} {before or '(tomt)'} → {after}"
        for column, before, after in pairs
        if before != after
    ]
