# ruff: noqa: RUF001 - letters of many scripts are what this is about.
"""The normal form of a name: words in lower case without punctuation, titles or legal trimmings.

Unicode NFKC first, so that presentation forms, full-width letters and ligatures become plain.  An
apostrophe inside a word is dropped (it stands for a sound that most spellings leave out), any other
punctuation parts words.  Titles are dropped unless nothing else is left.  Forms of company are brought
to one spelling each and stay, for they weigh little (see `tokens`) but are not nothing.
"""

import re
import unicodedata

APOSTROPHES = "'`´ʹʻʼʽʾʿˈ‘’‛′＇"

TITLES = frozenset(
    """
    mr mrs ms miss mx dr prof professor sir madam mister hon rev reverend capt captain col colonel gen
    general lt lieutenant maj major sgt cmdr brig brigadier m mme mlle monsieur madame
    mademoiselle maitre docteur professeur herr frau senor senora don dona sr sra haji hajji hadji haj
    sayyid sayyed seyyed sayed shaykh sheikh sheik shaikh mullah mulla maulana mawlawi maulavi mufti
    ustad ayatollah hojjatoleslam engineer eng ing
    """.split()
)
"""Forms of address in Latin letters; none of them tells one bearer from another.

Source: the forms of address that the UN Security Council consolidated list prints in its field
*Title*, and those of Canadian letters (Termium Plus, *forms of address*).
"""

PARTICLES = frozenset(
    """
    al el ul ad as ash at az an ar bin ben ibn bint abu abou umm de del della di da do dos das du des
    la le les van von der den ter ten zu af av y e and et und the of for und mac ould wuld st bar
    """.split()
)
"""Words that many names share and that many spellings leave out: they weigh `tokens.PARTICLE`."""

FORMS = {
    "llc": "limited liability company|limited liability co|l l c|ooo|o o o|obshchestvo s ogranichennoi "
    "otvetstvennostyu|tov|llp|l l p",
    "ltd": "limited|private limited|pvt ltd|pte ltd|co ltd|company limited|ltee|limitee",
    "jsc": "joint stock company|open joint stock company|public joint stock company|closed joint stock "
    "company|ojsc|pjsc|cjsc|pao|oao|zao|aktsionernoe obshchestvo",
    "inc": "incorporated|corporation|corp|incorporee",
    "gmbh": "gesellschaft mit beschrankter haftung|g m b h|ges m b h",
    "sa": "s a|societe anonyme|sociedad anonima|s p a|spa|aktiengesellschaft|ag|naamloze vennootschap|nv",
    "sarl": "societe a responsabilite limitee|s a r l|srl|s r l|s de r l|sa de cv|s a de c v|de c v",
    "co": "company|compagnie|cie|compania|comp",
    "intl": "international|internationale|internacional",
    "grp": "group|groupe|grupo",
    "org": "organization|organisation|organizacion",
    "fdn": "foundation|fondation|fundacion",
    "assn": "association|asociacion",
    "trdg": "trading|trade",
}
"""One spelling for each form of company: source ISO 20275 (entity legal forms), the frequent ones."""

LEGAL = frozenset(FORMS)

_PHRASES = sorted(
    ((phrase, short) for short, phrases in FORMS.items() for phrase in phrases.split("|")),
    key=lambda pair: (-len(pair[0]), pair[0]),
)
_SHORT = dict(_PHRASES)
_FORM = re.compile(r"\b(?:" + "|".join(re.escape(phrase) for phrase, _ in _PHRASES) + r")\b")
_DROPPED = str.maketrans("", "", APOSTROPHES)
_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile(
    r"[\u0300-\u036f\u064b-\u065f\u0670\u0640\u0591-\u05c7\u200b-\u200f\u202a-\u202e]"
)


def plain(name: str) -> str:
    """Composed, lower case, without apostrophes, vowel points or marks of direction."""
    text = unicodedata.normalize("NFKC", name).casefold().translate(_DROPPED)
    return text if text.isascii() else _MARKS.sub("", text)


def words(name: str) -> list[str]:
    """Words of a name in the script it is written in."""
    text = plain(name)
    if text.isascii():
        return _WORD.findall(text)
    # Vowels of Indic and South-East Asian scripts are marks: they part no word.
    return "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in text).split()


def without_titles(tokens: list[str]) -> list[str]:
    """The words less the titles that come first or last, unless nothing else would be left."""
    first, end = 0, len(tokens)
    while end - first > 1 and tokens[first] in TITLES:
        first += 1
    while end - first > 1 and tokens[end - 1] in TITLES and len(tokens[end - 1]) > 1:
        end -= 1
    return tokens[first:end]


def with_short_forms(tokens: list[str]) -> list[str]:
    """The words of an organisation, each form of company in its one spelling."""
    return _FORM.sub(lambda found: _SHORT[found.group()], " ".join(tokens)).split()
