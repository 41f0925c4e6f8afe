"""The records, who may read them, and how they are kept: SQLAlchemy on SQLite or PostgreSQL."""
