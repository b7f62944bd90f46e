"""Contract level 3 gave messages, people and rooms more fields. The log of level 2 is dropped, as before."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("events", "0003_forgetting")]

    operations = [migrations.RunSQL("DELETE FROM events_event", migrations.RunSQL.noop)]
