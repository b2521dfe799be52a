"""The demo: real dialogues, posted to the running service over HTTP, and what it says of them (`make demo`)."""
