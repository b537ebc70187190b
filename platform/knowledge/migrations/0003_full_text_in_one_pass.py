from django.db import migrations

from knowledge.migrations import _search_postgresql


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0002_search_on_postgresql")]

    operations = [migrations.RunPython(_search_postgresql.renew_full_text, migrations.RunPython.noop)]
