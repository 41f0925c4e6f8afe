"""The interactive map: what a page shows, and the folium page that shows it."""
