"""Damaged files of every kind are answered, or refused in one line."""

from __future__ import annotations

import pytest

from lengths import first
from report_mutants import LONGEST_MESSAGE, kinds, originals_are_right, tried

#: Mutants that broke a reader once.
FOUND = (867, 18621)


def test_what_is_damaged_is_read_as_it_is() -> None:
    originals_are_right()


@pytest.mark.parametrize("start", [*FOUND, *first(2, range(1000, 3000, 100))])
def test_damaged_files(start: int) -> None:
    numbers = [start] if start in FOUND else range(start, start + 100)
    for number in numbers:
        kind, outcome, _ = tried(number)
        assert outcome in ("answered", "refused"), (number, kind)


def test_every_kind_is_tried_and_messages_have_a_limit() -> None:
    assert {tried(number)[0] for number in range(len(kinds()))} == set(kinds())
    assert LONGEST_MESSAGE < 2000
