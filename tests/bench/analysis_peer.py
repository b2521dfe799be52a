"""VADER over the turns of calls, in the environment of the peers: a line in is a list of texts, a line out its seconds.

It times itself, since what it costs to hand texts from process to process is no part of it.
"""

import json
import sys
import time

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer


def main() -> None:
    """Score each list of texts, and tell what that took of the processor's time."""
    vader = SentimentIntensityAnalyzer()
    for line in sys.stdin:
        texts = json.loads(line)
        began = time.process_time()
        for text in texts:
            vader.polarity_scores(text)
        print(time.process_time() - began, flush=True)


if __name__ == "__main__":
    main()
