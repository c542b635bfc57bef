"""What two records of one person are found by stands in the record, with an index: nobody reads every name to find a second one."""

from typing import Any

from django.db import migrations, models

from secondround.candidates.duplicates import name_key, phone_key

AT_ONCE = 2000


def derive(apps: Any, editor: Any) -> None:
    Candidate = apps.get_model("secondround", "Candidate")
    some = []
    for one in Candidate.objects.only("pk", "name", "phone").iterator(chunk_size=AT_ONCE):
        one.name_key, one.phone_key = name_key(one.name), phone_key(one.phone)
        some.append(one)
        if len(some) == AT_ONCE:
            Candidate.objects.bulk_update(some, ["name_key", "phone_key"])
            some = []
    Candidate.objects.bulk_update(some, ["name_key", "phone_key"])


class Migration(migrations.Migration):
    dependencies = [("secondround", "0012_kept_apart")]

    operations = [
        migrations.AddField("candidate", "name_key", models.CharField(blank=True, max_length=410, default=""), preserve_default=False),  # fmt: skip
        migrations.AddField("candidate", "phone_key", models.CharField(blank=True, max_length=9, default=""), preserve_default=False),  # fmt: skip
        migrations.RunPython(derive, migrations.RunPython.noop),
        migrations.AddIndex("candidate", models.Index(fields=["name_key"], name="candidate_alike_by_name")),
        migrations.AddIndex("candidate", models.Index(fields=["phone_key"], name="candidate_alike_by_phone")),
        migrations.AddIndex("candidate", models.Index(fields=["made_at"], name="candidate_newest")),
    ]
