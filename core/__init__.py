"""The analysis and the use cases: pure Python, no framework, no database, no network, no clock of its own."""
