"""The data that the analysis works with: small files, each with a card that says where it comes from."""
