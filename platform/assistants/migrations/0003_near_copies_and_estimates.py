import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assistants', '0002_report_share_key'),
    ]

    operations = [
        migrations.AddField(
            model_name='example',
            name='near_copy_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='near_copies', to='assistants.example'),
        ),
        migrations.AlterField(
            model_name='example',
            name='origin',
            field=models.CharField(help_text='What it was made from: pair, faq, fact, heading, sentence, off_topic, missing, import', max_length=20),
        ),
        migrations.AddField(
            model_name='training',
            name='estimate',
            field=models.JSONField(db_default={}, default=dict, help_text='What was foreseen: assistants.training.estimate.Estimate'),
        ),
    ]
