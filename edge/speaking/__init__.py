"""Reply to sound and mouth: sentences, normalisation, arbiter, visemes, alignment."""
