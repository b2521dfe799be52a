"""The application as servers and the command line load it."""

from api.app import create_app
from api.cli import with_database
from api.settings import Settings

app = create_app(with_database(Settings.from_env()))
