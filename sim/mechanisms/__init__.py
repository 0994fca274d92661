"""What follows from what is decided: one mechanism a module, computed for all runs at once."""
