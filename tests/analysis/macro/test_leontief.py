"""The technology of one firm."""

from __future__ import annotations

import math

import numpy as np
import pytest

import jobdesign as jd


def random_technology(rng: np.random.Generator) -> jd.Technology:
    values = rng.uniform(0.1, 5, 4)
    return jd.Technology(
        management_requirement=values[0],
        human_requirement=values[1],
        management_wage=values[2],
        human_wage=values[3],
    )


def test_labour_is_the_least_that_makes_an_output() -> None:
    rng = np.random.default_rng(0)
    for _ in range(300):
        firm = random_technology(rng)
        quality, output = rng.uniform(0.05, 1), rng.uniform(0.1, 9)
        of_ai, of_people = firm.labour(output, quality)
        assert firm.output(of_ai, of_people, quality) == pytest.approx(output, rel=1e-13)
        assert firm.output(0.9 * of_ai, of_people, quality) == pytest.approx(0.9 * output)
        assert firm.output(of_ai, 0.9 * of_people, quality) == pytest.approx(0.9 * output)
        assert firm.output(9 * of_ai, of_people, quality) == pytest.approx(output)
        assert firm.output(of_ai, of_people, quality, capital=output / 2) == output / 2
        spent = firm.management_wage * of_ai + firm.human_wage * of_people
        assert spent == pytest.approx(output * firm.unit_cost(quality), rel=1e-13)


def test_at_the_threshold_a_firm_just_breaks_even() -> None:
    rng = np.random.default_rng(1)
    for _ in range(300):
        firm = random_technology(rng)
        price = firm.human_wage * firm.human_requirement * rng.uniform(1.01, 5)
        u = firm.threshold(price)
        assert firm.unit_cost(u) == pytest.approx(price, rel=1e-12)
        assert firm.unit_cost(u * 0.99) > price > firm.unit_cost(u * 1.01)
        lots = firm.per(7.0)
        assert lots.threshold(price * 7) == pytest.approx(u, rel=1e-12)


def test_no_quality_is_enough_where_people_cost_the_price() -> None:
    firm = jd.Technology(management_requirement=1, human_requirement=2, human_wage=0.5)
    assert firm.threshold(1.0) == math.inf
    assert firm.threshold(1.5) == 2.0


def test_a_kind_of_labour_that_is_not_needed_never_binds() -> None:
    firm = jd.Technology(management_requirement=2, human_requirement=0)
    assert firm.output(4, 0, quality=0.5) == 1
    assert jd.Technology(management_requirement=0, human_requirement=2).output(0, 4, 0.5) == 2


@pytest.mark.parametrize(
    ("call", "place"),
    [
        (lambda: jd.Technology(management_requirement=-1, human_requirement=1), "management_req"),
        (lambda: jd.Technology(management_requirement=1, human_requirement=math.nan), "human_req"),
        (lambda: FIRM.output(1, 1, quality=0), "quality = 0"),
        (lambda: FIRM.output(-1, 1, quality=1), "management_labour"),
        (lambda: FIRM.labour(1, quality=-0.5), "quality"),
        (lambda: FIRM.per(0), "units"),
        (lambda: FIRM.threshold(-1), "price"),
    ],
)
def test_bad_numbers_are_named(call, place: str) -> None:
    with pytest.raises(jd.InputError, match=place):
        call()


FIRM = jd.Technology(management_requirement=1, human_requirement=1)
