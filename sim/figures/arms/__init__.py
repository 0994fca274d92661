"""Pictures of an experiment: its arms side by side."""
