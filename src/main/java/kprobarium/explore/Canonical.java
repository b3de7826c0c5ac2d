package kprobarium.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import kprobarium.schedule.Move;
import kprobarium.schedule.Schedule;

/// The simplest way to each node of a graph of [reached][Reached] states: with the fewest preemptions; of those with the fewest
/// choices that are out of the ordinary (an old word, a lost message, a fault); of those the shortest; of those with the fewest changes of
/// the CPU; and of those the one that takes the lowest CPU, and its lowest option, where they first differ.
///
/// Nothing but the graph decides, so whoever asks for the way to an ending gets the same one.
final class Canonical {
    private static final int SWITCH_BITS = 22;
    private static final int STEP_BITS = 22;
    private static final int SURPRISE_BITS = 12;
    private static final long STEP = 1L << SWITCH_BITS;
    private static final long SURPRISE = STEP << STEP_BITS;
    private static final long PREEMPTION = SURPRISE << SURPRISE_BITS;
    private static final long FAR = Long.MAX_VALUE;

    private final Reached graph;
    private final long[] cost;

    Canonical(Reached graph) {
        this.graph = graph;
        cost = new long[graph.nodes()];
        Arrays.fill(cost, FAR);
        measure();
    }

    /// Dijkstra's algorithm. Nodes that differ in no more than changes of the CPU are settled together, for each move is a step.
    private void measure() {
        TreeMap<Long, List<Integer>> open = new TreeMap<>();
        boolean[] settled = new boolean[cost.length];
        cost[0] = 0;
        open.put(0L, List.of(0));
        while (!open.isEmpty()) {
            for (int node : open.pollFirstEntry().getValue()) {
                if (settled[node]) continue;
                settled[node] = true;
                for (int edge = graph.firstEdge(node); edge < graph.endEdge(node); edge++) {
                    int to = graph.target(edge);
                    if (to == Reached.NONE || settled[to]) continue;
                    long through = cost[node] + cost(node, edge);
                    if (through >= cost[to]) continue;
                    boolean sooner = through >>> SWITCH_BITS < cost[to] >>> SWITCH_BITS;
                    cost[to] = through;
                    if (sooner) open.computeIfAbsent(through >>> SWITCH_BITS, _ -> new ArrayList<>()).add(to);
                }
            }
        }
    }

    /// What a move adds: preemptions, surprises, a step, a change of the CPU, each weighing more than all that comes after it.
    long cost(int node, int edge) {
        boolean changes = Move.kind(graph.code(edge)).isOfTheCpu() && graph.last(node) >= 0
                && Move.cpu(graph.code(edge)) != graph.last(node);
        return graph.preemptions(edge) * PREEMPTION + (graph.isSurprise(edge) ? SURPRISE : 0) + STEP + (changes ? 1 : 0);
    }

    static int preemptions(long cost) {
        return (int) (cost / PREEMPTION);
    }

    /// What the way to a node costs.
    long cost(int node) {
        return cost[node];
    }

    /// The simplest way to an end of this number, if one was reached.
    OptionalInt nearest(int ending) {
        return IntStream.range(0, graph.nodes()).filter(node -> graph.ending(node) == ending && cost[node] != FAR)
                .boxed().min((a, b) -> Long.compare(cost[a], cost[b])).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    /// The simplest schedule to an end of this number; `nearest` is one of those it leads to.
    Schedule toEnding(int ending, int nearest) {
        return way(node -> graph.ending(node) == ending && cost[node] == cost[nearest]);
    }

    /// The simplest schedule to a node.
    Schedule to(int node) {
        return way(other -> other == node);
    }

    /// Follows moves that lose nothing, the first in order first, as far as one of the goals.
    private Schedule way(IntPredicate goal) {
        boolean[] dead = new boolean[cost.length];
        List<Integer> nodes = new ArrayList<>(List.of(0));
        List<Integer> moves = new ArrayList<>();
        while (!goal.test(nodes.getLast())) {
            int node = nodes.getLast();
            int edge = tight(node, dead);
            if (edge == Reached.NONE) {
                dead[node] = true;
                nodes.removeLast();
                moves.removeLast();
            } else {
                nodes.add(graph.target(edge));
                moves.add(graph.code(edge));
            }
        }
        int[] codes = moves.stream().mapToInt(Integer::intValue).toArray();
        return Schedule.of(codes, codes.length);
    }

    /// The first move of a node, by CPU and then by its place, that is on a simplest way.
    private int tight(int node, boolean[] dead) {
        int best = Reached.NONE;
        for (int edge = graph.firstEdge(node); edge < graph.endEdge(node); edge++) {
            int to = graph.target(edge);
            if (to == Reached.NONE || dead[to] || cost[node] + cost(node, edge) != cost[to]) continue;
            if (best == Reached.NONE || Move.cpu(graph.code(edge)) < Move.cpu(graph.code(best))) best = edge;
        }
        return best;
    }
}
