"""A real name server on this machine, over UDP, for the records a test gives it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset

# What a name has that is never answered.
SILENCE = {"TXT": None, "A": None, "AAAA": None, "MX": None}


@contextmanager
def naming(zone: dict[str, dict[str, list[str] | None]]) -> Iterator[dns.resolver.Resolver]:
    """Give a resolver that asks a server of `zone`: name → kind of record → texts as in a zone file.

    A name it lacks does not exist (or has names below it), None as records is silence; the root, "",
    is there unless the zone says otherwise.
    """
    zone = {"": {"NS": ["a.root-servers.net."]}, **zone}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=_serve, args=(server, zone))
        thread.start()
        try:
            yield _resolver(server.getsockname()[1])
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
                last.sendto(b"", server.getsockname())
            thread.join()


def text(value: str) -> str:
    """Give a TXT record as a zone file writes it, in strings of at most 255 bytes."""
    return " ".join(f'"{value[at : at + 255]}"' for at in range(0, len(value) or 1, 255))


def _resolver(port: int) -> dns.resolver.Resolver:
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = ["127.0.0.1"]
    resolver.port = port
    resolver.lifetime = 0.5
    return resolver


def _serve(server: socket.socket, zone: dict[str, dict[str, list[str] | None]]) -> None:
    while True:
        data, client = server.recvfrom(4096)
        if not data:
            return
        answer = _answer(dns.message.from_wire(data), zone)
        if answer:
            server.sendto(answer.to_wire(max_size=65535), client)


def _answer(query: dns.message.Message, zone: dict) -> dns.message.Message | None:
    question = query.question[0]
    name = question.name.to_text().rstrip(".").lower()
    records = zone.get(name, {})
    found = records.get(dns.rdatatype.to_text(question.rdtype), [])
    if found is None:
        return None
    answer = dns.message.make_response(query)
    answer.flags |= dns.flags.AA
    has_below = any(other.endswith(f".{name}") for other in zone)
    if not records and not has_below:
        answer.set_rcode(dns.rcode.NXDOMAIN)
    if found:
        answer.answer.append(
            dns.rrset.from_text_list(question.name, 60, "IN", question.rdtype, found)
        )
    return answer
