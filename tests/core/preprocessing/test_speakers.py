from core.preprocessing import prepare
from core.preprocessing.speakers import floors
from tests.builders import a_call, bot, customer


def test_floors_alternate_and_hold_every_turn() -> None:
    lines = [bot("a", at=0), bot("b", at=4), customer("c", at=6), bot("d", at=9)]
    held = floors(prepare(a_call(lines, duration_s=10)).utterances)
    assert [(floor.speaker, floor.first, floor.last) for floor in held] == [
        ("bot", 0, 1),
        ("customer", 2, 2),
        ("bot", 3, 3),
    ]
    assert [floor.slot_s for floor in held] == [6, 3, 1]
    assert [floor.start_s for floor in held] == [0, 6, 9]
