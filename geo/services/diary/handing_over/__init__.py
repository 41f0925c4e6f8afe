"""Words about a colleague's compound: sent to its leader, taken, returned, taken back 转交."""
