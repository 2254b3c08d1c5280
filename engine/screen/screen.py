"""The urgent-symptom screen: what one utterance calls for, decided by a list and a few rules, in well under 1 ms."""

from collections.abc import Iterable
from pathlib import Path
from typing import Self

from engine.screen.answers import Question, Reply, reply
from engine.screen.context import Context, Status
from engine.screen.lexicon import Span, Spans
from engine.screen.names import asks_for_detail, names
from engine.screen.normalize import Words
from engine.screen.outcome import Outcome, Screening
from engine.screen.phrases import Hit, Matcher, Strength
from engine.screen.redlist import CRISIS, PACKAGED, PLAIN, Category, RedFlagList, read_list
from engine.screen.story import is_account
from engine.vocabulary import Language

EARLIER_LINES = 3
"""Earlier caller lines that rules across turns look at."""
QUESTIONS_KEPT = 256


class RedFlagScreen:
    """Reads every utterance before anything else does."""

    def __init__(self, listed: RedFlagList) -> None:
        self.version = listed.version
        self.signed_off = listed.signed_off
        self._list = listed
        self._matcher = Matcher(listed)
        self._own = {
            " ".join(self._matcher.normalize(question).text): category
            for category in listed.categories.values()
            for question in (category.question_en, category.question_es)
        }
        self._asked: dict[str, _Asked] = {}

    @classmethod
    def load(cls, path: Path = PACKAGED) -> Self:
        """Read the packaged list, or another; raises `RedFlagListError` with every problem there is."""
        return cls(read_list(path))

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
        masked = [_shift(span, now) for span in names(said, previous)]
        found = self._matcher.spans(words, masked)
        hits = self._matcher.hits(words, found, now)
        judged = self._judge(words, found, hits, asked.about, now) if hits else []
        answer = self._decide(said, judged, asked)
        if answer is None:
            plain = not judged and not masked and "@hidden" not in found and not asks_for_detail(previous)
            told = plain and is_account(said, found, now, as_reason=asked.question.reason)
            answer = self._plain_question() if told else Screening(outcome=Outcome.CLEAR)
        return answer

    def _plain_question(self) -> Screening:
        hit = Hit(self._list.categories[PLAIN], Strength.HINT, (Span(0, 0, ""),), ())
        return _screening(Outcome.ASK, hit, "account")

    def _question(self, previous: str) -> "_Asked":
        asked = self._asked.get(previous)
        if asked is None:
            asked = self._read_question(previous)
            if len(self._asked) < QUESTIONS_KEPT:
                self._asked[previous] = asked
        return asked

    def _read_question(self, previous: str) -> "_Asked":
        question = Question(previous, self._matcher.spelling)
        own = self._own.get(question.plain) or self._own.get(" ".join(self._matcher.normalize(previous).text))
        hits: list[Hit] = []
        if question.yes_no and not own:
            hits = self._matcher.hits(question.words, self._matcher.spans(question.words))
        return _Asked(question, own, hits)

    def _with_earlier(self, said: Words, asked: "_Asked", before: tuple[str, ...]) -> tuple[Words, int]:
        earlier = [self._matcher.normalize(line) for line in before[-EARLIER_LINES:]]
        if asked.question.choice:
            earlier.append(asked.question.words)
        if not earlier:
            return said, 0
        return _joined([*earlier, said]), sum(len(words) for words in earlier)

    def _judge(
        self, words: Words, found: Spans, hits: list[Hit], about: Status | None, now: int
    ) -> list[tuple[Hit, Status]]:
        context = Context(words, self._matcher.marks(words), hits, about=about, now=now)
        judged = [(hit, context.status(hit)) for hit in hits if not _on_its_way(hit, words, found)]
        silent = [
            hit
            for hit, status in judged
            if status is not Status.PRESENT and hit.strength is not Strength.HINT and len(hit.spans) == 1
        ]
        return [
            (hit, status)
            for hit, status in judged
            if hit.strength is not Strength.HINT or not any(_within(hit, other) for other in silent)
        ]

    def _decide(self, said: Words, judged: list[tuple[Hit, Status]], asked: "_Asked") -> Screening | None:
        urgent = [h for h, status in judged if status is Status.PRESENT and h.strength is not Strength.HINT]
        if urgent:
            return _screening(Outcome.ESCALATE, _first(urgent), Status.PRESENT.value)
        answered = self._answer(said, asked)
        if answered is not None and answered.outcome is not Outcome.CLEAR:
            return answered
        doubtful = [(hit, status) for hit, status in judged if self._asks(hit, status)]
        if asked.own and answered is not None:
            doubtful = [
                (hit, status)
                for hit, status in doubtful
                if hit.strength is not Strength.HINT and hit.category is not asked.own
            ]
        if doubtful:
            hit = _first(hit for hit, _ in doubtful)
            rule = next(status for other, status in doubtful if other is hit)
            return _screening(Outcome.ASK, hit, "plain" if rule is Status.PRESENT else rule.value)
        if answered is not None:
            return answered
        if judged:
            hit = _first(hit for hit, _ in judged)
            return _screening(Outcome.CLEAR, hit, next(s for other, s in judged if other is hit).value)
        return None

    def _asks(self, hit: Hit, status: Status) -> bool:
        if hit.category.name == CRISIS or status is Status.PRESENT:
            return True
        if hit.strength is not Strength.SAYS and status is Status.PAPER:
            return False
        if hit.category.name == PLAIN and status in (Status.MILD, Status.MAYBE_PAST):
            # The plain question is whether it is bad, growing worse or for today: the caller has answered it.
            return False
        return self._list.policy[status.value] is not Outcome.CLEAR

    def _answer(self, said: Words, asked: "_Asked") -> Screening | None:
        """What the words mean as an answer; None where no symptom was asked about."""
        category = asked.own or asked.category
        if category is None:
            return None
        answer = reply(said)
        if answer is Reply.NO:
            return _answered(Outcome.CLEAR, category, "answered no")
        if answer is Reply.AGAIN:
            return _answered(Outcome.ASK, category, "asked again")
        if asked.own or (answer is Reply.YES and asked.sure and asked.about is None):
            return _answered(Outcome.ESCALATE, category, f"answered {answer.value}")
        if answer is Reply.NONE or asked.about is Status.FAMILY:
            return None
        return _answered(Outcome.ASK, category, f"answered {answer.value}")


