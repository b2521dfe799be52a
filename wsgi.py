"""The application as servers and the command line load it."""

import gc
import os
import signal
import sys

# Before numpy loads: a worker does one call at a time, and numpy's own threads would only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# A worker of uWSGI that is told to end while it still loads would not hear it, and its master would wait for ever. It
# has no request to finish; as soon as it takes some, uWSGI's own handler takes the place of this one.
if "uwsgi" in sys.modules:
    signal.signal(signal.SIGHUP, lambda signum, frame: os._exit(0))
    # Nothing that is loaded becomes garbage, but to look for some would take a fifth of the time that loading takes.
    gc.disable()

from api.app import create_app
from api.cli import with_database
from api.settings import Settings

app = create_app(with_database(Settings.from_env()))
gc.freeze()  # nor need it be looked through later, again and again
gc.enable()
