"""The screen of one turn, which is run twice."""

from engine.screen.once import ReadOnce
from engine.screen.outcome import Outcome, Screening
from engine.vocabulary import Language
from tests.office import packaged_screen


class Counting:
    """A screen that notes what it is asked."""

    version = "test"
    signed_off = False

    def __init__(self) -> None:
        self.asked: list[str] = []

    def read(
        self, text: str, *, lang: Language = Language.EN, previous: str = "", before: tuple[str, ...] = ()
    ) -> Screening:
        self.asked.append(text)
        return packaged_screen().read(text, lang=lang, previous=previous, before=before)


def test_the_same_words_are_judged_once() -> None:
    """What was found stands for the second run; after another question, or other words, it is judged anew."""
    screen = Counting()
    once = ReadOnce(screen)
    first, again = once.read("I have chest pain"), once.read("I have chest pain")
    assert first is again and first.outcome is Outcome.ESCALATE
    assert screen.asked == ["I have chest pain"]
    once.read("no", previous="Is the chest pain there right now?")
    once.read("no", previous="Is there anything else?")
    once.read("no", before=("I have chest pain",))
    assert screen.asked == ["I have chest pain", "no", "no", "no"]
    assert (once.version, once.signed_off) == ("test", False)
