"""The memory of the reader: worked out once, within a bound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.core.memory import Memory


def test_works_each_key_out_once() -> None:
    asked: list[str] = []

    def length(word: str) -> int:
        asked.append(word)
        return len(word)

    memory = Memory(length, size=10)
    assert [memory[word] for word in ("Panj", "Vanj", "Panj")] == [4, 4, 4]
    assert asked == ["Panj", "Vanj"]


def test_a_key_that_cannot_be_worked_out_is_not_remembered() -> None:
    memory = Memory(lambda number: 1 // number, size=10)
    with pytest.raises(ZeroDivisionError):
        memory[0]
    assert 0 not in memory
    assert memory[1] == 1


@given(st.lists(st.integers(0, 20)), st.integers(1, 6))
def test_gives_what_working_out_gives_and_never_holds_more_than_its_size(keys: list[int], size: int) -> None:
    memory = Memory(lambda number: number * number, size=size)
    for key in keys:
        assert memory[key] == key * key
        assert len(memory) <= size
