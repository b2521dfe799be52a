"""How many requests of one tenant can be noted in its audit, one link of the chain after the other; and of many.

Each transaction does what `AuditRepository.record` does and nothing else. It needs pgbench, of the system's PostgreSQL.
"""

import re
import subprocess
from pathlib import Path
from statistics import median

from tests.bench.figures import interleaved
from tests.rehearsals.cluster import a_cluster, asked

CLIENTS, RUN_S, ROUNDS = 8, 5, 3
TENANTS = {"one tenant": 1, f"{CLIENTS} tenants": CLIENTS}
TRANSACTION = """
\\set n random(1, {tenants})
begin;
select set_config('app.tenant_id', 't' || :n, true);
insert into audit_heads values ('t' || :n, 1, decode(repeat('00', 32), 'hex'))
on conflict on constraint pk_audit_heads do update set sequence = audit_heads.sequence + 1 returning sequence \\gset
with appended as (
    insert into audit_events (tenant_id, sequence, event_id, at, actor_kind, actor_name, action, details,
        previous_hash, hash)
    values ('t' || :n, :sequence, gen_random_uuid(), clock_timestamp(), 'system', 'rehearsal', 'rehearsed', '{{}}',
        decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'))
)
update audit_heads set hash = decode(repeat('01', 32), 'hex') where tenant_id = 't' || :n;
commit;
"""


def main() -> None:
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))
    if not programs:
        print("Not rehearsed: there is no pgbench here (apt-get install postgresql).")
        return
    with a_cluster() as cluster:
        numbers = f"generate_series(1, {CLIENTS}) n"
        asked(cluster, f"insert into tenants (tenant_id, name, active) select 't' || n, 'T', true from {numbers}")

        def rate(tenants: int) -> float:
            script = cluster.folder / f"append-{tenants}.sql"
            script.write_text(TRANSACTION.format(tenants=tenants), encoding="ascii")
            command = [programs[-1], "-n", "-c", str(CLIENTS), "-j", "2", "-T", str(RUN_S), "-f", script]
            at = ["-h", cluster.socket, "-U", "call_quality_app", "call_quality"]
            told = subprocess.run([*command, *at], capture_output=True, text=True, check=True).stdout
            done = re.search(r"actually processed: (\d+)", told)
            assert done, told
            return int(done[1]) / RUN_S

        rates = interleaved({name: lambda number=number: rate(number) for name, number in TENANTS.items()}, ROUNDS)
        for name, rounds in rates.items():
            print(f"{name:<10} {median(rounds):6.0f} events/s of {[round(each) for each in rounds]}")
        longest = "select max(sequence), count(*) from audit_events where tenant_id = 't1'"
        assert len(set(asked(cluster, longest)[0])) == 1, "a link is missing"


if __name__ == "__main__":
    main()
