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
EXAMPLES = "60"  # an operation and a phase
TOOL = Path(os.environ.get("SCHEMATHESIS", ".venv-schemathesis/bin/schemathesis"))


def test_no_request_made_up_from_the_contract_is_answered_otherwise_than_it_says() -> None:
    with serving(RATE_LIMIT_TENANT="0", RATE_LIMIT_KEY="0") as service:
        admin = an_admin(service)
        url = f"http://127.0.0.1:{service.port}/api/v1"
        environment = os.environ | {
            "SCHEMATHESIS_HOOKS": "schemathesis_hooks",
            "PYTHONPATH": str(Path(__file__).parent),
            "SERVICE_URL": url,
            **{f"SERVICE_{name.upper()}": value for name, value in admin.items()},
        }
        command = [str(PROJECT / TOOL), "run", str(PROJECT / "swagger.yaml"), "--url", url]
        command += ["--phases", "examples,coverage,fuzzing,stateful", "--seed", SEED, "--max-examples", EXAMPLES]
        command += ["--checks", "all", "--continue-on-failure", "--report-dir", str(service.data_dir)]
        command += ["--exclude-tag", "Health"]  # which stands beside the base of the others
        done = subprocess.run(command, env=environment, cwd=service.data_dir, stdout=subprocess.PIPE, text=True)
        print(done.stdout)
        assert service.is_ready()
    assert done.returncode == 0
    assert re.search(r"\b0 fail|No issues found", done.stdout)
