"""Engines that look: what is where, what is written, what lies behind what."""
