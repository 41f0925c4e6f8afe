"""A sentence of the people's diary becomes needs: redaction, times, persons, needs, reading."""
