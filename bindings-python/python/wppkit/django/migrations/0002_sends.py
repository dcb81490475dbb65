"""Outcomes of sends, and when events are due."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("wppkit", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="due_at",
            field=models.DateTimeField(blank=True, db_index=True, null=True, verbose_name="due at"),
        ),
        migrations.CreateModel(
            name="Send",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("server", models.CharField(max_length=255, verbose_name="server")),
                ("session", models.CharField(max_length=72, verbose_name="session")),
                ("key", models.CharField(max_length=255, verbose_name="idempotency key")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("begun", "under way, or cut off"),
                            ("sent", "sent"),
                            ("unknown", "may have been sent"),
                        ],
                        max_length=16,
                        verbose_name="state",
                    ),
                ),
                ("entry", models.TextField()),
                ("claimed_at", models.DateTimeField(db_index=True, verbose_name="claimed at")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
            ],
            options={
                "verbose_name": "send",
                "verbose_name_plural": "sends",
                "constraints": [models.UniqueConstraint(fields=("server", "session", "key"), name="wppkit_send_key")],
            },
        ),
    ]
