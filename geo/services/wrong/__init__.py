"""说错了: what somebody says is wrong is out of everything at once, and the way back."""
