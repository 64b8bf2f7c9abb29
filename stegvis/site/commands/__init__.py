"""One module per command that knows more than one app."""
