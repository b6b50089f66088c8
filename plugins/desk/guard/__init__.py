"""What keeps strangers and robots out: headers, forms, limits, networks, stamps, suspicion."""
