"""The commands of ``python -m geo``, one module for each part of the library."""
