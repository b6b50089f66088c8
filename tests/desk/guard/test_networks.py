from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.desk.guard.networks import UNKNOWN, client_network, parse_networks
from plugins.shared.errors import BadSettings

PROXIES = parse_networks(["127.0.0.1", "::1", "10.0.0.0/8", "2001:db8:5::/48"])
addresses = st.ip_addresses().map(str)
hops = addresses | st.text(max_size=60) | st.just("127.0.0.1")


@pytest.mark.parametrize(
    ("peer", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2ff:3::4", "2001:db8:1:200::/56"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::/56"),
        ("", UNKNOWN),
        ("@", UNKNOWN),
        ("testclient", UNKNOWN),
    ],
)
def test_without_a_proxy_the_peers_own_network_counts(peer, network):
    assert client_network(peer, [], ()) == network


@pytest.mark.parametrize(
    ("forwarded", "network"),
    [
        (["203.0.113.7"], "203.0.113.0/24"),
        (["198.51.100.1, 203.0.113.7"], "203.0.113.0/24"),
        (["198.51.100.1", "203.0.113.7"], "203.0.113.0/24"),
        (["203.0.113.7, 10.1.2.3, ::1"], "203.0.113.0/24"),
        (["203.0.113.7:4711"], "203.0.113.0/24"),
        (["[2001:db8:1:2ff::4]:4711"], "2001:db8:1:200::/56"),
        (["[2001:db8:1:2ff::4]"], "2001:db8:1:200::/56"),
        (["2001:db8:1:2ff::4"], "2001:db8:1:200::/56"),
        (["::ffff:203.0.113.7"], "203.0.113.0/24"),
        (["203.0.113.7, , "], "203.0.113.0/24"),
        (["198.51.100.1, nonsense"], "127.0.0.0/24"),
        (["198.51.100.1, 10.1.2.3, nonsense, 10.1.2.4"], "10.1.2.0/24"),
        (["198.51.100.1, 203.0.113.007"], "127.0.0.0/24"),
        (["10.1.2.3, 10.9.9.9"], "10.1.2.0/24"),
        ([""], "127.0.0.0/24"),
        ([], "127.0.0.0/24"),
    ],
)
def test_behind_proxies_the_rightmost_that_is_none_counts(forwarded, network):
    assert client_network("127.0.0.1", forwarded, PROXIES) == network


def test_a_proxy_may_be_connected_as_a_mapped_address():
    assert client_network("::ffff:10.0.0.1", ["203.0.113.7"], PROXIES) == "203.0.113.0/24"


@given(addresses, st.lists(hops))
def test_without_a_configured_proxy_no_header_changes_the_answer(peer, forwarded):
    assert client_network(peer, forwarded, ()) == client_network(peer, [], ())


@given(addresses.filter(lambda one: client_network(one, [], ())), st.lists(hops))
def test_whoever_is_no_proxy_cannot_pretend(peer, forwarded):
    address = ip_address(peer)
    mapped = getattr(address, "ipv4_mapped", None) or address
    if any(mapped in network for network in PROXIES):
        return

    assert client_network(peer, forwarded, PROXIES) == client_network(peer, [], ())


@given(addresses, st.lists(hops))
def test_what_a_client_writes_before_a_proxy_adds_its_address_changes_nothing(client, written):
    alone = client_network("127.0.0.1", [client], PROXIES)
    network = ip_network(alone)
    if any(network.overlaps(proxy) for proxy in PROXIES if proxy.version == network.version):
        return

    assert client_network("127.0.0.1", [*written, client], PROXIES) == alone


def test_a_long_list_takes_no_time():
    assert client_network("127.0.0.1", ["10.0.0.1, " * 100_000], PROXIES) == "10.0.0.0/24"


def test_one_proxy_may_be_written_without_a_list():
    assert parse_networks("127.0.0.1, ::1") == parse_networks(["127.0.0.1", "::1"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("localhost", "addresses of your own proxies"),
        ("10.0.0.1/8", "host bits set"),
        ("0.0.0.0/0", "everybody"),
        ("::/0", "everybody"),
        ("", "addresses of your own proxies"),
    ],
)
def test_what_names_no_proxy_is_refused(text, words):
    with pytest.raises(BadSettings, match=words):
        parse_networks([text])
