"""What every other part stands on: errors, vocabularies, settings, geodesy, the manifest, the model."""
