"""Model runtimes, one file each, role first."""
