"""Fetching, against a web server on this machine that a made-up network takes for the public internet.

Only the way a connection is made is changed: names, addresses and redirects are judged as they are for users.
"""

import datetime as dt
import gzip
import ipaddress
import socket
import ssl
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from geo.core.model import ReadFailure, Report
from geo.reports import download, fetch
from geo.reports.download import Limits, Network

PUBLIC = "93.184.215.14"
# Invented, as all reports in these tests.
STORY = "Border guards said on Monday that three armed men were killed near the river in the south of the country."
PAGE = (
    "<html><head><title>Three killed</title></head>"
    f"<body><article><h1>Three killed</h1><p>{STORY}</p><p>{STORY * 3}</p></article></body></html>"
)
FEED = (
    "<?xml version='1.0'?><rss version='2.0'><channel><title>Border News</title>"
    f"<item><title>One</title><link>https://news.test/1</link><description>{STORY}</description></item>"
    f"<item><title>Two</title><link>https://news.test/2</link><description>{STORY} Again.</description></item>"
    "</channel></rss>"
)


class Site(ThreadingHTTPServer):
    """A web server whose answers a test writes: path -> function of the request's handler."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[tuple[str, str, str]] = []
        self.reached: list[tuple[str, int]] = []
        self.looked_up: list[str] = []
        self.names = {"news.test": [PUBLIC], "other.test": ["2a00:1450:4001::64"]}

    def look_up(self, host: str, port: int) -> list[str]:
        self.looked_up.append(host)
        if host not in self.names:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return self.names[host]

    def connect(self, ip: str, port: int, seconds: float) -> socket.socket:
        self.reached.append((ip, port))
        return socket.create_connection(self.server_address, timeout=seconds)

    @property
    def network(self) -> Network:
        return Network(look_up=self.look_up, connect=self.connect)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that have hung up: this is what many of these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append((self.headers["Host"], self.path, self.headers["User-Agent"]))
        answer = self.server.answers.get(self.path)
        if answer:
            answer(self)
        else:
            self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def send(body: str | bytes, media_type: str | None = "text/html; charset=utf-8", **headers: str):
    data = body.encode() if isinstance(body, str) else body

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        if media_type:
            handler.send_header("Content-Type", media_type)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def status(code: int, **headers: str):
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def ask(site: Site, url: str, **limits: float) -> list[Report | ReadFailure]:
    return fetch.fetch(url, network=site.network, limits=Limits(**limits))


def why(site: Site, url: str, **limits: float) -> str:
    (failure,) = ask(site, url, **limits)
    assert isinstance(failure, ReadFailure), failure
    return failure.reason


def test_a_page_is_a_report_with_its_address(site):
    site.answers["/three?id=1"] = send(PAGE)
    (report,) = ask(site, "http://news.test/three?id=1#top")
    assert (report.url, report.title) == ("http://news.test/three?id=1", "Three killed")
    assert STORY in report.text
    assert site.reached == [(PUBLIC, 80)] * 2
    assert [(host, path) for host, path, _ in site.asked] == [
        ("news.test", "/robots.txt"),
        ("news.test", "/three?id=1"),
    ]
    assert all(agent.startswith("PanjWatch/") for _, _, agent in site.asked)


def test_the_given_day_of_publication_counts_where_the_page_has_none(site):
    site.answers["/a"] = send(STORY, "text/plain")
    (report,) = fetch.fetch("http://news.test/a", published=dt.date(2026, 1, 19), network=site.network)
    assert report.published == dt.date(2026, 1, 19)


def test_a_feed_gives_its_entries(site):
    site.answers["/feed"] = send(FEED, "application/rss+xml")
    assert [report.url for report in ask(site, "http://news.test/feed")] == [
        "https://news.test/1",
        "https://news.test/2",
    ]


def test_a_document_without_a_type_is_read_by_its_bytes(site):
    site.answers["/a"] = send(PAGE, None)
    (report,) = ask(site, "http://news.test/a")
    assert report.title == "Three killed"


def test_the_encoding_of_the_answer_is_followed(site):
    text = "Пограничники сообщили, что в понедельник у реки на юге страны были убиты трое нарушителей."
    site.answers["/a"] = send(text.encode("cp1251"), "text/plain; Charset='windows-1251'")
    (report,) = ask(site, "http://news.test/a")
    assert report.text == text


def test_a_redirect_is_followed_and_gives_the_address(site):
    site.answers["/old"] = status(301, Location="/new")
    site.answers["/new"] = status(302, Location="http://other.test/last")
    site.answers["/last"] = send(PAGE)
    (report,) = ask(site, "http://news.test/old")
    assert report.url == "http://other.test/last"
    assert [host for host, _, _ in site.asked] == ["news.test"] * 3 + ["other.test"] * 2


def test_an_address_in_other_letters_is_fetched_and_may_lead_to_one(site):
    site.names["xn--80aswg.test"] = [PUBLIC]
    site.answers["/%D0%BE"] = status(307, Location="/т".encode().decode("latin-1"))
    site.answers["/%D1%82"] = send(PAGE)
    (report,) = ask(site, "http://сайт.test/о")
    assert report.url == "http://xn--80aswg.test/%D1%82"


PRIVATE = [
    "127.0.0.1",
    "127.8.8.8",
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "0.0.0.0",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:93.184.215.14",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
    "2001:db8::1",
    "100::1",
    "5f00::1",
    "3fff::1",
]


@pytest.mark.parametrize("ip", PRIVATE)
def test_no_address_inside_a_network_is_reached(site, ip):
    host = f"[{ip}]" if ":" in ip else ip
    site.names["inside.test"] = [ip]
    site.answers["/away"] = status(302, Location=f"http://{host}/secret")
    site.answers["/secret"] = send(PAGE)
    for url in (f"http://{host}/secret", "http://inside.test/secret", "http://news.test/away"):
        assert "is not on the public internet" in why(site, url)
    assert {reached for reached, _ in site.reached} == {PUBLIC}


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "127.1",
        "127.0.1",
        "0",
        "127.0.0.01",
        "1.2.3.4.5",
        "127.0.0.1.",
        "example.0x",
        "[fe80::1%25eth0]",
    ],
)
def test_an_ip_address_in_another_dress_is_no_host(site, host):
    site.answers["/away"] = status(302, Location=f"//{host}/secret")
    for url in (f"http://{host}/secret", "http://news.test/away"):
        assert "is not a host name" in why(site, url)
    assert {reached for reached, _ in site.reached} == {PUBLIC}
    assert set(site.looked_up) == {"news.test"}


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("http://127。0。0。1/", "is not a web address"),
        ("http://%31%32%37.0.0.1/", "is not on the public internet"),
        ("http://[::ffff:7f00:1]/", "is not on the public internet"),
        ("http://１２７.0.0.1/", "is not a web address"),
        ("http://[::1/", "is not a web address"),
        ("http://[127.0.0.1]/", "is not a web address"),
        ("http://news.test:99999/", "is not a web address"),
        ("http:///path", "names no host"),
        ("file:///etc/passwd", "must begin with https:// or http://"),
        ("ftp://news.test/", "must begin with https:// or http://"),
        ("gopher://127.0.0.1:70/", "must begin with https:// or http://"),
        ("javascript:alert(1)", "must begin with https:// or http://"),
        ("news.test/three", "must begin with https:// or http://"),
        ("", "must begin with https:// or http://"),
        ("http://news.test:22/", "port 22 is not fetched from; expected one of 80, 443"),
        ("http://news.test:8501/", "port 8501 is not fetched from"),
        ("http://ann:secret@news.test/", "has a user name or password in it"),
        ("http://@news.test/", "has a user name or password in it"),
        ("http://news.test\\@127.0.0.1/", "a blank, a control character or a backslash"),
        ("http://news.test/a b", "a blank, a control character or a backslash"),
        ("http://news.test/\r\nHost: 127.0.0.1", "a blank, a control character or a backslash"),
        ("http://news.test/\x00", "a blank, a control character or a backslash"),
        ("http://news.test/" + "a" * 2_000, "has 2,017 characters"),
    ],
)
def test_other_addresses_are_refused_with_the_reason(site, url, word):
    assert word in why(site, url)
    assert site.reached == []


def test_a_redirect_is_checked_like_the_first_address(site):
    for target in ("file:///etc/passwd", "http://news.test:22/", "http://ann:secret@news.test/", "http://[::1"):
        site.answers["/away"] = status(302, Location=target)
        (failure,) = ask(site, "http://news.test/away")
        assert isinstance(failure, ReadFailure)
    assert set(site.reached) == {(PUBLIC, 80)}


def test_a_password_is_not_shown_again(site):
    (failure,) = ask(site, "http://ann:secret@news.test/three")
    assert failure.name == "http://news.test/three"
    assert "secret" not in failure.reason


def test_redirects_end(site):
    site.answers["/loop"] = status(302, Location="/loop")
    assert why(site, "http://news.test/loop") == "the address leads on more than 5 times"
    assert sum(path == "/loop" for _, path, _ in site.asked) == 6


def test_a_name_that_changes_its_address_cannot_lead_inside(site):
    """A rebinding name answers with a public address first and with this machine's when it is asked again."""
    answers = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])
    site.look_up = lambda host, port: next(answers)
    site.answers["/a"] = send(PAGE)
    site.answers["/robots.txt"] = status(404)
    assert "is not on the public internet" in why(site, "http://news.test/a")
    # Only the first answer was acted on, and the connection went to the very address that was checked.
    assert site.reached == [(PUBLIC, 80)]


