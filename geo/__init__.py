"""Panj Watch: security incidents on the Tajikistan-Afghanistan border, from public reports to a map."""

__version__ = "0.3.0"
