"""Which models there are in the world, which lie here, and which fit this board."""
