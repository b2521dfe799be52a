"""Answers that a large language model words: what it is sent, and what of its reply is believed. No network here."""
