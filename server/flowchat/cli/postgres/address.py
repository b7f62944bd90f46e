"""The address of an embedded cluster, and the database inside it."""

from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from flowchat.cli.postgres.cluster import SUPERUSER

DATABASE = "flowchat"


def database_url(socket_folder: Path, name: str = DATABASE) -> str:
    """Answer the URL of a database behind a socket folder. The host is a query parameter: a path is no host name."""
    return f"postgresql://{SUPERUSER}@/{name}?host={quote(str(socket_folder), safe='')}"


def make_database(url: str) -> None:
    """Create the database of this URL when it is not there yet."""
    info = psycopg.conninfo.conninfo_to_dict(url)
    name = str(info["dbname"])
    with psycopg.connect(url, dbname="postgres", autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
