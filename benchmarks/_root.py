"""Lets `python benchmarks/NAME.py` find the library beside it; imported by each before the library."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
