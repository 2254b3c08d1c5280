"""The circuit breaker, on a clock that the test moves."""

from engine.model.breaker import Breaker


class Moment:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def breaker() -> tuple[Breaker, Moment]:
    clock = Moment()
    return Breaker(3, 30.0, clock), clock


def test_failures_in_a_row_open_it() -> None:
    """The third failure in a row stops the asking, the second does not."""
    circuit, _ = breaker()
    for _ in range(2):
        circuit.failed()
    assert circuit.lets_through()
    circuit.failed()
    assert circuit.is_resting and not circuit.lets_through()


def test_a_success_between_starts_the_count_anew() -> None:
    """Only failures without a success between them count."""
    circuit, _ = breaker()
    for _ in range(5):
        circuit.failed()
        circuit.failed()
        circuit.worked()
    assert circuit.lets_through()


def test_after_the_rest_one_request_tries() -> None:
    """When the rest is over one request goes through, and the others wait for what becomes of it."""
    circuit, clock = breaker()
    for _ in range(3):
        circuit.failed()
    clock.now += 29.9
    assert not circuit.lets_through()
    clock.now += 0.1
    assert [circuit.lets_through() for _ in range(3)] == [True, False, False]


def test_a_try_that_works_closes_it() -> None:
    """The model is back: everybody is let through, and it takes three failures to open again."""
    circuit, clock = breaker()
    for _ in range(3):
        circuit.failed()
    clock.now += 30
    assert circuit.lets_through()
    circuit.worked()
    circuit.failed()
    assert circuit.lets_through() and circuit.lets_through()


def test_a_try_that_fails_costs_another_rest() -> None:
    """One failure is enough while the model is on trial."""
    circuit, clock = breaker()
    for _ in range(3):
        circuit.failed()
    clock.now += 30
    assert circuit.lets_through()
    circuit.failed()
    clock.now += 29
    assert not circuit.lets_through()
    clock.now += 1
    assert circuit.lets_through()


def test_a_try_that_is_never_heard_of_is_not_waited_for_forever() -> None:
    """A call may be over before its answer comes; after another rest the next request tries."""
    circuit, clock = breaker()
    for _ in range(3):
        circuit.failed()
    clock.now += 30
    assert circuit.lets_through()
    clock.now += 30
    assert circuit.lets_through()
