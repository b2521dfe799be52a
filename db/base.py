"""The Flask-SQLAlchemy extension and the base class of the models."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, MetaData, Numeric, Text, Uuid
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator


class Base(DeclarativeBase):
    """Names every constraint, so that repositories and migrations can speak of it.

    Documents are `json` rather than `jsonb`: they are only ever read whole, and must come back as they went in,
    with the order of their keys and the spelling of their numbers.
    """

    # A registry rather than a bare type_annotation_map: Flask-SQLAlchemy copies this class, and SQLAlchemy 2.1 refuses
    # a copy that has both.
    registry = registry(
        metadata=MetaData(
            naming_convention={
                "pk": "pk_%(table_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            }
        ),
        type_annotation_map={
            str: Text,
            UUID: Uuid,
            datetime: DateTime(timezone=True),
            dict[str, Any]: JSON,
            list[dict[str, Any]]: JSON,
        },
    )


db = SQLAlchemy(model_class=Base)

# Flask-SQLAlchemy makes its model class at run time, where no type checker can follow.
if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class SentNumber(TypeDecorator[float]):
    """A number that comes back as it was sent: 5 as 5, and 5.0 as 5.0."""

    impl = Numeric
    cache_ok = True

    def process_bind_param(self, value: float | None, dialect: Dialect) -> Decimal | None:
        """Keep the decimals of the shortest spelling."""
        return None if value is None else Decimal(repr(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> float | None:
        """Read a number without decimals as an integer."""
        if value is None:
            return None
        return int(value) if value.as_tuple().exponent == 0 else float(value)
