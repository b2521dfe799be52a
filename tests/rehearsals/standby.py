"""A standby while calls come in: how far behind it is, and what a list costs there and on the primary meanwhile."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import psycopg2
from psycopg2.extensions import connection as Connection
from sqlalchemy import make_url

from tests.blackbox.conftest import BASE, Service, new_id
from tests.blackbox.dialogues import real_calls
from tests.databases.conftest import Cluster
from tests.databases.standby import following
from tests.rehearsals.cluster import a_cluster, asked, log_in, serving

CLIENTS, BATCH, CALLS = 2, 50, 3000
EVERY_S = 0.2
# What is left to replay, in bytes and by the clock of the primary, which asks its standby.
BEHIND = """
    select pg_current_wal_flush_lsn() - replay_lsn, extract(epoch from coalesce(replay_lag, interval '0'))
    from pg_stat_replication where application_name = 'standby'
"""
PAGE = """
    select conversation_id, call_id, c.started_at, overall_quality_score
    from conversations c left join call_facts f using (tenant_id, conversation_id)
    where c.tenant_id = 'demo' order by c.started_at desc, conversation_id desc limit 21
"""


def page_ms(connection: Connection) -> float:
    """Return how long a page takes, as the serving role under row-level security."""
    with connection, connection.cursor() as cursor:
        cursor.execute("select set_config('app.tenant_id', 'demo', true)")
        began_s = time.perf_counter()
        cursor.execute(PAGE)
        cursor.fetchall()
    return 1000 * (time.perf_counter() - began_s)


def post(service: Service) -> None:
    calls = real_calls(CALLS, new_id())
    bodies = [json.dumps({"transcription": calls[first : first + BATCH]}).encode() for first in range(0, CALLS, BATCH)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        path = f"{BASE}/conversations/process"
        answers = list(pool.map(lambda body: service.ask("POST", path, body, timeout_s=120), bodies))
    assert {answer.status for answer in answers} == {200}


def measure(cluster: Cluster, service: Service) -> None:
    with following(cluster) as standby:
        port = int(str(make_url(standby.url).query["port"]))
        at = {"host": cluster.socket, "user": "call_quality_app", "dbname": "call_quality"}
        servers = {"primary": psycopg2.connect(**at), "standby": psycopg2.connect(**at, port=port)}
        behind: list[tuple[float, float]] = []
        pages: dict[str, list[float]] = {name: [] for name in servers}
        load = threading.Thread(target=post, args=(service,))
        began_s = time.monotonic()
        load.start()
        while load.is_alive():
            behind += [(float(size), float(lag)) for size, lag in asked(cluster, BEHIND)]
            for name, connection in servers.items():
                pages[name].append(page_ms(connection))
            time.sleep(EVERY_S)
        took_s = time.monotonic() - began_s
        for connection in servers.values():
            connection.close()
        while not standby.caught_up():
            time.sleep(0.01)
        print(f"{CALLS / took_s:.0f} calls/s to the primary; {len(behind)} looks at the standby meanwhile")
        for what, column, scale in (("kB of log behind", 0, 1e3), ("ms behind", 1, 1e-3)):
            found = sorted(each[column] / scale for each in behind)
            most = f"95 % {found[len(found) * 95 // 100]:8.1f}   most {found[-1]:8.1f}"
            print(f"{what:<18} median {median(found):8.1f}   {most}")
        for name, found in pages.items():
            print(f"a page from the {name:<8} median {median(found):.2f} ms, most {max(found):.2f} ms")
        counts = [asked(cluster, "select count(*) from reports", each)[0][0] for each in (5432, port)]
        assert counts == [CALLS, CALLS], counts
        print(f"caught up; both have {CALLS} reports")


def main() -> None:
    with a_cluster() as cluster, serving(cluster, "web") as service:
        log_in(service)
        measure(cluster, service)


if __name__ == "__main__":
    main()
