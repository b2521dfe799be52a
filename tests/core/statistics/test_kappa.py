"""Kappa against published worked examples and statsmodels."""

from collections.abc import Sequence

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa as reference

from core.statistics.kappa import cohens_kappa


def pairs(table: Sequence[Sequence[int]]) -> dict[tuple[str, str], int]:
    return {(f"a{i}", f"a{j}"): count for i, row in enumerate(table) for j, count in enumerate(row) if count}


def test_the_worked_example_of_fleiss() -> None:
    """Fleiss, Statistical Methods for Rates and Proportions (1981), p. 213: .68."""
    found = cohens_kappa(pairs([[75, 1, 4], [5, 4, 1], [0, 0, 10]]))
    assert found is not None
    assert found[0] == pytest.approx(0.68, abs=0.005)


def test_the_worked_example_of_sas() -> None:
    """SAS/STAT User's Guide, FREQ procedure, agreement study of skin conditions: .3449, 95 % from .2030 to .4868."""
    found = cohens_kappa(pairs([[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]]))
    assert found is not None
    assert found[0] == pytest.approx(0.3449, abs=5e-5)
    assert found[1] == pytest.approx((0.2030, 0.4868), abs=5e-5)


@pytest.mark.parametrize("seed", range(5))
def test_it_is_that_of_statsmodels(seed: int) -> None:
    table = np.random.default_rng(seed).integers(0, 30, (4, 4))
    found, expected = cohens_kappa(pairs(table.tolist())), reference(table)
    assert found is not None
    assert found[0] == pytest.approx(expected.kappa, abs=1e-12)
    assert found[1] == pytest.approx((expected.kappa_low, expected.kappa_upp), abs=1e-9)


def test_two_who_always_give_one_answer_have_none() -> None:
    assert cohens_kappa({("Yes", "Yes"): 12}) is None
    assert cohens_kappa({}) is None


def test_two_who_always_agree_have_no_interval_and_two_who_never_do_have_less_than_chance() -> None:
    assert cohens_kappa({("Yes", "Yes"): 6, ("No", "No"): 6}) == (1, None)
    found = cohens_kappa({("Yes", "No"): 6, ("No", "Yes"): 6})
    assert found is not None
    assert found[0] == -1


def test_one_who_always_says_the_same_agrees_by_chance_only() -> None:
    found = cohens_kappa({("Yes", "Yes"): 9, ("Yes", "No"): 3})
    assert found is not None
    assert found[0] == 0
