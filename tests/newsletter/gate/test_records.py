"""The domain's records, asked of a real name server on this machine."""

import base64
import socket

import dns.resolver
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from name_server import SILENCE, naming, text

from plugins.newsletter.gate.dkim import key_bits
from plugins.newsletter.gate.model import Level
from plugins.newsletter.gate.records import check_records

DOMAIN = "ana.dev"


def public_key(bits, form=PublicFormat.SubjectPublicKeyInfo):
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits).public_key()
    return key.public_bytes(Encoding.DER, form)


KEY = public_key(2048)


def dkim(data, more="k=rsa; "):
    return {"TXT": [text(f"v=DKIM1; {more}p={base64.b64encode(data).decode()}")]}


def spf(record):
    return {"TXT": [text(record), text("some-site-verification=1")], "MX": ["10 mx.ana.dev."]}


GOOD_ZONE = {
    DOMAIN: spf("v=spf1 mx -all"),
    "mx.ana.dev": {"A": ["192.0.2.25"]},
    "_dmarc.ana.dev": {"TXT": [text("v=DMARC1; p=none; rua=mailto:ana@ana.dev")]},
    "s1._domainkey.ana.dev": dkim(KEY),
}


def check(zone, domain=DOMAIN, **options):
    with naming({**GOOD_ZONE, **zone}) as resolver:
        return check_records(domain, resolver=resolver, **options)


def of(findings, subject):
    return [finding for finding in findings if finding.subject == subject]


def only(findings, subject):
    (finding,) = of(findings, subject)
    return finding


def test_good_records_are_good():
    findings = check({})

    assert [finding.subject for finding in findings] == ["MX", "SPF", "DMARC", "DKIM"]
    assert {finding.level for finding in findings} == {Level.GOOD}
    assert "1 lookup of at most 10" in only(findings, "SPF").message
    assert "p=none" in only(findings, "DMARC").message
    assert "2048 bits" in only(findings, "DKIM").message


CHAIN = {f"s{n}.dev": {"TXT": [text(f"v=spf1 include:s{n + 1}.dev -all")]} for n in range(12)}


@pytest.mark.parametrize(
    ("record", "level", "words"),
    [
        ("v=spf1 ip4:192.0.2.1 ~all", Level.GOOD, "0 lookups"),
        ("V=SPF1 IP4:192.0.2.1 -ALL", Level.GOOD, "0 lookups"),
        ("v=spf1 a/24 mx/24 -all", Level.GOOD, "2 lookups"),
        ("v=spf1 include:s9.dev -all", Level.FAULT, "s12.dev, which has no SPF record"),
        ("v=spf1 include:s0.dev -all", Level.FAULT, "more than 10 lookups"),
        ("v=spf1 include:ana.dev -all", Level.FAULT, "more than 10 lookups"),
        ("v=spf1 redirect=other.dev", Level.GOOD, "1 lookup of"),
        ("v=spf1 redirect=nothing.dev", Level.FAULT, "no SPF record"),
        ("v=spf1 redirect=%{d}.other.dev", Level.WARNING, "ends in no all"),
        ("v=spf1 include:open.dev -all", Level.FAULT, "everybody"),
        ("v=spf1 ip4:0.0.0.0/0 -all", Level.FAULT, "everybody"),
        ("v=spf1 +all", Level.FAULT, "everybody"),
        ("v=spf1 all", Level.FAULT, "everybody"),
        ("v=spf1 mx ?all", Level.WARNING, "?all"),
        ("v=spf1 mx", Level.WARNING, "no all"),
        ("v=spf1 ptr -all", Level.WARNING, "ptr"),
        ("v=spf1 exists:%{i}.other.dev -all", Level.GOOD, "1 lookup"),
        ("v=spf1 a:x1.dev a:x2.dev -all", Level.GOOD, "2 lookups"),
        ("v=spf1 a:x1.dev a:x2.dev exists:x3.dev -all", Level.FAULT, "do not exist"),
        ("v=spf1 mx:many.dev -all", Level.FAULT, "more than 10 servers"),
        ("v=spf1 ipv4:192.0.2.1 -all", Level.FAULT, "ipv4:192.0.2.1"),
        ("v=spf1 ip4:192.0.2.999 -all", Level.FAULT, "no address"),
        ("v=spf1 ip4:2001:db8::1 -all", Level.FAULT, "IPv6"),
        ("v=spf1 include: -all", Level.FAULT, "without a value"),
        ("v=spf1 exp=why.ana.dev mx -all", Level.GOOD, "1 lookup"),
        ("v=spf10 -all", Level.WARNING, "no SPF record"),
        ("", Level.WARNING, "no SPF record"),
    ],
)
def test_spf(record, level, words):
    zone = {
        DOMAIN: {**spf(record), "A": ["192.0.2.7"]},
        "other.dev": {"TXT": [text("v=spf1 ip4:192.0.2.1 -all")]},
        "open.dev": {"TXT": [text("v=spf1 +all")]},
        "many.dev": {"MX": [f"{n} mx{n}.many.dev." for n in range(11)]},
        **CHAIN,
    }

    finding = only(check(zone), "SPF")

    assert (finding.level, words in finding.message) == (level, True), finding


