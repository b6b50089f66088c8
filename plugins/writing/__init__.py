"""What an author does in content/: begin a post, give posts their permanent ids."""
