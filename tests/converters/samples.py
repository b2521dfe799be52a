"""The sample documents, written by hand after the public descriptions, and what is given beside them."""

import json
from pathlib import Path
from typing import Any

from api.converters import Given
from tests.converters.writers import STARTED

SAMPLES = Path(__file__).parent / "samples"
EXPECTED = Path(__file__).parent / "expected"
NAMES = sorted(str(path.relative_to(SAMPLES)) for path in SAMPLES.glob("*/*.json"))

# Who is the bot, where a platform does not say it.
BOTS = {"amazon-transcribe": "spk_0", "deepgram": "0", "twilio": "1"}


def document(name: str) -> Any:
    return json.loads((SAMPLES / name).read_text(encoding="utf-8"))


def expected(name: str) -> Any:
    return json.loads((EXPECTED / name).read_text(encoding="utf-8"))


def given_with(name: str, /, **fields: Any) -> Given:
    """Return what is given beside a sample, or any document of its format."""
    written_as = name.partition("/")[0]
    bot_name = None if written_as in ("vapi", "retell") else "Aria"
    stem = Path(name).stem
    fields = {"campaign_id": "FIBRE", "started_at": STARTED, "bot_name": bot_name, "name": stem, **fields}
    return Given(**{"bot_speaker": BOTS.get(written_as), **fields})
