"""Pages of the pipeline."""
