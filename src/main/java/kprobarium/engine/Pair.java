package kprobarium.engine;

/// Two words, one behind the other, executed as one where the budget allows: half as many calls that HotSpot cannot foresee.
abstract class Pair extends Op {
    final Op first;

    Pair(Op first) {
        super(first.word);
        this.first = first;
    }

    @Override
    final Op single() {
        return first;
    }
}
