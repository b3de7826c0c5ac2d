package kprobarium.explore;

import java.util.Arrays;
import kprobarium.machine.Playable;
import kprobarium.machine.State;
import kprobarium.schedule.ChoicePoint;

/// The states that can be reached with at most so many preemptions, and the moves between them, as a graph: made one preemption after
/// another, by [#extend()], each time with all that takes one more.
///
/// A node is a state, the CPU that moved last, and the CPUs that wait in the middle, because these say what is a preemption. A node's
/// number of preemptions is the smallest with which it can be reached: all that can be reached with fewer is in the graph before. To come
/// back to where a layer goes on, the tree of first moves is walked once more; so a layer costs a step for each node there is, and one for
/// each move that is new.
///
/// A state that differs from one on its own way there in nothing but [statistics][State#count(int, long)] is not gone on from, or there
/// would be no end of them: whatever follows, follows from the one before. If statistics are left out altogether, the graph is finite
/// without that, and says which ways go round for ever.
final class Reached {
    static final int NONE = -1;
    /// The target of a move that has not been made yet, because it takes more preemptions.
    private static final int NOT_YET = -1;
    /// The target of a move that goes in a circle.
    private static final int CIRCLE = -2;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final Playable playable;
    private final State state;
    private final Harvest endings;
    private final boolean counts;
    private final int mostNodes;
    private final Watch watch;
    private final ChoicePoint point = new ChoicePoint();
    private final Fingerprints byKey = new Fingerprints();
    private final Fingerprints onPath = new Fingerprints();
    private final Fingerprints states = new Fingerprints();

    private int nodes;
    private int[] first = new int[1024];
    private int[] degree = new int[1024];
    private int[] last = new int[1024];
    private int[] layer = new int[1024];
    private int[] ending = new int[1024];
    private int[] cameBy = new int[1024];
    private long[] could = new long[1024];
    private long[] control = new long[1024];

    private int edges;
    private int[] code = new int[4096];
    private int[] target = new int[4096];
    private byte[] cost = new byte[4096];
    private int[] waitingAfter = new int[4096];

    private int[] path = new int[256];
    private int[] marks = new int[256];
    private int[] next = new int[256];
    private int depth;

    private int bound = -1;
    private int[] statesWithin = new int[0];
    private long transitions;
    private int deepest;
    private boolean stopped;

    /// `subject` is at its start, and is there again after each layer. With `counts`, states that differ in statistics are different.
    Reached(Subject subject, Harvest endings, boolean counts, int mostNodes, Watch watch) {
        playable = subject.playable();
        state = playable.state();
        this.endings = endings;
        this.counts = counts;
        this.mostNodes = mostNodes;
        this.watch = watch;
    }

    /// Adds all that takes one preemption more than what is there. It is not complete if the search has then [#stopped()].
    void extend() {
        bound++;
        if (nodes == 0) node(key(-1, 0), -1, 0, 0, NONE);
        push(0);
        while (depth > 0) {
            int here = path[depth - 1];
            int edge = stopped ? NONE : nextEdge(here);
            if (edge == NONE) {
                pop();
            } else {
                state.undo(marks[depth - 1]);
                playable.take(code[edge]);
                if (++transitions % Watch.INTERVAL == 0 && !watch.goOn(nodes, transitions, deepest)) stopped = true;
                arrive(here, edge);
            }
        }
        statesWithin = Arrays.copyOf(statesWithin, bound + 1);
        statesWithin[bound] = states.size();
    }

    /// The next move from an open node that leads on in the tree, or that can be made now for the first time.
    private int nextEdge(int here) {
        int d = depth - 1;
        while (next[d] < degree[here]) {
            int edge = first[here] + next[d]++;
            if (target[edge] >= 0 && cameBy[target[edge]] == edge && layer[target[edge]] <= bound) return edge;
            if (target[edge] == NOT_YET && layer[here] + cost[edge] <= bound) return edge;
        }
        return NONE;
    }

    private void arrive(int here, int edge) {
        if (target[edge] >= 0) {
            push(target[edge]);
            return;
        }
        int lastNow = Defaults.last(last[here], code[edge]);
        int waitingNow = waitingAfter[edge];
        long key = key(lastNow, waitingNow);
        int known = byKey.get(key);
        if (known != Fingerprints.NONE) {
            target[edge] = known;
        } else if (counts && onPath.get(state.digestWithoutCounts()) != Fingerprints.NONE) {
            target[edge] = CIRCLE;
        } else if (nodes >= mostNodes) {
            stopped = true;
        } else {
            int fresh = node(key, lastNow, waitingNow, bound, edge);
            target[edge] = fresh;
            push(fresh);
        }
    }

