"""Which constraint a refused statement violated."""

from sqlalchemy.exc import IntegrityError


def violated(error: IntegrityError) -> str | None:
    """Return the name of the violated constraint, as PostgreSQL reports it; None where it names none."""
    diagnostics = getattr(error.orig, "diag", None)
    name: str | None = getattr(diagnostics, "constraint_name", None)
    return name
