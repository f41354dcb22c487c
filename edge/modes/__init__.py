"""A mode is a policy over the stages."""