class _Asked:
    """The agent's last question, and the symptom it was after."""

    def __init__(self, question: Question, own: Category | None, hits: list[Hit]) -> None:
        self.question = question
        self.own = own
        strong = [hit for hit in hits if hit.strength is not Strength.HINT]
        self.sure = bool(strong)
        self.category = _first(strong or hits).category if hits else None
        self.about: Status | None = None
        if question.family:
            self.about = Status.FAMILY
        elif question.past:
            self.about = Status.MAYBE_PAST


def _first(hits: Iterable[Hit]) -> Hit:
    """The most pressing hit: the crisis first, then by level and place in the list."""
    return min(
        hits,
        key=lambda hit: (
            hit.category.name != CRISIS,
            hit.category.level.value,
            -hit.strength,
            hit.category.rank,
        ),
    )


def _screening(outcome: Outcome, hit: Hit, rule: str) -> Screening:
    asking = outcome is Outcome.ASK
    return Screening(
        outcome=outcome,
        level=None if outcome is Outcome.CLEAR else hit.category.level,
        category=hit.category.name,
        action=None if outcome is Outcome.CLEAR else hit.category.action,
        matched=hit.matched,
        rule=rule,
        question_en=hit.category.question_en if asking else "",
        question_es=hit.category.question_es if asking else "",
    )


def _answered(outcome: Outcome, category: Category, rule: str) -> Screening:
    hit = Hit(category, Strength.SAYS, (Span(0, 0, ""),), ())
    return _screening(outcome, hit, rule)


def _on_its_way(hit: Hit, words: Words, found: Spans) -> bool:
    """A word that only says what kind of paper, visit or device is meant: "stroke group", "knee brace"."""
    if hit.category.name == CRISIS:
        return False
    if _written_as_name(hit, words) or _of_a_thing(hit, words, found):
        return True
    if len(hit.spans) > 1 or hit.strength is Strength.HINT:
        fine = found.get("@fine", ())
        if any(
            0 <= well.start - span.end <= 1 and words.clauses[well.start] == words.clauses[span.start]
            for well in fine
            for span in hit.spans
        ):
            return True
    if hit.strength is Strength.SAYS:
        return False
    return any(
        0 <= span.start - hit.end <= 1 and words.clauses[span.start] == words.clauses[hit.end - 1]
        for span in found.get("@paper", ())
    )


def _written_as_name(hit: Hit, words: Words) -> bool:
    """ "the Stroke of Color", "Gary Lump": a recogniser writes a capital inside a sentence for a name only."""
    if hit.end - hit.start > 1 or not words.capitals[hit.start]:
        return False
    first = hit.start == 0 or words.sentences[hit.start - 1] != words.sentences[hit.start]
    return not first and sum(words.capitals) * 2 < len(words)


def _of_a_thing(hit: Hit, words: Words, found: Spans) -> bool:
    """ "my truck's bleeding oil", "the GPS is dying"."""
    if hit.end - hit.start > 1:
        return False
    return any(
        0 <= hit.start - span.end <= 1 and words.clauses[span.start] == words.clauses[hit.start]
        for span in found.get("@thing", ())
    )


def _within(inner: Hit, outer: Hit) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _shift(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by, span.entry)


def _joined(parts: list[Words]) -> Words:
    """Several lines as one, each in sentences of its own."""
    clause = sentence = 0
    clauses: list[int] = []
    sentences: list[int] = []
    for part in parts:
        clauses += [clause + number for number in part.clauses]
        sentences += [sentence + number for number in part.sentences]
        clause = (clauses[-1] if clauses else 0) + 1
        sentence = (sentences[-1] if sentences else 0) + 1
    return Words(
        tuple(word for part in parts for word in part.text),
        tuple(clauses),
        tuple(sentences),
        tuple(capital for part in parts for capital in part.capitals),
    )
