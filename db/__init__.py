"""Storage: Flask-SQLAlchemy models, repositories, the unit of work and the launcher of the embedded PostgreSQL."""
