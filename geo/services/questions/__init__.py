"""What the service could not decide alone: asked once, answered with a tap, undone within a day."""
