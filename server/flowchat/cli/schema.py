"""Which tables this code knows, which the database has, and the way from there to here.

Imports Django, so it may be imported only after Django is set up.
"""

from collections.abc import Iterable

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def waiting_migrations() -> list[str]:
    """Answer the names of the migrations that are not applied yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def newer_migrations() -> list[str]:
    """Answer the migrations that a newer FlowChat applied to this database."""
    return foreign_migrations(MigrationRecorder(connection).applied_migrations())


def foreign_migrations(applied: Iterable[tuple[str, str]]) -> list[str]:
    """Answer those of these migrations that this code doesn't have.

    An app that a later FlowChat drops must leave its migrations behind, or its names must be left out here.
    """
    known = MigrationLoader(None).disk_migrations or {}
    return [f"{app}.{name}" for app, name in applied if (app, name) not in known]
