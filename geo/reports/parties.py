"""Who took part in an event, as the sentences of its account name them."""

from geo.core.model import Party
from geo.reports.drafts import Draft
from geo.reports.text import Document

# Groups that reports name as suspects or in the background take part only where they act or are hurt.
_SUSPECTS = {"iskp", "jamaat_ansarullah", "nrf"}


def parties_of(doc: Document, draft: Draft) -> tuple[tuple[Party, ...], list[tuple[int, int]]]:
    """Return the parties of an account, each once with the words that name it first, and their spans."""
    found: dict[str, Party] = {}
    spans: list[tuple[int, int]] = []
    for told in draft.told:
        habitual = "habitual" in told.line.cues
        for hit in told.line.of("parties"):
            if hit.value in found or (hit.value in _SUSPECTS and habitual):
                continue
            found[hit.value] = Party(id=hit.value, label=doc.raw(hit.first, hit.last))
            spans.append(doc.span(hit.first, hit.last))
        for harm in told.harms:
            for person in harm.people:
                if person.party and person.party not in found:
                    found[person.party] = Party(id=person.party, label=doc.raw(person.first, person.last))
                    spans.append(doc.span(person.first, person.last))
    return tuple(found.values()), spans
