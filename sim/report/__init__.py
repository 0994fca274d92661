"""Pages made from results: what is shown to people and to programs."""
