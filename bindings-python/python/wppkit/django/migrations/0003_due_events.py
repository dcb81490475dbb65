"""Events of before that wait for their receivers go on waiting."""

from typing import Any

from django.db import migrations, models


def make_due(apps: Any, schema_editor: Any) -> None:
    """Those that were not given up."""
    events = apps.get_model("wppkit", "Event").objects.using(schema_editor.connection.alias)
    events.filter(handled_at=None, attempts__lt=5).update(due_at=models.F("received_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("wppkit", "0002_sends"),
    ]

    operations = [
        # Apart from the change of the table, which PostgreSQL makes in a transaction of its own.
        migrations.RunPython(make_due, migrations.RunPython.noop, elidable=True),
    ]
