"""Rounds on foot: the network, stairs and lifts, the order of doors, and what is handed out."""
