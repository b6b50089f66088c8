"""DMARC (RFC 7489): what receivers do with letters in the domain's name that nobody vouches for."""

from plugins.newsletter.gate.model import Finding, Level
from plugins.newsletter.gate.names import Names

_POLICIES = frozenset({"none", "quarantine", "reject"})
_MOST_LABELS = 8


def check_dmarc(domain: str, *, names: Names) -> tuple[Finding, ...]:
    """Give what is to be said of the DMARC record of the From's domain, or of one above it. Raises Silent."""
    place, records = _find(domain, names)
    if not records:
        message = (
            f"{domain} has no DMARC record, which Gmail, Yahoo and Outlook want of whoever writes to many; "
            f'publish "v=DMARC1; p=none" as the TXT record of _dmarc.{domain}'
        )
        return (_finding(Level.WARNING, message),)
    if len(records) > 1:
        message = f"{place} has {len(records)} DMARC records; receivers then use none, keep one"
        return (_finding(Level.FAULT, message),)
    tags = read_tags(records[0])
    return (_judge(place, tags, is_own=place == f"_dmarc.{domain}"),)


def read_tags(record: str) -> dict[str, str]:
    """Give the tags of a record such as "v=DKIM1; k=rsa; p=…" (RFC 6376 3.2), names in small letters."""
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): value.strip() for name, sign, value in pairs if sign}


def _find(domain: str, names: Names) -> tuple[str, list[str]]:
    """Give the nearest name with a record, and its records.

    Going up label by label needs no list of what is a public suffix.
    """
    labels = domain.split(".")
    above = [labels[start:] for start in range(1, len(labels) - 1)][-_MOST_LABELS:]
    for rest in (labels, *above):
        place = f"_dmarc.{'.'.join(rest)}"
        texts = names.texts(place)
        if records := [
            text for text in texts if text.lower().replace(" ", "").startswith("v=dmarc1")
        ]:
            return place, records
    return "", []


def _judge(place: str, tags: dict[str, str], *, is_own: bool) -> Finding:
    policy = tags.get("p", "").lower()
    if policy not in _POLICIES:
        message = f'the DMARC record {place} has p="{policy[:20]}"; none, quarantine or reject is needed, or receivers pass it over'
        return _finding(Level.FAULT, message)
    below = tags.get("sp", policy).lower()
    if not is_own and below not in _POLICIES:
        message = (
            f'the DMARC record {place} has sp="{below[:20]}"; none, quarantine or reject is needed'
        )
        return _finding(Level.FAULT, message)
    reports = [place.strip() for place in tags.get("rua", "").split(",") if place.strip()]
    if not all(report.lower().startswith("mailto:") for report in reports):
        message = (
            f"the DMARC record {place} has an rua that is no mailto:; reports reach nobody, mend it"
        )
        return _finding(Level.WARNING, message)
    return _finding(Level.GOOD, f"{place} says p={policy if is_own else below}")


def _finding(level: Level, message: str) -> Finding:
    return Finding(subject="DMARC", level=level, message=message)
