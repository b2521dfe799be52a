"""Which analysis this is: its version and the fingerprints of the data that it works with."""

import hashlib
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from core.preprocessing import DEFAULT_FILLERS
from core.reports import EngineInfo

MODELS: Final = Path(__file__).parent.parent / "models"
ACCURACY: Final = "accuracy.json"  # what `make evaluate` measured


def _fingerprints(folder: Path) -> dict[str, str]:
    """Map the name of each data file to its sha256, in the order of names: what is only told of them is left out."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.suffix in {".json", ".npz", ".txt"})
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if not path.name.endswith(".card.json") and path.name != ACCURACY
    }


# Under this name an engine gives the fingerprint of the fillers that it leaves out, where they are not the usual ones.
FILLERS: Final = "filler_words"

ENGINE: Final = EngineInfo(version="1.0.0", profile="fast", models=MappingProxyType(_fingerprints(MODELS)))


def engine_with(fillers: tuple[str, ...]) -> EngineInfo:
    """Return the engine that leaves out these fillers; with others than the usual ones it is another engine."""
    if fillers == DEFAULT_FILLERS:
        return ENGINE
    digest = hashlib.sha256("\n".join(fillers).encode()).hexdigest()
    return replace(ENGINE, models=MappingProxyType({**ENGINE.models, FILLERS: digest}))
