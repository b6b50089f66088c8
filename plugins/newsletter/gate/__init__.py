"""What is looked at before anything is sent: the letter, its links, the mail server, the domain's records."""
