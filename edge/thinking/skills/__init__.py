"""What the assistant can do exactly, one skill or family a file."""
