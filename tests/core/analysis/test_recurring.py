"""What recurs is kept from its second coming on, and no more of it than may be."""

from core.analysis.recurring import Recurring


class Counted:
    """A function that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, text: str) -> str:
        self.asked.append(text)
        return text.upper()


def test_a_text_is_kept_once_it_comes_again() -> None:
    find = Counted()
    recurring = Recurring(find)
    assert [recurring("hello") for _ in range(4)] == ["HELLO"] * 4
    assert find.asked == ["hello"] * 2


def test_a_text_that_comes_once_is_not_kept() -> None:
    recurring = Recurring(Counted())
    for text in ("hello", "your name is Bell", "hello"):
        recurring(text)
    assert len(recurring) == 1


def test_no_more_texts_are_kept_than_may_be() -> None:
    find = Counted()
    recurring = Recurring(find, most=2)
    for text in "abcabc":
        recurring(text)
    assert len(recurring) == 2
    find.asked.clear()
    assert [recurring(text) for text in "bca"] == ["B", "C", "A"]
    assert find.asked == ["a"]  # the oldest was left out


def test_what_is_forgotten_is_found_anew() -> None:
    find = Counted()
    recurring = Recurring(find)
    for _ in range(2):
        recurring("hello")
    recurring.forget()
    recurring("hello")
    assert len(find.asked) == 3
    assert len(recurring) == 0
