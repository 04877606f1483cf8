"""What is drawn: symbology, popups, the folium map."""
