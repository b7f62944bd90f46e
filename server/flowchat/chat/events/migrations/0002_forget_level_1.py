"""Contract level 2 gave events more fields. The log of level 1 is dropped: clients are told to fetch a snapshot."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [migrations.RunSQL("DELETE FROM events_event", migrations.RunSQL.noop)]
