"""The database: tables' base, engine and migrations."""
