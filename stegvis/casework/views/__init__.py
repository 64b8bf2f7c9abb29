"""The pages of the work with people, one module per part."""
