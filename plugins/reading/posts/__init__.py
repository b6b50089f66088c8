"""What pages show of posts and pages, beyond what is written in them."""
