from django.db import migrations

from knowledge.migrations import _search_postgresql


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_initial")]

    operations = [migrations.RunPython(_search_postgresql.install, _search_postgresql.remove)]
