"""What is printed or exported: map snapshots as picture, page, print and data."""
