"""What no log says: what AI can do, and what skills cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jobdesign.checks import finite_number
from jobdesign.errors import InputError, did_you_mean
from jobdesign.importing.key_tables import KeyTable
from jobdesign.importing.names import listed
from jobdesign.importing.problem_text import rounded
from jobdesign.importing.summary import Tally

__all__ = ["AI_COLUMNS", "AiAssumptions", "Wanted", "complain_of_strangers", "manual_skills"]

AI_COLUMNS = ("ai_success", "ai_time_share", "ai_skill_share")


@dataclass(frozen=True, slots=True, kw_only=True)
class AiAssumptions:
    """What AI can do, of every step and of some.

    Parameters
    ----------
    success
        Chance that one attempt succeeds; None: AI can do only what the table says.
    time_share, skill_share
        Time of one attempt, and skill to prompt and check it, of the manual ones.
    table
        For activities that differ; an empty cell is the value above.

    Examples
    --------
    >>> AiAssumptions(success=0.7).of("file", 2.0, 10.0)
    {'ai_skill': 10.0, 'ai_time': 0.4, 'ai_success': 0.7}
    """

    success: float | None = None
    time_share: float = 0.2
    skill_share: float = 1.0
    table: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.success is not None:
            _chance("ai_success", self.success)
        finite_number("ai_time_share", self.time_share, 0)
        finite_number("ai_skill_share", self.skill_share, 0)
        for name, row in self.table.items():
            if "ai_success" in row:
                _chance(f"{name}: ai_success", row["ai_success"])
            elif self.success is None:
                raise InputError(
                    "no success is given", place=name, fix="fill the cell, or give --ai-success"
                )

    def of(self, activity: str, manual_time: float, manual_skill: float) -> dict[str, float]:
        """Return the AI fields of a step; none where AI cannot do it.

        A step of no length is given none: whoever checks there would check for nothing.
        """
        if manual_time == 0:
            return {}
        given = {
            "ai_time_share": self.time_share,
            "ai_skill_share": self.skill_share,
        } | dict(self.table.get(activity, {}))
        success = given.get("ai_success", self.success)
        if not success:
            return {}
        return {
            "ai_skill": rounded(given["ai_skill_share"] * manual_skill),
            "ai_time": rounded(given["ai_time_share"] * manual_time),
            "ai_success": success,
        }

    def explain(self, activities: Sequence[str], tally: Tally) -> None:
        """Say what is assumed, and which rows of the table nothing asks for."""
        if self.success is None and not self.table:
            tally.assumed.append("AI can do nothing: give --ai-success, or a table (--ai)")
            return
        complain_of_strangers(self.table, activities, "AI table", tally)
        rest = (
            f"ai_success {self.success:g}"
            if self.success is not None
            else "AI cannot do steps that are not in the table"
        )
        tally.assumed.append(
            f"AI: {rest}; ai_time {self.time_share:g} of manual_time an attempt, ai_skill "
            f"{self.skill_share:g} of manual_skill"
            + (f"; {len(self.table)} activities from a table" if self.table else "")
        )
        shares = [self.time_share, *(row.get("ai_time_share", 1.0) for row in self.table.values())]
        if 0 in shares:
            tally.noticed.append("ai_time_share 0: attempts of AI, and checking them, cost nothing")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A step whose skill is asked for."""

    activity: str
    role: str


def manual_skills(
    steps: Sequence[Wanted], wage: float | None, table: KeyTable | None, tally: Tally
) -> list[float]:
    """Return what the skill of each step earns an hour.

    Skills in a job add up to its wage. So a wage of people who do several steps is shared
    equally among them: one wage for everybody among all steps, a role's among the
    steps of the role. A table by activity holds the skills themselves.

    Raises
    ------
    InputError
        Where the table lacks a name and no wage is given for the rest.

    Examples
    --------
    >>> manual_skills([Wanted("a", ""), Wanted("b", "")], 30, None, Tally())
    [15.0, 15.0]
    """
    if wage is not None:
        finite_number("wage", wage, 0)
    if table is None:
        shared = 1.0 if wage is None else wage
        tally.assumed.append(
            f"manual_skill: a wage of {shared:g} an hour in equal shares, so one worker who does "
            "everything earns it"
            + ("; no wage was given, so costs are in hours of one worker" if wage is None else "")
        )
        return [rounded(shared / len(steps))] * len(steps)
    by_role = table.key == "role"
    keys = [step.role if by_role else step.activity for step in steps]
    complain_of_strangers(table.rows, keys, "wage table", tally)
    found = []
    steps_of = Counter(keys)
    for key in keys:
        value = table.rows.get(key, {}).get("wage")
        count = steps_of[key] if by_role else 1
        if value is None:
            if wage is None:
                raise InputError(
                    "has no wage",
                    place=f"{table.key} in the wage table",
                    value=key,
                    fix=did_you_mean(key, table.rows) or "add it, or give --wage for the rest",
                )
            value, count = wage, len(steps)
        found.append(rounded(value / count))
    tally.assumed.append(
        "manual_skill: the wage of the step's usual role, in equal shares among the role's steps"
        if by_role
        else "manual_skill: from the wage table, by activity"
    )
    if wage is not None:
        tally.assumed.append(f"where the wage table says nothing: {wage:g} over all steps")
    return found


def complain_of_strangers(
    known: Mapping[str, object], wanted: Sequence[str], what: str, tally: Tally
) -> None:
    """Say which rows of a table nothing asks for: a name may be misspelt."""
    asked = set(wanted)
    strangers = [name for name in known if name not in asked]
    if strangers:
        tally.noticed.append(f"rows of the {what} that no step asks for: {listed(strangers)}")


def _chance(place: str, value: float) -> None:
    if finite_number(place, value, 0) > 1:
        raise InputError(
            "must be a chance in [0, 1]", place=place, value=value, fix="write 0.7 for 70 %"
        )
