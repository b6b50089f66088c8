"""An e-mail address: as it is shown, as the SMTP envelope takes it, and as two are compared. Pure."""

from dataclasses import dataclass
from email.utils import parseaddr

from plugins.shared.text import one_line

_LONGEST = 254


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One address. `wire` has the domain in ASCII (RFC 5890); `key` is equal for what reaches one box.

    Dots and "+" are kept in the key: people use them on purpose.
    """

    shown: str
    wire: str
    key: str

    @property
    def needs_smtputf8(self) -> bool:
        """Whether only a server with SMTPUTF8 (RFC 6531) can take it."""
        return not self.wire.isascii()


def parse_address(text: str) -> Address:
    """Give the address in `ana@example.org` or `Ana <ana@example.org>`.

    Raises ValueError with a sentence. Whether somebody reads mail there is not asked of anybody.
    """
    # As late as can be: what it knows of Unicode takes 20 ms to load.
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

    found = one_line(text)
    bare = parseaddr(found)[1] if found.endswith(">") else found
    if len(bare) > _LONGEST:
        raise ValueError(f'"{bare[:40]}…" is longer than an address can be')
    try:
        checked = validate_email(
            bare, check_deliverability=False, strict=True, test_environment=True
        )
    except EmailNotValidError as error:
        reason = str(error).rstrip(".")
        raise ValueError(f'"{bare[:80]}" is no e-mail address ({reason})') from error
    domain = checked.ascii_domain
    return Address(
        shown=checked.normalized,
        wire=f"{checked.local_part}@{domain}",
        key=f"{checked.local_part.lower()}@{domain.lower()}",
    )


def masked(address: str) -> str:
    """Give an address as a log may show it: `a…@example.org`."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"
