"""Lists of addresses as files: other services' exports, plain lists, and our own export."""
