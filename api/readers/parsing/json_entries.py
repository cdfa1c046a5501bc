"""Entries of a JSON text that are known by their positions alone and parsed when somebody asks for them."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload

from api.readers.parsing.json_fields import DECODER


class Entries(Sequence[Any]):
    """The elements of a list, parsed on access."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts, self._ends = array("I"), array("I")

    def add(self, start: int, end: int) -> "Entries":
        """Add the element between two positions."""
        self._starts.append(start)
        self._ends.append(end)
        return self

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, position: int) -> Any: ...
    @overload
    def __getitem__(self, position: slice) -> list[Any]: ...
    def __getitem__(self, position: int | slice) -> Any:
        if isinstance(position, slice):
            return [self[n] for n in range(*position.indices(len(self)))]
        return DECODER.decode(self._text[self._starts[position] : self._ends[position]])


class OneEntry(Entries):
    """One entry that is not a list."""


class Members(Mapping[str, Any]):
    """The members of an object, parsed on access; a list comes as its `Entries`."""

    def __init__(self, values: dict[str, Entries]) -> None:
        self._values = values

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __getitem__(self, key: str) -> Any:
        value = self._values[key]
        return value[0] if isinstance(value, OneEntry) else value
