"""Model cards: written beside each data file by the script that makes it."""

import hashlib
import json
from typing import Any

from core.analysis.heads import MODELS


def write_card(name: str, *, what: str, data: list[dict[str, Any]], made_by: str, **more: Any) -> None:
    """Write `NAME.card.json` for the data files of that name that stand in core/models, with their sha256."""
    files = [path for path in (MODELS / f"{name}.json", MODELS / f"{name}.npz") if path.exists()]
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    card = {"name": name, "what": what, "data": data, "made_by": made_by, **more, "sha256": digests}
    (MODELS / f"{name}.card.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
