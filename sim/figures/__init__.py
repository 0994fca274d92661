"""Pictures of results: drawn from a record alone, never from a running model."""
