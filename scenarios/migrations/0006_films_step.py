from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scenarios", "0005_share_links"),
    ]

    operations = [
        migrations.AlterField(
            model_name="runstep",
            name="kind",
            field=models.CharField(
                choices=[
                    ("prepare", "Prepare"),
                    ("replication", "Replication"),
                    ("clip", "Clip"),
                    ("futures", "Futures"),
                    ("films", "Films"),
                    ("summarise", "Summarise"),
                ],
                max_length=16,
            ),
        ),
    ]