def test_two_spf_records_are_a_fault():
    zone = {DOMAIN: {"TXT": [text("v=spf1 mx -all"), text("v=spf1 a -all")]}}

    assert only(check(zone), "SPF").level is Level.FAULT


def test_spf_says_whether_the_relay_is_named():
    zone = {"smtp.ana.dev": {"A": ["192.0.2.25"]}, "smtp.relay.dev": {"A": ["198.51.100.1"]}}

    named = of(check(zone, relay_host="smtp.ana.dev"), "SPF")
    strange = of(check(zone, relay_host="smtp.relay.dev"), "SPF")

    assert [finding.level for finding in named] == [Level.GOOD, Level.GOOD]
    assert [finding.level for finding in strange] == [Level.GOOD, Level.UNKNOWN]
    assert "spf=pass" in strange[1].message


@pytest.mark.parametrize(
    ("records", "level", "words"),
    [
        (["v=DMARC1; p=reject"], Level.GOOD, "p=reject"),
        (["v=DMARC1;p=Quarantine;rua=mailto:a@b.dev,mailto:c@d.dev!10m"], Level.GOOD, "quarantine"),
        (["v=DMARC1; p=none; rua=ana@ana.dev"], Level.WARNING, "mailto:"),
        (["v=DMARC1; rua=mailto:a@b.dev"], Level.FAULT, 'p=""'),
        (["v=DMARC1; p=nothing"], Level.FAULT, 'p="nothing"'),
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], Level.FAULT, "2 DMARC records"),
        (["something else"], Level.WARNING, "no DMARC record"),
    ],
)
def test_dmarc(records, level, words):
    zone = {"_dmarc.ana.dev": {"TXT": [text(record) for record in records]}}

    finding = only(check(zone), "DMARC")

    assert (finding.level, words in finding.message) == (level, True), finding


def test_dmarc_of_the_organisation_holds_below_it():
    zone = {
        "letters.ana.dev": spf("v=spf1 -all"),
        "_dmarc.ana.dev": {"TXT": [text("v=DMARC1; p=reject; sp=none")]},
    }

    finding = only(check(zone, domain="letters.ana.dev"), "DMARC")

    assert (finding.level, finding.message) == (Level.GOOD, "_dmarc.ana.dev says p=none")


@pytest.mark.parametrize(
    ("record", "level", "words"),
    [
        (dkim(public_key(2048, PublicFormat.PKCS1)), Level.GOOD, "2048"),
        (dkim(KEY, more=""), Level.GOOD, "2048"),
        (dkim(KEY, more="t=y; "), Level.WARNING, "trial"),
        (dkim(public_key(1024)), Level.WARNING, "1024"),
        (dkim(KEY[:-9]), Level.FAULT, "cannot be read"),
        ({"TXT": [text("v=DKIM1; p=!!!")]}, Level.FAULT, "cannot be read"),
        ({"TXT": [text("v=DKIM1; p=")]}, Level.WARNING, "dkim=pass"),
        ({"TXT": [text("v=spf1 -all")]}, Level.WARNING, "dkim=pass"),
    ],
)
def test_dkim(record, level, words):
    finding = only(check({"s1._domainkey.ana.dev": record}), "DKIM")

    assert (finding.level, words in finding.message) == (level, True), finding


def test_an_ed25519_key_needs_an_rsa_key_beside_it():
    key = ed25519.Ed25519PrivateKey.generate().public_key()
    record = dkim(key.public_bytes(Encoding.Raw, PublicFormat.Raw), more="k=ed25519; ")

    beside = of(check({"s2._domainkey.ana.dev": record}), "DKIM")
    alone = of(check({"s1._domainkey.ana.dev": record}), "DKIM")

    assert [finding.level for finding in beside] == [Level.GOOD, Level.GOOD]
    assert [finding.level for finding in alone] == [Level.WARNING]


