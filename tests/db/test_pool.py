import gc
import threading

from flask import Flask

from db.base import db
from db.pool import WatchedPool


def test_a_connection_that_the_garbage_collector_returns_while_others_are_told_of_holds_up_nobody(app: Flask) -> None:
    pool = db.engine.pool.recreate()
    assert isinstance(pool, WatchedPool)
    told: list[int] = []
    circle: list[object] = [pool.connect()]
    circle.append(circle)

    def tell_amid_garbage(out: int) -> None:
        told.append(out)
        circle.clear() if len(told) > 1 else None
        gc.collect()

    pool.watch(tell_amid_garbage, lambda _: None, lambda: None)
    thread = threading.Thread(target=lambda: [pool.tell(), pool.tell(), pool.tell()], daemon=True)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()
    assert told == [1, 1, 0]
    pool.dispose()
