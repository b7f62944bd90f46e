from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rooms", "0005_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="room",
            name="deleted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="room",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", False)),
                fields=["deleted_at"],
                name="room_to_remove",
            ),
        ),
    ]
