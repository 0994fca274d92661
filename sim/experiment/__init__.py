"""What an experiment file may say, and the points of its design."""
