"""What `edge bench` measures."""
