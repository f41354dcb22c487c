"""Guide mode: what is said unasked while somebody walks, and what warns them in every mode."""
