"""The face of the people's map: pages, maps, printed sheets and the command line."""
