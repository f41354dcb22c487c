"""Other frameworks measured in environments of their own; nothing here imports edge."""
