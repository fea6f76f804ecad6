import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0002_deliveries"),
    ]

    operations = [
        migrations.CreateModel(
            name="RuleSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=100, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("demanded_by", models.CharField(blank=True, max_length=200)),
                ("numerator", models.PositiveIntegerField(default=0)),
                ("complement", models.PositiveIntegerField(default=0)),
                ("denominator", models.PositiveIntegerField(default=0)),
                ("zeros", models.BooleanField(default=False)),
                ("default", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ("key",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("default", True)), fields=("default",), name="one_default_rule_set"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RuleSetUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "indicator",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rule_set_use",
                        to="catalogue.indicator",
                    ),
                ),
                (
                    "rule_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="uses", to="catalogue.ruleset"
                    ),
                ),
            ],
        ),
    ]
