"""Scripts against the names of Unicode."""

import re
import unicodedata

import pytest

from cuewise.text.scripts import HAN, HANGUL, KANA, LATIN, has_han

NAMED = {char: unicodedata.name(char, "") for char in map(chr, range(0x110000))}


@pytest.mark.parametrize(
    ("script", "name"),
    [
        (HAN, r"CJK (?:UNIFIED|COMPATIBILITY) IDEOGRAPH"),
        (KANA, r"(?:HALFWIDTH )?(?:HIRAGANA|KATAKANA) LETTER (?:SMALL )?[A-Z]{1,2}$"),
        (HANGUL, r"HANGUL (?:SYLLABLE|LETTER|CHOSEONG|JUNGSEONG|JONGSEONG)"),
        (LATIN, r"LATIN (?:SMALL|CAPITAL) LETTER [A-Z](?: WITH [A-Z ]+)?$"),
    ],
)
def test_letters_of_that_name_are_of_that_script(script, name):
    pattern = re.compile(f"[{script}]")
    named = [char for char, found in NAMED.items() if re.match(name, found)]
    missing = [char for char in named if not pattern.match(char)]
    # Kana of planes beyond the first are historic; few Latin letters lie outside the common blocks.
    assert len(missing) <= 0.2 * len(named)
    assert not missing or script in {KANA, LATIN}


def test_no_character_is_of_two_scripts():
    every = "".join(NAMED)
    found = [c for s in (HAN, KANA, HANGUL, LATIN) for c in re.findall(f"[{s}]", every)]
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "text", ["好", "〇", "々", "\u3400", "\U00020000", "\U0002ceb0", "\U00030000"]
)
def test_han_has_its_extensions(text):
    assert has_han(f"a{text}b")


@pytest.mark.parametrize("text", ["", "a", "。", "ポ", "한", "！", "😀"])
def test_what_is_no_han(text):
    assert not has_han(text)
