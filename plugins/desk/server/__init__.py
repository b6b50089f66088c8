"""The desk as a process: its server, each connection, and what is written into its log."""
