from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("worlds", "0004_clip_views"),
    ]

    operations = [
        migrations.AddField(
            model_name="clip",
            name="uncertainty_key",
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
