"""From free text to a place: reading, gazetteer, geocoding."""
