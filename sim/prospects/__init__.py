"""What anybody can work out about the world: losses, trust, chances, and what things are worth."""