def test_of_several_addresses_only_public_ones_are_tried(site):
    site.names["news.test"] = ["127.0.0.1", "10.1.1.1", PUBLIC, "::1"]
    site.answers["/a"] = send(PAGE)
    (report,) = ask(site, "http://news.test/a")
    assert report.title == "Three killed"
    assert set(site.reached) == {(PUBLIC, 80)}


def test_the_next_address_is_tried_when_one_does_not_answer(site):
    site.names["news.test"] = ["2a00:1450:4001::64", PUBLIC]
    reach = site.connect

    def connect(ip, port, seconds):
        if ip != PUBLIC:
            raise OSError(101, "Network is unreachable")
        return reach(ip, port, seconds)

    site.connect = connect
    site.answers["/a"] = send(PAGE)
    (report,) = ask(site, "http://news.test/a")
    assert report.title == "Three killed"


def test_without_internet_the_way_out_is_said(site):
    reason = why(site, "http://unknown.test/a")
    assert reason.startswith("the host unknown.test cannot be found")
    assert reason.endswith("if this machine has no internet, paste the text or upload the file")

    def unreachable(ip, port, seconds):
        raise OSError(101, "Network is unreachable")

    site.connect = unreachable
    reason = why(site, "http://news.test/a")
    assert reason.startswith("news.test cannot be reached (Network is unreachable)")
    assert reason.endswith("paste the text or upload the file")


