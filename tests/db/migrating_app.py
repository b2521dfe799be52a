"""The least app that Flask-Migrate works with."""

import os

from flask import Flask
from flask_migrate import Migrate

from db.base import db
from db.engine import bind

app = Flask("migrating")
app.config["DATABASE_OWNER_URL"] = os.environ["OWNER_URL"]
bind(app, url=os.environ["APP_URL"])
Migrate(app, db)
