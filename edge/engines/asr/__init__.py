"""Speech recognisers: adapters of the port, and what several of them share."""
