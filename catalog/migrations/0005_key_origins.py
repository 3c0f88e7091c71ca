import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0004_material_looks"),
    ]

    operations = [
        migrations.AddField(
            model_name="apikey",
            name="allowed_origins",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=200),
                blank=True,
                default=list,
                help_text="Whose pages may use it, as in https://shop.example.com. Empty: any.",
                size=None,
            ),
        ),
    ]