def test_a_weak_key_beside_a_good_one_is_no_fault():
    weak = bytes.fromhex("300e0209" + "00ffffffffffffffff" + "0201" + "03")

    both = of(check({"k1._domainkey.ana.dev": dkim(weak)}), "DKIM")
    alone = of(check({"s1._domainkey.ana.dev": dkim(weak)}), "DKIM")

    assert sorted(finding.level for finding in both) == [Level.GOOD, Level.WARNING]
    assert [finding.level for finding in alone] == [Level.FAULT]
    assert "64 bits" in alone[0].message


def test_one_record_under_every_name_is_one_key():
    zone = {f"{name}._domainkey.ana.dev": dkim(KEY) for name in ("default", "google", "s1", "s2")}

    assert len(of(check(zone), "DKIM")) == 1


@pytest.mark.parametrize("data", [b"", b"\x30", b"\x30\x84", b"\x30\x80\x00", b"\x02\x01\x03"])
def test_what_is_no_key_has_no_bits(data):
    assert key_bits(data) == 0


@pytest.mark.parametrize(
    ("records", "level", "words"),
    [
        ({"MX": ["20 gone.dev.", "10 mx.ana.dev."]}, Level.GOOD, "mx.ana.dev takes"),
        ({"MX": ["10 gone.dev."]}, Level.FAULT, "have no address"),
        ({"MX": ["0 ."]}, Level.FAULT, "takes no mail"),
        ({"A": ["192.0.2.1"]}, Level.WARNING, "no MX record"),
        ({}, Level.FAULT, "is NEWSLETTER_FROM right?"),
    ],
)
def test_somebody_must_take_the_answers(records, level, words):
    finding = only(check({DOMAIN: records}), "MX")

    assert (finding.level, words in finding.message) == (level, True), finding


def test_where_dns_is_silent_nothing_is_known():
    with naming({DOMAIN: SILENCE, "mx.ana.dev": SILENCE}) as resolver:
        findings = check_records(DOMAIN, resolver=resolver)

    assert [finding.subject for finding in findings] == ["MX", "SPF", "DMARC", "DKIM"]
    assert {finding.level for finding in findings} == {Level.UNKNOWN}


def test_where_nobody_listens_nothing_is_known():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port, resolver.lifetime = ["127.0.0.1"], port, 0.3

    findings = check_records(DOMAIN, resolver=resolver)

    assert {finding.level for finding in findings} == {Level.UNKNOWN}


def test_a_name_server_that_denies_every_name_is_not_believed():
    with naming({"": {}}) as resolver:
        findings = check_records(DOMAIN, resolver=resolver)

    assert {finding.level for finding in findings} == {Level.UNKNOWN}
    assert "knows no names of the internet" in findings[0].message


def test_one_silent_name_leaves_the_rest_known():
    zone = {DOMAIN: spf("v=spf1 include:silent.dev -all"), "silent.dev": SILENCE}

    levels = {finding.subject: finding.level for finding in check(zone)}

    assert levels == {
        "MX": Level.GOOD,
        "SPF": Level.UNKNOWN,
        "DMARC": Level.GOOD,
        "DKIM": Level.GOOD,
    }


@pytest.mark.parametrize(
    "domain", ["ana.example", "example.org", "mail.example.com", "localhost", "x.test", "a.invalid"]
)
def test_a_domain_for_examples_is_not_looked_up(domain):
    with naming({}) as resolver:
        (finding,) = check_records(domain, resolver=resolver)

    assert finding.level is Level.UNKNOWN
    assert domain in finding.message


def test_a_domain_with_an_umlaut_is_looked_up_in_ascii():
    zone = {"xn--exmple-cua.dev": spf("v=spf1 mx -all")}

    assert only(check(zone, domain="Exämple.dev."), "SPF").level is Level.GOOD


@pytest.mark.parametrize("domain", ["a..dev", "x" * 70 + ".dev", "bad name.dev", "ü" * 80 + ".dev"])
def test_what_is_no_domain_is_no_end_of_the_program(domain):
    assert {finding.level for finding in check({}, domain=domain)} <= {Level.FAULT, Level.WARNING}


def test_an_address_of_a_mail_service_goes_through_its_own_server():
    own = check({}, domain="gmail.com", relay_host="smtp.gmail.com")
    strange = check({}, domain="gmail.com", relay_host="smtp.notgmail.com")

    assert [finding.level for finding in own] == [Level.GOOD]
    assert [finding.level for finding in strange] == [Level.FAULT]
    assert "forgery" in strange[0].message
