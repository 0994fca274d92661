"""One page about experiments, complete in itself."""
