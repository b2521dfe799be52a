"""How many calls to review."""

import numpy as np
import pytest
from statsmodels.stats.proportion import samplesize_confint_proportion

from core.statistics.planning import sample_size


@pytest.mark.parametrize("margin", [0.01, 0.05, 0.1, 0.5])
def test_of_a_large_campaign_as_many_as_statsmodels_says(margin: float) -> None:
    expected = np.ceil(samplesize_confint_proportion(0.5, margin))
    assert sample_size(margin, 10**12) == expected


@pytest.mark.parametrize("population", [0, 1, 2, 50, 1000, 70_000])
def test_never_more_than_there_are_and_fewer_for_a_wider_margin(population: int) -> None:
    sizes = [sample_size(margin, population) for margin in (0.01, 0.05, 0.2, 0.5)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] <= population
    assert sizes[-1] >= min(population, 1)


@pytest.mark.parametrize("population", [300, 5000])
def test_a_share_is_within_the_margin_19_times_of_20(population: int) -> None:
    random = np.random.default_rng(1)
    drawn = sample_size(0.1, population)
    found = random.hypergeometric(population // 2, population - population // 2, drawn, 4000) / drawn
    within = np.mean(np.abs(found - 0.5) <= 0.1)
    assert 0.94 <= within <= 0.98
