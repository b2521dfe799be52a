"""The application as servers and the command line load it."""

import os

# Before numpy loads: a worker does one call at a time, and numpy's own threads would only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from api.app import create_app
from api.cli import with_database
from api.settings import Settings

app = create_app(with_database(Settings.from_env()))
