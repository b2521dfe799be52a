"""Use cases: what the API and the command line ask of the product."""
