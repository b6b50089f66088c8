"""What every room may use: errors, safe HTML, links, text, dates, front matter, files. No Pelican, no network."""