def test_this_machine_by_its_own_address_is_refused(site):
    with pytest.raises(OSError, match="is this machine itself"):
        download.connect("127.0.0.1", site.server_address[1], 5)


def test_a_gzip_bomb_is_stopped_before_it_unfolds(site):
    bomb = gzip.compress(bytes(200_000_000), 9)
    assert len(bomb) < 1_000_000
    site.answers["/a"] = send(bomb, "text/plain", Content_Encoding="gzip")
    tracemalloc.start()
    try:
        reason = why(site, "http://news.test/a", max_bytes=1_000_000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert reason == "it has more than 1,000,000 bytes, which is too much for a report"
    assert peak < 10_000_000


def test_a_packed_page_is_unpacked(site):
    site.answers["/a"] = send(gzip.compress(PAGE.encode()), Content_Encoding="gzip")
    (report,) = ask(site, "http://news.test/a")
    assert report.title == "Three killed"
    site.answers["/a"] = send(PAGE, Content_Encoding="gzip")
    assert why(site, "http://news.test/a") == "news.test could not be read: what it sends is not compressed as it says"


def _pour(site: Site, n_bytes: int, sent: list[int], *, says_length: bool):
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/plain")
        if says_length:
            handler.send_header("Content-Length", str(n_bytes))
        handler.end_headers()
        while sent[0] < n_bytes:
            sent[0] += handler.wfile.write(b"a" * 100_000)

    return answer


@pytest.mark.parametrize("says_length", [True, False])
def test_fifty_megabytes_are_not_taken(site, says_length):
    sent = [0]
    site.answers["/a"] = _pour(site, 50_000_000, sent, says_length=says_length)
    assert why(site, "http://news.test/a") == "it has more than 10,000,000 bytes, which is too much for a report"
    assert sent[0] < 40_000_000


def _drip(part: bytes, head: bytes = b""):
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        for _ in range(300):
            handler.wfile.write(part)
            time.sleep(0.05)

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        _drip(b"H"),
        _drip(b"X-A: b\r\n", b"HTTP/1.1 200 OK\r\n"),
        _drip(b"a", b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"),
        _drip(b"1\r\na\r\n", b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"),
        _drip(b"", b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\n"),
    ],
    ids=["status", "headers", "body", "chunks", "silence"],
)
def test_a_site_that_drips_is_given_up(site, answer):
    site.answers["/a"] = answer
    assert why(site, "http://news.test/a", seconds=0.5).startswith("it took longer than 0.5 seconds")


def test_a_resolver_that_does_not_answer_is_given_up(site):
    site.look_up = lambda host, port: time.sleep(3)
    assert why(site, "http://news.test/a", seconds=0.2).startswith("it took longer than 0.2 seconds")


@pytest.mark.parametrize(
    ("media_type", "word"),
    [("image/png", "image/png"), ("application/zip", "application/zip"), ("text/javascript", "text/javascript")],
)
def test_another_type_is_not_read(site, media_type, word):
    site.answers["/a"] = send(PAGE, media_type)
    assert why(site, "http://news.test/a").startswith(f"it is of the type {word}, not a page")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (404, "news.test answered 404 (Not Found): check the address"),
        (403, "news.test answered 403 (Forbidden): open it and paste the text"),
        (500, "news.test answered 500 (Internal Server Error): check the address"),
        (299, "news.test answered 299 (no known status): check the address"),
        (304, "news.test answered 304 (Not Modified): check the address"),
    ],
)
def test_an_answer_without_a_document_is_told(site, code, reason):
    site.answers["/a"] = status(code)
    assert why(site, "http://news.test/a") == reason