    private long key(int lastCpu, int waitingCpus) {
        return (counts ? state.digest() : state.digestWithoutCounts()) + ((long) waitingCpus << 8 | lastCpu + 1) * GOLDEN;
    }

    /// The state that the machine is in becomes a node, with its moves.
    private int node(long key, int lastCpu, int waitingCpus, int preemptions, int edge) {
        if (nodes == first.length) growNodes();
        int node = nodes++;
        byKey.put(key, node);
        states.put(counts ? state.digest() : state.digestWithoutCounts(), 0);
        playable.choices(point);
        while (edges + point.size() > code.length) growEdges();
        first[node] = edges;
        degree[node] = point.size();
        last[node] = lastCpu;
        layer[node] = preemptions;
        cameBy[node] = edge;
        could[node] = Agents.all(point);
        control[node] = state.digestWithoutCounts();
        ending[node] = point.size() == 0 ? endings.now(Ending.How.FINISHED) : NONE;
        for (int i = 0; i < point.size(); i++) {
            code[edges] = point.code(i);
            target[edges] = NOT_YET;
            waitingAfter[edges] = Preemptions.waiting(lastCpu, waitingCpus, point.code(i), point);
            cost[edges++] = (byte) Preemptions.of(lastCpu, waitingCpus, point.code(i), point);
        }
        return node;
    }

    private void push(int node) {
        if (depth == path.length) {
            path = Arrays.copyOf(path, 2 * depth);
            marks = Arrays.copyOf(marks, 2 * depth);
            next = Arrays.copyOf(next, 2 * depth);
        }
        path[depth] = node;
        next[depth] = 0;
        marks[depth++] = state.mark();
        deepest = Math.max(deepest, depth);
        if (counts) onPath.put(control[node], node);
    }

    private void pop() {
        depth--;
        state.release(marks[depth]);
        if (counts) onPath.remove(control[path[depth]]);
    }

    private void growNodes() {
        int room = 2 * nodes;
        first = Arrays.copyOf(first, room);
        degree = Arrays.copyOf(degree, room);
        last = Arrays.copyOf(last, room);
        layer = Arrays.copyOf(layer, room);
        ending = Arrays.copyOf(ending, room);
        cameBy = Arrays.copyOf(cameBy, room);
        could = Arrays.copyOf(could, room);
        control = Arrays.copyOf(control, room);
    }

    private void growEdges() {
        int room = 2 * code.length;
        code = Arrays.copyOf(code, room);
        target = Arrays.copyOf(target, room);
        cost = Arrays.copyOf(cost, room);
        waitingAfter = Arrays.copyOf(waitingAfter, room);
    }

    /// Whether the search was ended before the layer was complete.
    boolean stopped() {
        return stopped;
    }

    /// Whether another layer would find nothing: everything has been reached.
    boolean isComplete() {
        if (stopped) return false;
        for (int edge = 0; edge < edges; edge++) if (target[edge] == NOT_YET) return false;
        return true;
    }

    int bound() {
        return bound;
    }

    /// How many states can be reached with at most so many preemptions.
    int statesWithin(int preemptions) {
        return preemptions < 0 ? 0 : statesWithin[preemptions];
    }

    int nodes() {
        return nodes;
    }

    int firstEdge(int node) {
        return first[node];
    }

    int endEdge(int node) {
        return first[node] + degree[node];
    }

    int code(int edge) {
        return code[edge];
    }

    /// The node that a move leads to; [#NONE] if it was not gone on from there.
    int target(int edge) {
        return Math.max(NONE, target[edge]);
    }

    /// How many preemptions a move is.
    int preemptions(int edge) {
        return cost[edge];
    }

    /// The CPU that moved last before this node, or -1.
    int last(int node) {
        return last[node];
    }

    /// The number in the harvest of how a play ends here; [#NONE] if it goes on.
    int ending(int node) {
        return ending[node];
    }

    /// Who can move here.
    long could(int node) {
        return could[node];
    }

    /// Equal for nodes where the same can happen.
    long control(int node) {
        return control[node];
    }

    boolean isSurprise(int edge) {
        return Preemptions.isSurprise(code[edge]);
    }
}
