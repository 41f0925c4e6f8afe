"""What becomes of an entry when its writer confirms it, one module for each thing recorded."""
