"""Corrects places by hand: each edit is checked, kept with before and after, and can be undone."""
