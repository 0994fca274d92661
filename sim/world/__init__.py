"""The state of the world: declared tables whose first axis is the run."""
