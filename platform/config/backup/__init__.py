"""A whole Botwright in a folder and back: database, uploaded files, adapters, secret key.

FOLDER/database.sqlite3 or database.dump     a snapshot of one moment
FOLDER/files/…  adapters/…  secret_key
FOLDER/backup.json                           the hash of each file; written last, so its absence says "not whole"
"""

from config.backup.make import make
from config.backup.put_back import put_back
from config.backup.record import BackupError, Record

__all__ = ["BackupError", "Record", "make", "put_back"]
