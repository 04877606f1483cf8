"""The members of one large JSON object, a piece at a time, so that a file of any size takes the memory of one piece."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_CHUNK_CHARS = 1 << 16
# A single value longer than this is no record of an incident.
_MAX_CHARS = 1 << 25
# A whole number of more digits is kept as text: turning it into a number takes long.
_MAX_DIGITS = 40
_BLANK = " \t\r\n"


class BrokenJsonError(ValueError):
    """The file is not JSON from some point on, or not one object."""


def members(path: Path, list_name: str) -> Iterator[tuple[str, Any]]:
    """Give the members of the object in a file as (name, value); the list named gives one pair an element.

    Raises
    ------
    BrokenJsonError
        The file cannot be read on; what came before it was given.
    """
    source = _Source(path)
    try:
        source.expect("{")
        if source.peek() == "}":
            return
        while True:
            name = source.value()
            source.expect(":")
            if name == list_name and source.peek() == "[":
                for element in _elements(source):
                    yield str(name), element
            else:
                yield str(name), source.value()
            if source.take() != ",":
                return
    finally:
        source.close()


def _elements(source: "_Source") -> Iterator[Any]:
    source.expect("[")
    if source.peek() == "]":
        source.take()
        return
    while True:
        yield source.value()
        mark = source.take()
        if mark == "]":
            return
        if mark != ",":
            msg = f"expected ',' or ']' between elements, found {mark!r}"
            raise BrokenJsonError(msg)


class _Source:
    """The text of a file with a place in it, read on as needed."""

    def __init__(self, path: Path) -> None:
        try:
            # GeoJSON is UTF-8; bytes that are not are carried as lone surrogates, for the cell to refuse.
            self._file = path.open(encoding="utf-8-sig", errors="surrogateescape")
        except OSError as err:
            msg = f"it cannot be opened: {err.strerror or err}"
            raise BrokenJsonError(msg) from err
        self._decoder = json.JSONDecoder(parse_int=_whole)
        self._text = ""
        self._at = 0
        self._is_end = False

    def close(self) -> None:
        self._file.close()

    def peek(self) -> str:
        """Return the next character that is no blank, "" at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _BLANK:
                    return self._text[self._at]
                self._at += 1
            if not self._fill(_CHUNK_CHARS):
                return ""

    def take(self) -> str:
        char = self.peek()
        self._at += 1
        return char

    def expect(self, char: str) -> None:
        found = self.take()
        if found != char:
            msg = f"expected {char!r}, found {found!r}" if found else "the file breaks off"
            raise BrokenJsonError(msg)

    def value(self) -> Any:
        """Return the value that begins here."""
        self.peek()
        more = _CHUNK_CHARS
        while True:
            try:
                found, end = self._decoder.raw_decode(self._text, self._at)
            except RecursionError as err:
                msg = "values are nested too deeply"
                raise BrokenJsonError(msg) from err
            except ValueError as err:
                if len(self._text) - self._at > _MAX_CHARS or not self._fill(more):
                    msg = f"it is no JSON from here on: {err}" if self._text[self._at :] else "the file breaks off"
                    raise BrokenJsonError(msg) from err
                # Twice as much each time, so that a long value is not read anew too often.
                more *= 2
                continue
            # A number at the very end of what was read may go on.
            if end == len(self._text) and self._fill(_CHUNK_CHARS):
                continue
            self._at = end
            return found

    def _fill(self, chars: int) -> bool:
        """Read on, and forget what was taken; tell whether there was more."""
        if self._is_end:
            return False
        piece = self._file.read(chars)
        self._is_end = not piece
        self._text = self._text[self._at :] + piece
        self._at = 0
        return bool(piece)


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= _MAX_DIGITS else digits
