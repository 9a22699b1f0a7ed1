"""Decode the bytes of a text file strictly; never to the wrong letters in silence."""

from __future__ import annotations

import codecs
import re
import warnings
from collections.abc import Callable
from pathlib import Path

from cuewise.errors import InputError
from cuewise.text.scripts import HAN, HAN_MARKS

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OTHER_KINDS = {
    b"PK\x03\x04": "a zip or Excel file",
    b"\x1f\x8b": "a gzip file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"PAR1": "a parquet file",
    b"ARROW1": "an Arrow file",
    b"%PDF": "a PDF",
}
_HAN = re.compile(f"[{HAN}{HAN_MARKS}]")
# The 3,755 common characters of GB2312. Two Western letters in a row would be rare characters.
_COMMON = re.compile(rb"[\xb0-\xd7][\xa1-\xfe]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
# ÿ hardly occurs in any language; þ and control characters show that this is no text.
_NOT_WESTERN = re.compile(r"[\x00-\x08\x0e-\x1f\xfe\xff]")


def read_text(path: Path) -> str:
    """The text of a file, with a warning when it is not UTF-8."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror or error}", fix="check the path and its rights"
        ) from error
    text, encoding = decode_text(data, str(path))
    if encoding != "utf-8":
        warnings.warn(f"{path} is not UTF-8; it was read as {encoding}", UserWarning, stacklevel=2)
    return text


def decode_text(data: bytes, name: str) -> tuple[str, str]:
    """`data` as text, and the encoding used.

    A byte-order mark decides; then UTF-8, UTF-16 without a mark, GB18030 when it reads as
    Chinese, and Windows-1252.

    Examples
    --------
    >>> decode_text("café".encode("cp1252"), "a.csv")
    ('café', 'cp1252')
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding, name, skip=len(mark)), encoding
    unmarked = _unmarked_utf16(data)
    if unmarked:
        return _strictly(data, unmarked, name), unmarked
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        return _legacy(data, name, error)


def _strictly(data: bytes, encoding: str, name: str, skip: int = 0) -> str:
    try:
        return data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        raise _invalid(data, name, encoding, error.start + skip) from error


def _unmarked_utf16(data: bytes) -> str | None:
    # A header in Latin letters: every second byte is zero.
    head = data[:8]
    if len(head) == 8 and len(data) % 2 == 0:
        if not any(head[1::2]) and all(head[::2]):
            return "utf-16-le"
        if not any(head[::2]) and all(head[1::2]):
            return "utf-16-be"
    return None


def _legacy(data: bytes, name: str, error: UnicodeDecodeError) -> tuple[str, str]:
    if not _damaged_utf8(data):
        for encoding, plausible in _LEGACY.items():
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            if plausible(text, data):
                return text, encoding
    raise _invalid(data, name, "utf-8", error.start)


def _damaged_utf8(data: bytes) -> bool:
    """Whether there is more valid than invalid UTF-8: damage, not another encoding."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return len(_BEYOND_ASCII.findall(text)) - broken >= broken


def _is_chinese(text: str, data: bytes) -> bool:
    """Whether most characters are common Han; `ü` and the next letter can form a rare one."""
    beyond = len(_BEYOND_ASCII.findall(text))
    common = len(_COMMON.findall(data))
    return len(_HAN.findall(text)) >= 0.7 * beyond and common >= 0.35 * beyond


def _is_western(text: str, _data: bytes) -> bool:
    return _NOT_WESTERN.search(text) is None


_LEGACY: dict[str, Callable[[str, bytes], bool]] = {
    "gb18030": _is_chinese,
    "cp1252": _is_western,
}


def _invalid(data: bytes, name: str, encoding: str, offset: int) -> InputError:
    kind = next((what for magic, what in _OTHER_KINDS.items() if data.startswith(magic)), None)
    if kind:
        return InputError(
            f"{name} is {kind}, not text",
            allowed=".csv, .tsv, .jsonl and .json as plain text",
            fix="unpack or export it, or give the file its right ending",
        )
    line = data[:offset].decode(encoding, "ignore").count("\n") + 1
    return InputError(
        f"{name} has bytes that are not {encoding} at byte {offset}, line {line}: "
        f"{data[offset : offset + 4].hex(' ')}",
        allowed="UTF-8, UTF-16 with a byte-order mark, GB18030 or Windows-1252, undamaged",
        fix="repair that line, or save the file as UTF-8",
    )
