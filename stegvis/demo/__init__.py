"""The demonstration: invented people, and a door into every role. Installed only when asked for."""
