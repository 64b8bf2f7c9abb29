"""Pages of the way in, one module per part of the road."""
