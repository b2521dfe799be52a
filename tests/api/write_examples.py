"""`make examples`: play the examples of the contract and write what comes back into it."""

import tempfile
from pathlib import Path
from textwrap import indent

import yaml

from api.app import create_app
from api.contract import CONTRACT_FILE
from api.settings import Settings
from api.wiring import services
from db.embedded import running
from db.migrate import upgrade
from tests.api.examples import MARK, play, request_body
from tests.api.partner import Partner


def main() -> None:
    """Replace everything behind the mark in swagger.yaml."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), durable=False) as urls:
        upgrade(urls.owner)
        settings = {"DATABASE_URL": urls.app, "DATA_DIR": folder, "LOG_LEVEL": "CRITICAL"}
        # A broker that is away: jobs are accepted, and nobody does them.
        app = create_app(Settings.from_env({**settings, "CELERY_BROKER_URL": "redis://127.0.0.1:1"}))
        login = request_body("login")
        with app.app_context():
            services().people.add_tenant(login["tenant_id"], "Demo tenant")
            services().people.add_user(login["tenant_id"], login["username"], "admin", login["password"])
        answers = play(Partner(app.test_client()))
    written = {name: {"value": value} for name, value in answers.items()}
    block = yaml.safe_dump(written, sort_keys=False, allow_unicode=True, width=120)
    authored, mark, _ = CONTRACT_FILE.read_text(encoding="utf-8").partition(MARK)
    CONTRACT_FILE.write_text(authored + mark + indent(block, "    "), encoding="utf-8")


if __name__ == "__main__":
    main()
