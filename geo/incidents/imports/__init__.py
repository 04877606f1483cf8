"""Incidents from other data sets: ACLED, UCDP GED, any table, GeoJSON; and what their codes mean here.

A row becomes a record (`records`), is given a place (`placing`), and leaves as a reading with one account, to be kept
and matched like that of a report.
"""
