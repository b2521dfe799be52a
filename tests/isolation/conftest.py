"""The application of the API's tests, and two tenants in a transaction that is rolled back."""

from tests.api.conftest import app, settings

__all__ = ["app", "settings"]
