import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assistants', '0004_canary_and_budget'),
    ]

    operations = [
        migrations.AddField(
            model_name='adapter',
            name='shots',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='shown_by', to='assistants.dataset'),
        ),
        migrations.AddField(
            model_name='adapter',
            name='weights',
            field=models.CharField(blank=True, db_default='', default='', max_length=34),
        ),
        migrations.AddField(
            model_name='training',
            name='advice',
            field=models.JSONField(db_default={}, default=dict, help_text='What was recommended: assistants.catalogue.Advice'),
        ),
        migrations.AddField(
            model_name='training',
            name='method',
            field=models.CharField(blank=True, db_default='', default='', help_text='One of tuning.job.methods; empty until it is chosen', max_length=16),
        ),
    ]
