"""The people's diary 民情日记: sentences kept as written, and what was made of them."""
