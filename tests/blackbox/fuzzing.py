"""Requests that schemathesis makes up from the contract; run by `make schemathesis`, not by `make test`.

All its phases: the contract's examples, the bounds of every schema, random data good and bad, and chains of operations.
The seed is fixed, so that a failure comes again.
"""

import os
import re
import subprocess
from pathlib import Path

from tests.blackbox.conftest import PROJECT, an_admin, serving

SEED = "20240115"
EXAMPLES = "25"  # an operation and a phase
# Rules that no schema can say (a cursor of this list, an unused call id, an end after its begin) refuse what a schema
# allows; and a call may be named `process`, so that this address has the methods of a call, too.
NOT_CHECKED = "positive_data_acceptance,allow_header_conformance"
# The identities that the contract gives as examples, so that these find something.
CODE, CALL_ID = "CAMPAIGN_OFFERS_Q1", "CALL_2024_001"
TOOL = Path(os.environ.get("SCHEMATHESIS", ".venv-schemathesis/bin/schemathesis"))


def test_no_request_made_up_from_the_contract_is_answered_otherwise_than_it_says() -> None:
    with serving(RATE_LIMIT_TENANT="0", RATE_LIMIT_KEY="0") as service:
        admin = an_admin(service)
        assert service.post("/campaigns", {"name": "Loans", "code": CODE}).status == 201
        assert service.process(CALL_ID).status == 200
        url = f"http://127.0.0.1:{service.port}/api/v1"
        environment = os.environ | {
            "SCHEMATHESIS_HOOKS": "schemathesis_hooks",
            "PYTHONPATH": str(Path(__file__).parent),
            "SERVICE_URL": url,
            **{f"SERVICE_{name.upper()}": value for name, value in admin.items()},
        }
        command = [str(PROJECT / TOOL), "run", str(PROJECT / "swagger.yaml"), "--url", url]
        command += ["--phases", "examples,coverage,fuzzing,stateful", "--seed", SEED, "--max-examples", EXAMPLES]
        command += [
            "--checks",
            "all",
            "--exclude-checks",
            NOT_CHECKED,
            "--continue-on-failure",
            "--report-dir",
            str(service.data_dir),
        ]
        command += ["--exclude-tag", "Health"]  # which stands beside the base of the others
        done = subprocess.run(command, env=environment, cwd=service.data_dir, stdout=subprocess.PIPE, text=True)
        print(done.stdout)
        assert service.is_ready()
    assert done.returncode == 0
    assert re.search(r"\d{3,} generated", done.stdout)
