"""The urgent-symptom screen: what one utterance calls for, decided by a list and a few rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from engine.screen.answers import Reply, reply
from engine.screen.context import Context
from engine.screen.excuses import is_excused
from engine.screen.lexicon import Span, Spans
from engine.screen.names import asks_for_detail, names
from engine.screen.normalize import Words, joined
from engine.screen.outcome import Outcome, Screening, Urgency
from engine.screen.phrases import Hit, Matcher, Strength
from engine.screen.question import Question
from engine.screen.redlist import CRISIS, PACKAGED, PLAIN, Category, RedFlagList, parse_list, read_text
from engine.screen.status import Status
from engine.screen.story import is_account
from engine.vocabulary import Language

EARLIER_LINES = 3
"""Earlier caller lines that rules across turns look at."""
QUESTIONS_KEPT = 256
"""Agent's questions whose reading is kept; they are few, and read with nearly every utterance."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """The agent's last question, and the symptom it was after."""

    question: Question
    own: Category | None
    """Set where it is one of the list's own questions."""
    category: Category | None
    sure: bool
    """Whether the question names the symptom in words that would leave scheduling."""


class RedFlagScreen:
    """Reads every utterance before anything else does."""

    def __init__(self, listed: RedFlagList) -> None:
        self.version = listed.version
        self.signed_off = listed.signed_off
        self._list = listed
        self._matcher = Matcher(listed)
        self._own = {
            Question(text, self._matcher.spelling).plain: category
            for category in listed.categories.values()
            for text in (category.question_en, category.question_es)
        }
        self._asked: dict[str, _Asked] = {}

    @classmethod
    def load(cls, path: Path = PACKAGED) -> "RedFlagScreen":
        """Read the packaged list, or another; raises `RedFlagListError` with every problem there is."""
        return _made(read_text(path), path.name)

    def read(
        self, text: str, *, lang: Language = Language.EN, previous: str = "", before: tuple[str, ...] = ()
    ) -> Screening:
        """Judge `text`; `previous` is the agent's last question, `before` the caller's earlier lines.

        Both languages are read whatever `lang` says: callers mix them, and recognisers mistake them.
        """
        del lang
        asked = self._question(previous)
        said = self._matcher.normalize(text)
        words, now = self._with_earlier(said, asked, before)
        masked = [Span(span.start + now, span.end + now, "") for span in names(said, previous)]
        found = self._matcher.spans(words, masked)
        hits = self._matcher.hits(words, found, now)
        judged = self._judge(words, found, hits, asked, now) if hits else []
        decided = self._decide(said, judged, asked)
        if decided is not None:
            return decided
        plain = not masked and "@hidden" not in found and not asks_for_detail(previous)
        if plain and is_account(said, found, now, as_reason=asked.question.reason):
            return _screening(Outcome.ASK, self._list.categories[PLAIN], "account")
        return Screening(outcome=Outcome.CLEAR)

    # ---------------------------------------------------------------- what was asked, what was said before

    def _question(self, previous: str) -> _Asked:
        asked = self._asked.get(previous)
        if asked is None:
            asked = self._read_question(previous)
            if len(self._asked) < QUESTIONS_KEPT:
                self._asked[previous] = asked
        return asked

    def _read_question(self, previous: str) -> _Asked:
        question = Question(previous, self._matcher.spelling)
        own = self._own.get(question.plain)
        hits: list[Hit] = []
        if question.yes_no and own is None:
            hits = self._matcher.hits(question.words, self._matcher.spans(question.words))
        strong = [hit for hit in hits if hit.strength is not Strength.HINT]
        category = own or (_first(strong or hits).category if hits else None)
        return _Asked(question, own, category, bool(strong))

    def _with_earlier(self, said: Words, asked: _Asked, before: tuple[str, ...]) -> tuple[Words, int]:
        """The words said with those that may complete them, and the index where what was said begins."""
        earlier = [self._matcher.normalize(line) for line in before[-EARLIER_LINES:]]
        if asked.question.choice:
            earlier.append(asked.question.words)
        if not earlier:
            return said, 0
        return joined([*earlier, said]), sum(len(words) for words in earlier)

    # ---------------------------------------------------------------- what it calls for

    def _judge(
        self, words: Words, found: Spans, hits: list[Hit], asked: _Asked, now: int
    ) -> list[tuple[Hit, Status]]:
        """The hits that stand, each with its status."""
        context = Context(words, self._matcher.marks(words), hits, about=asked.question.about, now=now)
        judged = [(hit, context.status(hit)) for hit in hits if not is_excused(hit, words, found)]
        explained = [
            hit
            for hit, status in judged
            if status is not Status.PRESENT and hit.strength is not Strength.HINT and len(hit.spans) == 1
        ]
        return [
            (hit, status)
            for hit, status in judged
            if hit.strength is not Strength.HINT
            or not any(whole.start <= hit.start and hit.end <= whole.end for whole in explained)
        ]

    def _decide(self, said: Words, judged: list[tuple[Hit, Status]], asked: _Asked) -> Screening | None:
        """What the hits and the answer call for; None where there is neither."""
        urgent = [h for h, status in judged if status is Status.PRESENT and h.strength is not Strength.HINT]
        if urgent:
            return _of_hit(Outcome.ESCALATE, _first(urgent), Status.PRESENT)
        answered = self._answer(said, asked)
        if answered is not None and answered.outcome is not Outcome.CLEAR:
            return answered
        doubtful = [(hit, status) for hit, status in judged if self._asks(hit, status)]
        if asked.own is not None:
            # A clear no to the list's own question settles what only hints at a symptom.
            doubtful = [
                (h, s) for h, s in doubtful if h.strength is not Strength.HINT and h.category is not asked.own
            ]
        if doubtful:
            hit = _first(hit for hit, _ in doubtful)
            return _of_hit(Outcome.ASK, hit, next(status for other, status in doubtful if other is hit))
        if answered is not None or not judged:
            return answered
        hit = _first(hit for hit, _ in judged)
        return _of_hit(Outcome.CLEAR, hit, next(status for other, status in judged if other is hit))

    def _asks(self, hit: Hit, status: Status) -> bool:
        if hit.category.name == CRISIS or status is Status.PRESENT:
            return True
        if status is Status.PAPER and hit.strength is not Strength.SAYS:
            return False
        if hit.category.name == PLAIN and status in (Status.MILD, Status.MAYBE_PAST):
            # The plain question is whether it is bad, growing worse or for today: the caller has answered it.
            return False
        return self._list.policy[status.value] is not Outcome.CLEAR

    def _answer(self, said: Words, asked: _Asked) -> Screening | None:
        """What the words mean as an answer; None where no symptom was asked about."""
        category = asked.category
        if category is None:
            return None
        answer = reply(said)
        if answer is Reply.LEANING_NO:
            answer = Reply.NO if category.level is Urgency.URGENT else Reply.UNSURE
        if answer is Reply.NO:
            return _screening(Outcome.CLEAR, category, "answered no")
        if answer is Reply.AGAIN:
            return _screening(Outcome.ASK, category, "asked again")
        if asked.own is not None or (answer is Reply.YES and asked.sure and asked.question.about is None):
            return _screening(Outcome.ESCALATE, category, f"answered {answer.value}")
        if answer is Reply.NONE or asked.question.about is Status.FAMILY:
            return None
        return _screening(Outcome.ASK, category, f"answered {answer.value}")


@lru_cache(maxsize=4)
def _made(text: str, name: str) -> RedFlagScreen:
    """A screen stays as it is, and to make one takes longer than a call does."""
    return RedFlagScreen(parse_list(text, name))


def _first(hits: Iterable[Hit]) -> Hit:
    """The most pressing hit: the crisis first, then by level, strength and place in the list."""
    return min(
        hits,
        key=lambda hit: (
            hit.category.name != CRISIS,
            hit.category.level is not Urgency.EMERGENCY,
            -hit.strength,
            hit.category.rank,
        ),
    )


def _of_hit(outcome: Outcome, hit: Hit, status: Status) -> Screening:
    rule = "plain" if outcome is Outcome.ASK and status is Status.PRESENT else status.value
    return _screening(outcome, hit.category, rule, hit.matched)


def _screening(outcome: Outcome, category: Category, rule: str, matched: tuple[str, ...] = ()) -> Screening:
    asking, clear = outcome is Outcome.ASK, outcome is Outcome.CLEAR
    return Screening(
        outcome=outcome,
        level=None if clear else category.level,
        category=category.name,
        action=None if clear else category.action,
        matched=matched,
        rule=rule,
        question_en=category.question_en if asking else "",
        question_es=category.question_es if asking else "",
    )
