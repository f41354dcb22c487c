"""Hardware, one file each, role first."""
