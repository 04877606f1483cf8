"""Incidents: the data set, filters, statistics, matching, merging, and export."""
