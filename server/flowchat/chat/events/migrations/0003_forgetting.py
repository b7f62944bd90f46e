"""Finds the events that carry a message, so that its words can be taken out of them. Only kinds that are rare: what
was sent stands under its own seq.
"""

from django.db import migrations

INDEXES = {
    "event_retold": ("body #>> '{message,id}'", "IN ('message.edited', 'message.restored')"),
    "event_last_line": ("body #>> '{last_message,id}'", "IN ('message.deleted', 'message.restored')"),
    "event_entry_line": ("body #>> '{entry,last_message,id}'", "= 'room.joined'"),
    "event_previewed": ("body ->> 'message_id'", "= 'message.previewed'"),
}


class Migration(migrations.Migration):
    dependencies = [("events", "0002_forget_level_1")]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX {name} ON events_event (({path})) WHERE body ->> 'type' {types}",
            f"DROP INDEX {name}",
        )
        for name, (path, types) in INDEXES.items()
    ]
