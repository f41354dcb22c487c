"""Shipped stand-ins, one per port: driven from the side of the world, recording, able to fail."""
