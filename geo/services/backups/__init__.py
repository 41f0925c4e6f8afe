"""Backups: the whole store in one file while the service runs, and back again, whole or nothing.

A backup is a zip archive of ``manifest.json`` and ``store.sqlite``. Photos and site plans are in
the database, sealed; the map's tiles are drawn again from it. The keys in ``settings.env`` are not
in it: who finds a backup cannot read a name, and who loses the keys cannot either.
"""
