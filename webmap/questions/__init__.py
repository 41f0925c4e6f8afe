"""What the page of questions shows beside its template."""
