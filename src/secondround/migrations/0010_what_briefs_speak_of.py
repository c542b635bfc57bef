"""A brief and a question know the rounds they may tell of; what scorecards brought to a question stands apart from it."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def carry_over(apps: Any, editor: Any) -> None:
    Brief, FollowUp = apps.get_model("secondround", "Brief"), apps.get_model("secondround", "FollowUp")
    Reply, Scorecard = apps.get_model("secondround", "FollowUpReply"), apps.get_model("secondround", "Scorecard")
    Round = apps.get_model("secondround", "Round")

    def spoken(application: Any, until: Any) -> list[Any]:
        held = Scorecard.objects.filter(assignment__interview__application=application, submitted_at__lte=until)
        rounds = Round.objects.filter(position=application.position).order_by("number")
        return list(rounds.filter(pk__in=held.values("assignment__interview__round"))) or list(rounds[:1])

    for brief in Brief.objects.select_related("application"):
        brief.rounds.set(spoken(brief.application, brief.frozen_at))
    for one in FollowUp.objects.select_related("application"):
        one.rounds.set(spoken(one.application, one.made_at))
    for one in FollowUp.objects.filter(answered_on__isnull=False):
        Reply.objects.create(follow_up=one, scorecard_id=one.answered_on_id, words=one.answer)
        FollowUp.objects.filter(pk=one.pk).update(state="open", answer="", answered_on=None)
    editor.connection.check_constraints()  # PostgreSQL alters no table while foreign keys are still to be looked at


class Migration(migrations.Migration):
    dependencies = [("secondround", "0009_untold_withdrawal")]

    operations = [
        migrations.AddField("brief", "rounds", models.ManyToManyField(related_name="+", to="secondround.round")),
        migrations.AddField("followup", "rounds", models.ManyToManyField(related_name="+", to="secondround.round")),
        migrations.CreateModel(
            "FollowUpReply",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.TextField(blank=True)),
                ("follow_up", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="replies", to="secondround.followup")),  # fmt: skip
                ("scorecard", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="replies", to="secondround.scorecard")),  # fmt: skip
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("follow_up", "scorecard"), name="follow_up_reply_once")
                ],
            },
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RemoveField("followup", "answered_on"),
    ]
