"""What is kept: the database, its migrations, the egress ledger."""
