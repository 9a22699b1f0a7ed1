"""Compiled splitting of UTF-8 text into lowered tokens, with no Python object per token.

A token that is at most eight bytes long is told by those bytes as one number; a longer one by a
hash, and by its bytes wherever two hashes are equal.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import uint64

from cuewise.count.characters import APOSTROPHE, CLOSE, IDEOGRAPH, OPEN, SINGLE, SPACE, WORD
from cuewise.count.kernel import compiled, inlined

# Unsigned all through: a signed index costs a check for negative ones at every access.
_0, _1, _2, _3, _4 = map(np.uint64, range(5))
_6, _7, _8, _12, _18, _32 = map(np.uint64, (6, 7, 8, 12, 18, 32))
_LOW6 = np.uint64(0x3F)
_ASCII = np.uint64(0x80)
# What stands for a byte that is no UTF-8; it separates words.
_REPLACEMENT = np.uint64(0xFFFD)
# 2^64 / golden ratio: multiplicative hashing (Knuth 1973, 6.4).
MIX = np.uint64(0x9E3779B97F4A7C15)
# An ideograph in every rule that splits into characters.
_HAN = np.uint64(0x4E00)
# Characters between the brackets of an emoticon.
_EMOTICON = np.uint64(8)
# The key round a digit, and what may stand between the two.
_KEY, _SELECTOR = np.uint64(0x20E3), np.uint64(0xFE0F)
_DIGIT_0, _DIGIT_9 = map(np.uint64, b"09")
LONG = np.uint64(8)
# A longer word takes the slow way.
_QUICK = np.uint64(256)


class Text(NamedTuple):
    """data[offsets[d] : offsets[d + 1]] is document d, prepared[d] the row of the classes."""

    data: Any
    offsets: Any
    prepared: Any


class Found(NamedTuple):
    """Token t is lowered[stops[t] : stops[t + 1]] with keys[t]; ends[d]: tokens up to the end of d.

    A token of no bytes is a break that no n-gram spans.
    """

    lowered: Any
    stops: Any
    keys: Any
    ends: Any


@compiled
def decode(data, i, end):
    """The code point at i and its length in bytes."""
    c = uint64(data[i])
    if c < _ASCII:
        return c, _1
    if uint64(0xC2) <= c < uint64(0xE0) and i + _1 < end:
        return (c & uint64(0x1F)) << _6 | uint64(data[i + _1]) & _LOW6, _2
    if uint64(0xE0) <= c < uint64(0xF0) and i + _2 < end:
        tail = (uint64(data[i + _1]) & _LOW6) << _6 | uint64(data[i + _2]) & _LOW6
        return (c & uint64(0xF)) << _12 | tail, _3
    if uint64(0xF0) <= c < uint64(0xF5) and i + _3 < end:
        tail = (uint64(data[i + _2]) & _LOW6) << _6 | uint64(data[i + _3]) & _LOW6
        code = (c & _7) << _18 | (uint64(data[i + _1]) & _LOW6) << _12 | tail
        if code < uint64(0x110000):
            return code, _4
    return _REPLACEMENT, _1


@compiled
def _encode(out, o, code):
    """Write a code point at out[o:]; the place after it."""
    if code < _ASCII:
        out[o] = code
        return o + _1
    if code < uint64(0x800):
        out[o] = uint64(0xC0) | code >> _6
    else:
        if code < uint64(0x10000):
            out[o] = uint64(0xE0) | code >> _12
        else:
            out[o] = uint64(0xF0) | code >> _18
            o += _1
            out[o] = _ASCII | code >> _12 & _LOW6
        o += _1
        out[o] = _ASCII | code >> _6 & _LOW6
    out[o + _1] = _ASCII | code & _LOW6
    return o + _2


@compiled
def _on_key(data, i, end):
    """Whether the byte before i is a digit on a keycap."""
    if i >= end or data[i] < _ASCII or not _DIGIT_0 <= data[i - _1] <= _DIGIT_9:
        return False
    code, size = decode(data, i, end)
    if code == _SELECTOR and i + size < end:
        code = decode(data, i + size, end)[0]
    return code == _KEY


@compiled
def _word_end(data, begin, i, end, classes):
    """Where the word whose first letter is begin..i ends; an apostrophe is inside it only."""
    while i < end:
        code, size = decode(data, i, end)
        if classes[code] == APOSTROPHE:
            if i + size >= end or classes[decode(data, i + size, end)[0]] != WORD:
                return i
        elif classes[code] != WORD:
            return _before_key(data, begin, i, classes) if _on_key(data, i, end) else i
        i += size
    return i


@compiled
def _before_key(data, begin, i, classes):
    """Where a word ends whose last digit, before i, is on a keycap: no apostrophe is left last."""
    stop = i - _1
    for size in (_1, _3):
        if stop > begin + size and classes[decode(data, stop - size, stop)[0]] == APOSTROPHE:
            return stop - size
    return stop


@compiled
def _emoticon_end(data, i, end, classes):
    """Where the emoticon whose bracket opens at i ends; i where there is none."""
    at, inside, chinese = i + _1, _0, False
    while at < end and inside <= _EMOTICON:
        code, size = decode(data, at, end)
        at += size
        if classes[code] == CLOSE:
            return at if chinese else i
        if classes[code] == OPEN or classes[code] == SPACE:
            return i
        chinese |= classes[code] == IDEOGRAPH
        inside += _1
    return i


@compiled
def _lowered(data, i, stop, lower, out, o):
    """Write the bytes i..stop in lower case at out[o:]; the place after them."""
    while i < stop:
        code, size = decode(data, i, stop)
        o = _encode(out, o, uint64(lower[code]))
        i += size
    return o


@compiled
def key_of(out, start, stop):
    """The key of the token out[start:stop]."""
    key = hashed = _0
    for at in range(start, stop):
        if (at - start) & _7 == _0:
            hashed = (hashed ^ key) * MIX
            hashed ^= hashed >> _32
            key = _0
        key = key << _8 | uint64(out[at])
    return (hashed ^ key) * MIX if stop - start > LONG else key


@inlined
def _ascii_word(data, i, end, classes, lower, out, o):
    """The word at i lowered into out, with its key as of `key_of`, in one pass.

    Returns the place after it in both and the key; i unchanged where it has other letters.
    """
    begin, start = i, o
    key = hashed = _0
    code = data[i]
    while True:
        if (o - start) & _7 == _0:
            if o - start == _QUICK:
                return begin, start, _0
            hashed = (hashed ^ key) * MIX
            hashed ^= hashed >> _32
            key = _0
        small = lower[code]
        out[o] = small
        key = key << _8 | uint64(small)
        o += _1
        i += _1
        if i >= end:
            break
        code = data[i]
        if code >= _ASCII:
            return begin, start, _0
        if classes[code] == WORD:
            continue
        if classes[code] != APOSTROPHE or i + _1 >= end:
            break
        if data[i + _1] >= _ASCII:
            return begin, start, _0
        if classes[data[i + _1]] != WORD:
            break
    return i, o, (hashed ^ key) * MIX if o - start > LONG else key


@compiled
def _token_end(data, i, end, classes):
    """Where the token that begins at i ends (i: none does), and where to look for the next one."""
    code, size = decode(data, i, end)
    kind = classes[code]
    if kind == WORD:
        stop = _word_end(data, i, i + size, end, classes)
        return stop, max(stop, i + size)
    if kind == SINGLE or kind == IDEOGRAPH:  # noqa: PLR1714, SIM109 (compiled well)
        return i if _on_key(data, i + size, end) else i + size, i + size
    if kind == OPEN:
        stop = _emoticon_end(data, i, end, classes)
        return stop, max(stop, i + _1)
    return i, i + size


@compiled
def _any_token(data, i, stop, lower, found, t, o):
    """Token number t is what the bytes i..stop hold; the place after it in `found.lowered`."""
    after = _lowered(data, i, stop, lower, found.lowered, o)
    found.keys[t] = key_of(found.lowered, o, after)
    found.stops[t + _1] = after
    return after


@compiled
def _break(found, t, o, due, emoticon):
    """Put the break that is due before token t; the number of the token after it."""
    if due == _2 or (due == _1 and emoticon):
        found.keys[t] = _0
        found.stops[t + _1] = o
        return t + _1
    return t


@compiled
def split(text, classes, lower, found, cursor):
    """Fill `found` with tokens from `cursor` on; how many, 0 if the next one is too long for it.

    cursor: document, byte, whether a break is due before the next single token (2) or only before
    an emoticon (1), and the tokens before this call. It is moved on; document = n when all is done.
    """
    data = text.data
    room, most = uint64(found.lowered.size), uint64(found.keys.size) - _2
    d, i, due = cursor[0], cursor[1], cursor[2]
    t = o = _0
    while d < uint64(text.offsets.size - 1):
        i, end = max(i, text.offsets[d]), text.offsets[d + _1]
        rule = classes[text.prepared[d]]
        singles = rule[_HAN] == IDEOGRAPH
        while i < end:
            kind = rule[data[i]] if data[i] < _ASCII else SINGLE
            if kind == WORD and t < most and o + _QUICK < room:
                after, stop, key = _ascii_word(data, i, end, rule, lower, found.lowered, o)
                if after > i:
                    found.keys[t] = key
                    t += _1
                    found.stops[t] = stop
                    i, o = after, stop
                    continue
            stop, after = i, i + _1
            if kind == WORD or kind == SINGLE or kind == OPEN:  # noqa: PLR1714, SIM109 (compiled well)
                stop, after = _token_end(data, i, end, rule)
            if stop == i:
                i = after
                due = _2 if due else _0
                continue
            if t >= most or o + _2 * (stop - i) > room:
                cursor[0], cursor[1], cursor[2] = d, i, due
                return t
            if singles:
                t = _break(found, t, o, due, kind == OPEN)
                due = _2 if kind == OPEN else _1
            o = _any_token(data, i, stop, lower, found, t, o)
            t += _1
            i = after
        found.ends[d] = cursor[3] + t
        d += _1
        due = _0
    cursor[0] = d
    return t
