"""Published regularities put to the model: what was fixed before, and what came out."""
