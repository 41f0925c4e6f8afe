"""The level words of a postal line, which names one home where a diary may list several."""

from geo.address.tokens import Kind, Token, tokens

_ALL_PARTS = 4
_LONG_UNIT = 3


def postal_words(text: str) -> list[Token]:
    """Return the level words in folded `text`, each naming one place.

    >>> [token.values for token in postal_words("9-15号楼2单元302")]
    [('9-15',), ('2',), ('302',)]
    """
    return [_one_place(text, token) for token in tokens(text)]


def _one_place(text: str, token: Token) -> Token:
    """Return a pair of building numbers as the one number that it is: 22-1号楼, 3-14-2-501."""
    if token.kind is Kind.BUILDING and "-" in text[token.start : token.end]:
        return token._replace(values=("-".join((token.values[0], token.values[-1])),), ranged=False)
    if token.kind is Kind.DASHED and len(token.values) == _ALL_PARTS:
        first, second, entrance, unit = token.values
        if len(unit) >= _LONG_UNIT and unit[:-2] != entrance:
            return token._replace(values=(f"{first}-{second}", entrance, unit))
    return token
