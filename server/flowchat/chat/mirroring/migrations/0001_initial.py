from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Position",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mirror", models.CharField(max_length=64)),
                ("stream", models.CharField(max_length=64)),
                ("seq", models.BigIntegerField()),
                ("filled_up_to", models.CharField(blank=True, max_length=36, null=True)),
            ],
            options={
                "db_table": "mirroring_position",
                "indexes": [
                    models.Index(
                        condition=models.Q(("filled_up_to__isnull", False)),
                        fields=["mirror", "stream"],
                        name="position_being_filled",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("mirror", "stream"), name="position_once_per_stream")
                ],
            },
        ),
    ]
