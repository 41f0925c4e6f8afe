"""Walking rounds: today's calls, chosen and ordered within the minutes there are, and kept."""
