"""Events may outlive the stream of a deleted room for a while (`rooms.actions.removing`)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0004_forget_level_2"),
    ]

    operations = [
        migrations.AlterField(
            model_name="loggedevent",
            name="stream",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                to="events.stream",
            ),
        ),
    ]
