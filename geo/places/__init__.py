"""Names and places: normalising, the gazetteer, the geocoder."""
