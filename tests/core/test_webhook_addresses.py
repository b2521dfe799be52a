"""Where webhooks may lead."""

import ipaddress

import pytest

from core.webhook_addresses import AddressRefused, is_public, read_target

# The same few machines, in every notation that some reader of URLs or of addresses takes for theirs.
PRIVATE = [
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://hooks.localhost/",
    "http://printer.local/",
    "http://metadata.google.internal/",
    "http://router.home.arpa/",
    "http://intranet/",
    "http://127.0.0.1/",
    "http://127.0.0.1./",
    "http://127.255.255.254/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://017700000001/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://00127.0.0.1/",
    "http://127.0.0.0x1/",
    "http://127.0.0.1.:80/",
    "http://0/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://100.64.0.1/",
    "http://100.100.100.200/",
    "http://168.63.129.16/",
    "http://192.0.0.192/",
    "http://192.88.99.1/",
    "http://198.18.0.1/",
    "http://203.0.113.1/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[::]/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[2606:4700::1%25eth0]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://user@127.0.0.1/",
    "http://example.com@127.0.0.1/",
    "http://127.0.0.1\\@example.com/",
    "http://example.com\\.127.0.0.1/",
    "http://127.0.0.1#.example.com/",
    "http://127.0.0.1%2f.example.com/",
    "http://①②⑦.⓪.⓪.①/",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
    "http://127%2e0%2e0%2e1/",
    "http://ex ample.com/",
    "http://127.0.0.1\n.example.com/",
    "http:127.0.0.1/",
    "http:///127.0.0.1/",
    "http://",
    "//127.0.0.1/",
]
FOREIGN = [
    "ftp://hooks.example.com/",
    "file:///etc/passwd",
    "gopher://hooks.example.com/",
    "unix:///run/broker.sock",
    "https://hooks.example.com:80/",
    "http://hooks.example.com:443/",
    "https://hooks.example.com:8443/",
    "https://hooks.example.com:0/",
    "https://hooks.example.com:65536/",
    "https://hooks.example.com:x/",
    "https://user:password@hooks.example.com/",
    "https://@hooks.example.com/",
    "https://hooks.example.com/#part",
    "https://hooks..example.com/",
    "https://-hooks.example.com/",
    "https://hooks.example.com../",
    f"https://{'a' * 64}.example.com/",
    f"https://{'a.' * 127}example.com/",
    "https://[hooks.example.com]/",
    "https://[::1/",
    "https://[v1.a]/",
    "https://[8.8.8.8]/",
    "https://2606:4700::1111/",
]


@pytest.mark.parametrize("url", PRIVATE + FOREIGN)
def test_a_webhook_does_not_lead_there(url: str) -> None:
    with pytest.raises(AddressRefused):
        read_target(url)


@pytest.mark.parametrize(
    ("url", "host", "port", "path", "authority"),
    [
        ("https://hooks.example.com", "hooks.example.com", 443, "/", "hooks.example.com"),
        ("https://hooks.example.com:443/a?b=c", "hooks.example.com", 443, "/a?b=c", "hooks.example.com"),
        ("http://Hooks.Example.COM:80/a%2Fb", "hooks.example.com", 80, "/a%2Fb", "hooks.example.com"),
        ("https://hooks.example.com./x", "hooks.example.com", 443, "/x", "hooks.example.com"),
        ("https://xn--bcher-kva.example/?q", "xn--bcher-kva.example", 443, "/?q", "xn--bcher-kva.example"),
        ("https://8.8.8.8/", "8.8.8.8", 443, "/", "8.8.8.8"),
        ("https://[2606:4700::1111]/", "2606:4700::1111", 443, "/", "[2606:4700::1111]"),
        ("https://1password.com/", "1password.com", 443, "/", "1password.com"),
        ("https://hooks.example.com//double", "hooks.example.com", 443, "//double", "hooks.example.com"),
    ],
)
def test_a_webhook_leads_to_the_public_internet(url: str, host: str, port: int, path: str, authority: str) -> None:
    target = read_target(url)
    assert (target.host, target.port, target.path, target.authority) == (host, port, path, authority)
    assert not target.allowed


def test_what_the_operator_lets_through_is_that_host_with_that_port_only() -> None:
    allowed = frozenset({("127.0.0.1", 8080), ("hooks.intranet", 443)})
    assert read_target("http://127.0.0.1:8080/a", allowed).allowed
    assert read_target("http://127.0.0.1:8080/a", allowed).authority == "127.0.0.1:8080"
    assert read_target("https://hooks.intranet/", allowed).allowed
    others = ["http://127.0.0.1:8081/", "http://127.0.0.2:8080/", "http://127.1:8080/", "http://hooks.intranet/"]
    for url in [*others, "http://a@127.0.0.1:8080/", "http://sub.hooks.intranet:443/", "ftp://127.0.0.1:8080/"]:
        with pytest.raises(AddressRefused):
            read_target(url, allowed)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]
)
def test_an_address_of_the_public_internet_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


NOT_PUBLIC = """
    127.0.0.1 10.1.2.3 169.254.169.254 168.63.129.16 100.64.0.1 ::1 :: fe80::1 fd00::1 ::ffff:10.0.0.1 64:ff9b::10.0.0.1
    64:ff9b:1::808:808 2002:808:808:: 2001::1 ff02::1 5f00::1 4000::1 ::8.8.8.8 224.0.0.251 0.0.0.0 255.255.255.255
    240.0.0.1 192.0.0.8
"""


@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_any_other_address_is_not(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
