"""Listed entities: the list of terrorist entities under the Criminal Code, as Justice Canada has it.

The Regulations Establishing a List of Entities (SOR/2002-284, made under s. 83.05 of the Criminal
Code), consolidated, as XML in English or French.  A raw item::

    <Item lims:inforce-start-date="2025-02-19" lims:fid="1515768"><Text>Los Ejemplos (LEX) (also
    known among other names as the Examples, Los Muestras (the Samples) and LM)</Text></Item>

Each item becomes a ``listing``: the name before the brackets, abbreviations and aliases out of them
(`northline.formats.listing_text`), and the whole text as its remark, for the text is the law.  One
alias may stand with two entities.  The entity's id is the ``lims:fid`` of the item, which lasts from
version to version; English and French have ids of their own.  The version is the consolidation
date.  See docs/formats/listed-entities.md.
"""

from northline.records.protocols import Context, Decoder, Direction, Format


def _open(context: Context, offset: int = 0, carry: bytes = b"") -> Decoder:
    # What reads it takes a while to load; who only lists the formats need not wait.
    from northline.formats.listed_entities_reading import read
    from northline.formats.listing_decoder import ListDecoder

    return ListDecoder(read, context, offset, carry)


LISTED_ENTITIES = Format(
    name="listed-entities",
    title="Listed terrorist entities of Canada",
    kinds=("listing",),
    direction=Direction.IN,
    standard="SOR/2002-284 as XML of Justice Canada (Criminal Code, s. 83.05); English and French",
    open=_open,
    numbered=True,
    whole=True,
)
