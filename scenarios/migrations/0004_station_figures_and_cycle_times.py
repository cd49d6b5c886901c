"""What each station did, and the cycle time of every order, beside a replication's other figures."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Empty for replications that are stored already."""

    dependencies = (("scenarios", "0003_futures_step"),)

    operations = (
        migrations.AddField(model_name="replication", name="stations", field=models.JSONField(default=dict)),
        migrations.AddField(model_name="replication", name="cycle_times_s", field=models.BinaryField(default=b"")),
    )
