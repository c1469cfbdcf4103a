# ruff: noqa: RUF001 - letters of many scripts are what this is about.
"""Any script to Latin letters: `anyascii`, with corrections where a name is read otherwise than a text.

Some scripts leave a choice, and then there are several *readings*, each a form of its own in the index:

* Arabic and Hebrew write few vowels.  A word read from them is a skeleton: marked by `ABJAD` as its
  first letter, and compared by consonants alone (see `phonetic.skeleton`).
* Chinese characters are parted into a surname (one character, or two for the surnames of two) and a
  given name; both in pinyin, the reading of the mainland, and with the usual Cantonese or Wade-Giles
  spelling of frequent surnames.
* Korean surnames have spellings of their own that no rule gives (Lee for I).
* In Ukrainian and Belarusian the letter that Russian reads as g is an h: both readings stand.

A Japanese name in Chinese characters is read as Chinese, which is wrong: list it in kana or Latin too.

Sources: Unicode CLDR transliterations as `anyascii` packs them; ICAO Doc 9303-3, section 6 (Arabic,
Cyrillic); the National Institute of Korean Language's romanisation of 2000 and its survey of surnames.
"""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

ABJAD = "~"
"""Before a word that was read from a script without vowels."""

SCRIPTS = ("latin", "cyrillic", "arabic", "hebrew", "han", "hangul", "kana", "greek", "other")

_BLOCKS = (
    ("arabic", re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]")),
    ("hebrew", re.compile(r"[\u0590-\u05ff\ufb1d-\ufb4f]")),
    ("cyrillic", re.compile(r"[\u0400-\u052f]")),
    ("hangul", re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")),
    ("kana", re.compile(r"[\u3040-\u30ff\u31f0-\u31ff]")),
    ("han", re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")),
    ("greek", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")),
)

_ARABIC = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "h", "ء": "",
        "ع": "a", "ث": "th", "ذ": "dh", "خ": "kh", "غ": "gh", "ش": "sh", "ظ": "z", "ض": "d", "ص": "s",
        "ط": "t", "ح": "h", "ق": "q", "ک": "k", "ی": "y", "چ": "ch", "پ": "p", "ژ": "zh", "گ": "g",
        "ج": "j", "و": "w", "ي": "y", "ه": "h", "ا": "a",
    }
)  # fmt: skip
_HEBREW = str.maketrans({"ח": "h", "כ": "k", "ך": "k", "צ": "ts", "ץ": "ts", "ש": "sh", "ע": "a",
                         "א": "a", "ו": "v", "י": "y", "ט": "t", "ק": "k", "ת": "t", "פ": "p"})  # fmt: skip
_UKRAINIAN = re.compile("[іїєґў]")

SURNAMES_HAN = {
    "陳": "chan", "陈": "chan", "黃": "wong", "黄": "wong", "王": "wong", "李": "lee", "張": "cheung",
    "张": "cheung", "劉": "lau", "刘": "lau", "林": "lam", "吳": "ng", "吴": "ng", "鄭": "cheng",
    "郑": "cheng", "梁": "leung", "蔡": "tsai", "許": "hsu", "许": "hsu", "周": "chow", "曾": "tsang",
    "葉": "yip", "叶": "yip", "何": "ho", "郭": "kwok", "楊": "yeung", "杨": "yeung", "謝": "tse",
    "谢": "tse", "徐": "tsui", "朱": "chu", "馬": "ma", "胡": "wu", "羅": "law", "罗": "law",
}  # fmt: skip
TWO_CHARACTERS = frozenset(
    "歐陽 欧阳 司馬 司马 諸葛 诸葛 上官 司徒 東方 东方 夏侯 皇甫 尉遲 公孫 慕容".split()
)
SURNAMES_HANGUL = {
    "김": "kim", "이": "lee", "박": "park", "최": "choi", "정": "jung", "강": "kang", "조": "cho",
    "윤": "yoon", "임": "lim", "한": "han", "오": "oh", "서": "seo", "신": "shin", "권": "kwon",
    "황": "hwang", "안": "ahn", "송": "song", "류": "ryu", "유": "yoo", "전": "jeon", "고": "ko",
    "문": "moon", "양": "yang", "손": "son", "배": "bae", "백": "paek", "허": "hur", "남": "nam",
    "심": "shim", "노": "noh", "하": "ha", "곽": "kwak", "성": "sung", "차": "cha", "주": "joo",
    "우": "woo", "구": "koo", "민": "min", "리": "ri", "로": "ro", "장": "jang",
}  # fmt: skip


def script_of(text: str) -> str:
    """The script of a text, one of `SCRIPTS`: the first of those that need care, else Latin."""
    if text.isascii():
        return "latin"
    for script, letters in _BLOCKS:
        if letters.search(text):
            return script
    other = any(c.isalpha() and not unicodedata.name(c, "").startswith("LATIN") for c in text)
    return "other" if other else "latin"


@lru_cache(maxsize=65_536)
def readings(word: str, whole: bool = True) -> tuple[str, ...]:
    """Latin readings of one word, each of one word or more, the first the usual one.

    Args:
        word: in normal form, of one script.
        whole: whether the word may be a whole name, so that Chinese and Korean are parted.
    """
    script = script_of(word)
    if script == "latin":
        return (word if word.isascii() else _letters(word),)
    if script == "arabic":
        return (_skeletal(word, _ARABIC),)
    if script == "hebrew":
        return (_skeletal(word, _HEBREW),)
    if script == "cyrillic":
        usual = _letters(word.translate({ord("ъ"): "", ord("ь"): ""}))
        if _UKRAINIAN.search(word) or "г" in word:
            return tuple(dict.fromkeys((usual, _letters(word.replace("г", "h").replace("ь", "")))))
        return (usual,)
    if script == "han" and whole:
        return _parted(word, SURNAMES_HAN, word[:2] in TWO_CHARACTERS)
    if script == "hangul" and whole:
        return _parted(word, SURNAMES_HANGUL, False)
    return (_letters(word),)


def _letters(word: str) -> str:
    return "".join(c for c in anyascii(word).lower() if c.isalnum())


def _skeletal(word: str, letters: dict[int, str]) -> str:
    article = word.startswith("ال") and len(word) > 4
    read = _letters(word[2 if article else 0 :].translate(letters))
    return ("al " if article else "") + ABJAD + read if read else ""


def _parted(word: str, surnames: dict[str, str], two: bool) -> tuple[str, ...]:
    """Surname and given name of up to five characters; a longer word is no person's name."""
    if not 2 <= len(word) <= 5:
        return (_letters(word),)
    cut = 2 if two and len(word) > 2 else 1
    given = _letters(word[cut:])
    own = surnames.get(word[0]) if cut == 1 else None
    usual = f"{_letters(word[:cut])} {given}"
    return (
        (usual,) if own is None or own == usual.split(maxsplit=1)[0] else (usual, f"{own} {given}")
    )