def test_what_is_no_http_is_told(site):
    site.answers["/a"] = lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
    assert why(site, "http://news.test/a") == "news.test could not be read: it broke off or does not speak HTTP"
    site.answers["/a"] = send(PAGE, Content_Length="100000")
    assert why(site, "http://news.test/a") == "news.test could not be read: it broke off or does not speak HTTP"


def test_sites_that_ask_programs_to_stay_away_are_left_alone(site):
    site.answers["/robots.txt"] = send("User-agent: *\nDisallow: /private/\n", "text/plain")
    site.answers["/private/a"] = site.answers["/open"] = send(PAGE)
    site.answers["/away"] = status(302, Location="/private/a")
    for url in ("http://news.test/private/a", "http://news.test/away"):
        assert why(site, url) == "news.test asks programs not to fetch this (robots.txt): open it and paste the text"
    assert "/private/a" not in [path for _, path, _ in site.asked]
    (report,) = ask(site, "http://news.test/open")
    assert report.title == "Three killed"


@pytest.mark.parametrize(
    ("robots", "is_open"),
    [
        (send("User-agent: PanjWatch\nDisallow: /\n\nUser-agent: *\nAllow: /\n", "text/plain"), False),
        (send("User-agent: GreedyBot\nDisallow: /\n", "text/plain"), True),
        (send("<html>Not found</html>", "text/html"), True),
        (send(b"\xff\xfe\x00", "text/plain"), True),
        (status(403), True),
        (status(503), False),
    ],
)
def test_rules_for_programs_are_read_as_the_standard_says(site, robots, is_open):
    site.answers["/robots.txt"] = robots
    site.answers["/a"] = send(PAGE)
    (found,) = ask(site, "http://news.test/a")
    assert isinstance(found, Report) == is_open


def _certificate(tmp_path, name: str):
    """Make a certificate for a host that vouches for itself; return the server's and a browser's side of TLS."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ipaddress.ip_address(PUBLIC))]), False
        )
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = tmp_path / "certificate.pem"
    file.write_bytes(pem + private)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, lambda: ssl.create_default_context(cadata=pem.decode())


def test_a_secure_site_is_checked_by_its_name_though_reached_by_its_address(site, tmp_path):
    server, trusting = _certificate(tmp_path, "news.test")
    site.socket = server.wrap_socket(site.socket, server_side=True)
    site.names["fake.test"] = [PUBLIC]
    site.answers["/a"] = send(PAGE)

    def asked(url, tls):
        network = Network(look_up=site.look_up, connect=site.connect, tls=tls)
        (found,) = fetch.fetch(url, network=network)
        return found

    assert asked("https://news.test/a", trusting).url == "https://news.test/a"
    assert site.asked[-1][0] == "news.test"
    assert site.reached[-1] == (PUBLIC, 443)
    assert "its certificate is not valid" in asked("https://fake.test/a", trusting).reason
    assert "its certificate is not valid" in asked("https://news.test/a", ssl.create_default_context).reason


def test_a_site_that_does_not_speak_tls_is_told(site):
    assert why(site, "https://news.test/a").startswith("news.test could not be read: no secure connection")
