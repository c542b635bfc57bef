"""What two records of one person are found by stands in the record, with an index: nobody reads every name to find a second one."""

from typing import Any

from django.db import migrations, models

from secondround.candidates.duplicates import name_key, phone_key

SQL = "UPDATE secondround_candidate SET name_key = %s, phone_key = %s WHERE id = %s"


def derive(apps: Any, editor: Any) -> None:
    """Row by row in one breath: a hundred thousand people take seconds so, and minutes as one long CASE."""
    people = apps.get_model("secondround", "Candidate").objects.values_list("pk", "name", "phone")
    with editor.connection.cursor() as cursor:
        cursor.executemany(SQL, [(name_key(name), phone_key(phone), key) for key, name, phone in people])


class Migration(migrations.Migration):
    dependencies = [("secondround", "0015_application_told")]

    operations = [
        migrations.AddField("candidate", "name_key", models.CharField(blank=True, max_length=410, default=""), preserve_default=False),  # fmt: skip
        migrations.AddField("candidate", "phone_key", models.CharField(blank=True, max_length=9, default=""), preserve_default=False),  # fmt: skip
        migrations.RunPython(derive, migrations.RunPython.noop),
        migrations.AddIndex("candidate", models.Index(fields=["name_key"], name="candidate_alike_by_name")),
        migrations.AddIndex("candidate", models.Index(fields=["phone_key"], name="candidate_alike_by_phone")),
        migrations.AddIndex("candidate", models.Index(fields=["made_at"], name="candidate_newest")),
    ]
