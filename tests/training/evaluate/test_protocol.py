"""Figures, their intervals, and where predictions come from."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from core.models.cards import model_cards
from training.evaluate import protocol
from training.evaluate.protocol import (
    CROSS_VALIDATED,
    SHIPPED,
    Row,
    auc,
    balanced_accuracy,
    bootstrap,
    ece,
    f1,
    how,
    macro_f1,
    measured,
    over,
    share,
)

CHANCE = np.random.default_rng(7)


def a_row(value: float, target: float | None, *, lower_is_better: bool = False) -> Row:
    return Row("task", "corpus", "measure", 10, value, 0.0, 1.0, None, None, target, "how", lower_is_better)


def test_f1_of_a_worked_example() -> None:
    assert f1([1, 1, 0, 0], [1, 0, 1, 0]) == pytest.approx(0.5)
    assert f1([0, 0], [0, 0]) == 0.0


def test_macro_f1_weighs_a_rare_label_like_a_usual_one() -> None:
    truth = ["a"] * 8 + ["b"] * 2
    assert macro_f1(truth, ["a"] * 10) == pytest.approx((2 * 8 / 18 + 0) / 2)


def test_balanced_accuracy_takes_what_is_neither_for_wrong() -> None:
    assert balanced_accuracy(["Yes", "Yes", "No"], ["Yes", "", "No"]) == pytest.approx(0.75)


def test_the_area_under_the_curve_is_the_share_of_pairs_in_the_right_order() -> None:
    truth, scores = CHANCE.integers(0, 2, 60), CHANCE.integers(0, 9, 60)
    pairs = [(p > n) + 0.5 * (p == n) for p in scores[truth == 1] for n in scores[truth == 0]]
    assert auc(truth, scores) == pytest.approx(np.mean(pairs))
    assert np.isnan(auc([1, 1], [0.2, 0.4]))


def test_the_calibration_error_is_what_probabilities_are_off_by() -> None:
    truth = CHANCE.random(4000) < 0.3
    assert ece(truth, np.full(4000, 0.5)) == pytest.approx(0.2, abs=0.03)
    assert ece(truth, np.full(4000, 0.3)) < 0.05


def test_an_interval_is_the_same_every_time_and_holds_the_value() -> None:
    hits = CHANCE.random(200) < 0.6
    first, second = bootstrap(range(200), share(hits)), bootstrap(range(200), share(hits))
    assert first == second
    value, low, high = first
    assert low < value < high
    error = 1.96 * (value * (1 - value) / 200) ** 0.5
    assert (high - low) / 2 == pytest.approx(error, rel=0.15)


def test_whole_dialogues_are_drawn() -> None:
    """Ten examples of a dialogue that are all alike tell as much as one of them."""
    by_dialogue = CHANCE.random(40) < 0.5
    alike = np.repeat(by_dialogue, 10)
    _, low, high = bootstrap(np.repeat(np.arange(40), 10), share(alike))
    _, single_low, single_high = bootstrap(range(40), share(by_dialogue))
    assert high - low == pytest.approx(single_high - single_low, rel=0.2)


def test_a_share_of_none_has_an_interval_all_the_same() -> None:
    assert bootstrap(range(60), share(np.zeros(60))) == (0.0, 0.0, pytest.approx(0.05))
    assert bootstrap(range(60), share(np.ones(60))) == (1.0, pytest.approx(0.95), 1.0)


def test_words_and_numbers_are_measured_alike() -> None:
    truth, said = CHANCE.integers(0, 3, 50), CHANCE.integers(0, 3, 50)
    names = np.array(["negative", "neutral", "positive"])
    everything = np.arange(50)
    assert over(macro_f1, truth, said)(everything) == over(macro_f1, names[truth], names[said])(everything)


@pytest.mark.parametrize(
    ("row", "reached"),
    [
        (a_row(0.7, 0.7), True),
        (a_row(0.69, 0.7), False),
        (a_row(0.04, 0.05, lower_is_better=True), True),
        (a_row(0.06, 0.05, lower_is_better=True), False),
        (a_row(0.5, None), None),
    ],
)
def test_a_target_is_a_floor_or_of_errors_a_ceiling(row: Row, reached: bool | None) -> None:
    assert row.reached is reached


def test_a_row_tells_the_number_of_examples_and_four_decimals() -> None:
    row = measured("task", "corpus", "accuracy", ["a", "a", "b"], share([1, 1, 0]), how="how", target=0.5)
    assert (row.n, row.value) == (3, 0.6667)


@pytest.fixture
def a_corpus(tmp_path: Path) -> Path:
    (tmp_path / "talk").mkdir()
    (tmp_path / "talk" / "dev.jsonl").write_text('{"id": "1"}\n', encoding="utf-8")
    return tmp_path


def test_a_file_that_a_model_was_trained_on_is_cross_validated(a_corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = hashlib.sha256((a_corpus / "talk" / "dev.jsonl").read_bytes()).hexdigest()
    monkeypatch.setattr(protocol, "_training_files", lambda: {"head": frozenset({digest}), "other": frozenset()})
    assert how(a_corpus, "talk") == CROSS_VALIDATED
    assert how(a_corpus, "talk", "head") == CROSS_VALIDATED
    assert how(a_corpus, "talk", "other") == SHIPPED
    (a_corpus / "talk" / "dev.jsonl").write_text('{"id": "2"}\n', encoding="utf-8")
    assert how(a_corpus, "talk") == SHIPPED


def test_the_shipped_cards_name_the_files_that_models_were_trained_on() -> None:
    named = {part["sha256"] for card in model_cards().values() for part in card["data"] if "sha256" in part}
    assert named
    assert named == frozenset().union(*protocol._training_files().values())
