"""What a group of cases has come to."""


class Tally:
    """Counts cases, and those that were really interrupted; keeps what is wrong."""

    def __init__(self, name):
        self.name = name
        self.cases = self.interrupted = 0
        self.states, self.wrong = {}, []

    def add(self, what, hit, state, faults):
        """One case."""
        self.cases += 1
        self.interrupted += bool(hit)
        state = state.split(":")[0]
        self.states[state] = self.states.get(state, 0) + 1
        for fault in faults:
            self.fail(f"{what}: {fault}")

    def fail(self, what):
        """Something that is wrong; it is told at once."""
        self.wrong.append(what)
        print(f"  WRONG {self.name}: {what}", flush=True)

    def close(self, floor):
        """Prints one line. Fewer interrupted than `floor`, and the search has proved nothing."""
        if self.interrupted < floor:
            self.fail(f"only {self.interrupted} were interrupted, at least {floor} should be")
        states = ", ".join(f"{count} {state}" for state, count in sorted(self.states.items()))
        print(f"{self.name}: {self.cases} cases, {self.interrupted} interrupted (at least {floor}); "
              f"{states}; {len(self.wrong)} wrong", flush=True)
        return len(self.wrong)


def floor_of(planned):
    """At least nine in ten of what was planned has to happen: calls move a little between runs."""
    return max(1, planned * 9 // 10)


def sample(items, most, dice):
    """`most` of them, in their order; all when `most` is None."""
    items = list(items)
    if most is None or len(items) <= most:
        return items
    return [items[index] for index in sorted(dice.sample(range(len(items)), most))]
