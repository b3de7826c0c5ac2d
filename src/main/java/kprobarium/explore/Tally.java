package kprobarium.explore;

import java.util.Arrays;

/// How many schedules lead from a state to each ending, for every state visited: those of a state are the sums of those of its successors,
/// so every schedule is counted though only states are visited.
///
/// Counts are doubles: exact to 2^53, and there may be more schedules than that.
final class Tally {
    private static final double[] NOTHING = {};

    private double[][] byState = new double[1024][];
    private int size;

    int add() {
        if (size == byState.length) byState = Arrays.copyOf(byState, 2 * size);
        byState[size] = NOTHING;
        return size++;
    }

    void end(int state, int ending) {
        room(state, ending + 1);
        byState[state][ending]++;
    }

    /// Every schedule of `successor` is one of `state`.
    void follow(int state, int successor) {
        double[] from = byState[successor];
        room(state, from.length);
        double[] to = byState[state];
        for (int i = 0; i < from.length; i++) to[i] += from[i];
    }

    double get(int state, int ending) {
        return ending < byState[state].length ? byState[state][ending] : 0;
    }

    private void room(int state, int endings) {
        if (byState[state].length < endings) byState[state] = Arrays.copyOf(byState[state], endings);
    }
}
