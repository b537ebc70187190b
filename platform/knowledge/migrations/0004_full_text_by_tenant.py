from django.db import migrations

from knowledge.migrations import _search_postgresql


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0003_full_text_in_one_pass")]

    operations = [migrations.RunPython(_search_postgresql.renew_full_text, migrations.RunPython.noop)]
