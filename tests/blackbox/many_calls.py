"""Load five thousand real dialogues with planted differences into the running service; print what it makes of them.

Start the service with `make run`, then call `make many-calls` with the same DATA_DIR. The dialogues are read from the
folder DATA (tests.blackbox.planted says what is done to them) and imported by the command line; what was imported
before is left as it is. Then analytics and comparisons are asked for over HTTP, as the demo tenant.

Usage: python -m tests.blackbox.many_calls [--data FOLDER]
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from api.demo.access import Access
from tests.api.partner import BASE
from tests.blackbox.conftest import PROJECT
from tests.blackbox.planted import BASELINE, CAMPAIGNS, CANDIDATE, PlantedCampaign, write

FILES = PROJECT / "build" / "many-calls"


class Asking:
    """The demo tenant at the service."""

    def __init__(self, access: Access) -> None:
        self._http = httpx.Client(base_url=access.url + BASE, timeout=120, trust_env=False)
        names = {"tenant_id": access.tenant_id, "username": access.username, "password": access.password}
        token = self._http.post("/auth/login", json=names).raise_for_status().json()["access_token"]
        self._http.headers["Authorization"] = f"Bearer {token}"

    def ensure(self, campaign: PlantedCampaign) -> None:
        if self._http.get(f"/campaigns/{campaign.code}").status_code == 404:
            self._http.post("/campaigns", json=campaign.body).raise_for_status()

    def get(self, path: str, **query: str) -> tuple[Any, float]:
        """Return an answer and the seconds that it took."""
        began_s = time.perf_counter()
        answer = self._http.get(path, params=query).raise_for_status()
        return answer.json(), time.perf_counter() - began_s


def load(campaign: PlantedCampaign, data: Path, tenant_id: str) -> None:
    """Import a campaign's calls; the command line shows how far it is."""
    file = write(campaign, data, FILES)
    words = [sys.executable, "-m", "flask", "--app", "wsgi", "import", "--tenant", tenant_id, str(file)]
    began_s = time.perf_counter()
    print(f"\n{campaign.code}: {file}", flush=True)
    subprocess.run(words, cwd=PROJECT, check=True)
    print(f"in {time.perf_counter() - began_s:.0f} s")


def show(campaign: PlantedCampaign, asking: Asking) -> None:
    """Print what analytics and comparison say of a campaign."""
    analytics, elapsed_s = asking.get(f"/campaigns/{campaign.code}/analytics", group_by="segment")
    print(
        f"\n{'=' * 100}\n{campaign.body['name']} [{campaign.code}]: {analytics['counts']} in {1000 * elapsed_s:.0f} ms"
    )
    for score in analytics["scores"]:
        print(f"  {score['score']:28} {_interval(score, 'mean')}  sd {score.get('standard_deviation', 0):.2f}")
    for rate in analytics["rates"]:
        print(f"  {rate['rate']:28} {_interval(rate, 'share')}  {rate['count']} of {rate['n']}")
    for kind in ("new_requests", "unresolved_requests"):
        print(f"  {kind}:")
        for topic in analytics[kind][:5]:
            counts = f"{topic['count']:4} in {topic['call_count']:4} calls, {topic['unresolved_count']:4} unresolved"
            print(f"    {counts}: {topic['topic'][:70]}")
    for call in analytics["worth_a_listen"]:
        print(f"  worth a listen: {call['reason']:18} {call['value']:6.2f} {call['call_id']}")
    compared, elapsed_s = asking.get(f"/campaigns/{campaign.code}/comparison", baseline=BASELINE, candidate=CANDIDATE)
    both = [f"{side['bot_name']} (n {side['n']})" for side in (compared["baseline"], compared["candidate"])]
    print(f"  {' against '.join(both)} in {1000 * elapsed_s:.0f} ms")
    print(f"  planted: {campaign.expected}")
    for metric in compared["metrics"]:
        print(f"    {_compared(metric)}")
    mix = compared["mix"]
    print(f"  mix differs: {mix['differs']}, p {mix.get('p', 1):.4f}, Cramér's V {mix.get('cramers_v', 0):.3f}")
    for warning in compared["warnings"]:
        print(f"  warning: {warning}")


def _interval(found: Mapping[str, Any], value: str) -> str:
    if value not in found:
        return "no value"
    return f"{found[value]:7.3f} [{found.get('low', float('nan')):.3f}, {found.get('high', float('nan')):.3f}]"


def _compared(metric: Mapping[str, Any]) -> str:
    if "difference" not in metric:
        return f"{metric['metric']:28} {metric['verdict']}"
    values = f"{metric['baseline']['value']:6.3f} → {metric['candidate']['value']:6.3f}"
    adjusted = f", adjusted {metric['adjusted']['difference']:+.3f}" if "adjusted" in metric else ""
    needed = f", {metric['calls_needed']} calls of each would decide" if "calls_needed" in metric else ""
    return (
        f"{metric['metric']:28} {values}  {metric['difference']:+.3f} [{metric['low']:+.3f}, {metric['high']:+.3f}]"
        f"  p {metric['p_corrected']:.4f}  effect {metric['effect_size']:+.2f}  {metric['verdict']}{adjusted}{needed}"
    )


def main() -> None:
    """Load what is not loaded, then print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=PROJECT.parent / "shared" / "data")
    data = parser.parse_args().data
    access = Access.from_env()
    asking = Asking(access)
    for campaign in CAMPAIGNS:
        asking.ensure(campaign)
        load(campaign, data, access.tenant_id)
    for campaign in CAMPAIGNS:
        show(campaign, asking)


if __name__ == "__main__":
    main()
