"""Make everything in core/models anew, in the order in which one is made of another, and tell what came out changed.

Usage: python -m training.train --data DIRECTORY [--wordnet DIRECTORY] [--only MODEL,…]
"""

import argparse
import hashlib
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from core.analysis.engine import ACCURACY
from core.analysis.heads import MODELS

# Where Debian's package wordnet-base has it.
WORDNET = Path("/usr/share/wordnet")
# Each step with the name of its option for the corpora, or for what it is made from instead.
STEPS = {
    "ngrams": "--corpora",
    "background_frequencies": "--data",
    "static_embedding": "--corpora",
    "kinship": "--wordnet",
    "topic_relevance": "--corpora",
    "sentiment_lexicon": "--corpora",
    "sentiment": "--corpora",
    "acts": "--corpora",
    "reaction": "--corpora",
    "annoyance": "--corpora",
    "conversion": "--corpora",
    "campaign_focus": "--corpora",  # reads whole calls by what is above
    "relevance": "--corpora",
    "likely": "--corpora",
    "answering": "--corpora",  # calibrates what all of the above says
}


def command(step: str, data: Path, wordnet: Path) -> list[str]:
    """Return the command of a step."""
    source = wordnet if STEPS[step] == "--wordnet" else data
    found = [sys.executable, "-m", f"training.{step}", STEPS[step], str(source)]
    return [*found, "--vader", str(vader_lexicon())] if step == "sentiment_lexicon" else found


def vader_lexicon() -> Path:
    """Return the word list of VADER's package; raise ModuleNotFoundError where it is not installed."""
    package = find_spec("vaderSentiment")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("vaderSentiment")
    return Path(package.submodule_search_locations[0]) / "vader_lexicon.txt"


def fingerprints() -> dict[str, str]:
    """Return the sha256 of each data file and card, by name."""
    files = (path for path in MODELS.glob("*.*") if path.suffix in {".json", ".npz"} and path.name != ACCURACY)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)}


def main() -> None:
    """Run the steps; stop at the first that fails."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--wordnet", type=Path, default=WORDNET, help="directory of WordNet 3.0's files")
    parser.add_argument("--only", default=",".join(STEPS), help=f"some of {', '.join(STEPS)}")
    options = parser.parse_args()
    unknown = sorted(set(options.only.split(",")) - STEPS.keys())
    if unknown:
        parser.error(f"{', '.join(unknown)}: none of {', '.join(STEPS)}")
    before = fingerprints()
    for step in STEPS:
        if step in options.only.split(","):
            begun = time.monotonic()
            print(f"training {step} …", file=sys.stderr, flush=True)
            subprocess.run(command(step, options.data, options.wordnet), check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - own modules
            print(f"training {step}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    after = fingerprints()
    for name in sorted(before.keys() | after.keys()):
        print(f"{'as before' if before.get(name) == after.get(name) else 'CHANGED':10} {name}")


if __name__ == "__main__":
    main()
