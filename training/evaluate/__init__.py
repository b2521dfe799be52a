"""Measure the analysis on labelled conversations: `python -m training.evaluate`."""
