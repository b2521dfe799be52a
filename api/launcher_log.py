"""Logs of what the launcher starts."""

from pathlib import Path

LOG_LIMIT = 10_000_000  # bytes, after which a start begins a new log and keeps one older


def begin_log_anew(log: Path) -> None:
    """Put a log aside that has become long."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
