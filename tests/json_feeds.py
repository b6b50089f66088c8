"""JSON Feeds as other programs may write them."""

import json


def document(*items, **changes):
    made = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Ana's tips",
        "home_page_url": "https://ana.example/",
        "authors": [{"name": "Ana"}],
        "items": list(items),
        **changes,
    }
    return json.dumps(made).encode()


def item(number=1, **changes):
    return {
        "id": f"urn:{number}",
        "url": f"https://ana.example/{number}.html",
        "title": f"Post {number}",
        "date_published": f"2026-05-{number:02}T12:00:00Z",
        "content_html": "<p>Words.</p>",
        **changes,
    }
