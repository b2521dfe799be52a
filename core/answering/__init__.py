"""Answers to free questions about one call, with evidence."""
