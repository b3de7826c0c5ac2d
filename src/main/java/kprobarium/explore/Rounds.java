package kprobarium.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import kprobarium.schedule.Schedule;

/// The simplest livelocks in a graph of [reached][Reached] states without statistics: a way to a state, and a way round from there that
/// leaves [nobody out][Agents].
final class Rounds {
    /// Searches for a way round are given up after so many steps, all together.
    private static final int MOST_STEPS = 4_000_000;

    /// Where a walk from `start` is, who could move on it and who did, and how it came there.
    private record Walk(int node, long could, long did, long cost, Walk before, int move) {}

    /// A schedule that goes round, and what it costs.
    record Round(Schedule schedule, long cost) {}

    private final Reached graph;
    private final Canonical ways;
    private final int[] component;
    private int steps;

    Rounds(Reached graph) {
        this.graph = graph;
        ways = new Canonical(graph);
        component = components();
    }

    /// Whether all ways round were looked at.
    boolean isComplete() {
        return steps <= MOST_STEPS;
    }

    /// The simplest schedule that goes round and is as wanted.
    Optional<Round> simplest(Predicate<Schedule> wanted) {
        List<Integer> starts = new ArrayList<>();
        for (int node = 0; node < graph.nodes(); node++) if (component[node] >= 0 && ways.cost(node) != Long.MAX_VALUE) starts.add(node);
        starts.sort((a, b) -> Long.compare(ways.cost(a), ways.cost(b)));
        Optional<Round> best = Optional.empty();
        for (int start : starts) {
            long most = best.map(Round::cost).orElse(Long.MAX_VALUE) - ways.cost(start);
            if (most <= 0 || !isComplete()) break;
            Optional<Round> round = round(start, most).map(walk -> new Round(schedule(start, walk), ways.cost(start) + walk.cost()))
                    .filter(found -> wanted.test(found.schedule()));
            if (round.isPresent()) best = round;
        }
        return best;
    }

    private Schedule schedule(int start, Walk walk) {
        List<Integer> moves = new ArrayList<>();
        for (Walk at = walk; at.before() != null; at = at.before()) moves.addFirst(at.move());
        int[] there = ways.to(start).codes();
        int[] all = Arrays.copyOf(there, there.length + moves.size());
        for (int i = 0; i < moves.size(); i++) all[there.length + i] = moves.get(i);
        return Schedule.of(all, all.length);
    }

    /// The simplest way from `start` back to it, or to where the same can happen, that leaves nobody out and costs less than `most`.
    private Optional<Walk> round(int start, long most) {
        TreeMap<Long, List<Walk>> open = new TreeMap<>();
        Fingerprints known = new Fingerprints();
        open.put(0L, new ArrayList<>(List.of(new Walk(start, 0, 0, 0, null, 0))));
        while (!open.isEmpty()) {
            for (Walk walk : open.pollFirstEntry().getValue()) {
                if (walk.before() != null && graph.control(walk.node()) == graph.control(start)
                        && Agents.nobodyLeftOut(walk.could(), walk.did())) {
                    return Optional.of(walk);
                }
                long key = (walk.node() * 0x9e3779b97f4a7c15L ^ walk.could()) * 0xbf58476d1ce4e5b9L ^ walk.did() * 0x94d049bb133111ebL;
                if (known.get(key) != Fingerprints.NONE) continue;
                known.put(key, 0);
                for (int edge = graph.firstEdge(walk.node()); edge < graph.endEdge(walk.node()); edge++) {
                    int to = graph.target(edge);
                    if (to == Reached.NONE || component[to] != component[start]) continue;
                    if (++steps > MOST_STEPS) return Optional.empty();
                    Walk on = new Walk(to, walk.could() | graph.could(walk.node()), walk.did() | Agents.of(graph.code(edge)),
                            walk.cost() + ways.cost(walk.node(), edge), walk, graph.code(edge));
                    if (on.cost() < most) open.computeIfAbsent(on.cost(), _ -> new ArrayList<>()).add(on);
                }
            }
        }
        return Optional.empty();
    }

    /// For each node the number of the strongly connected component it is in, or -1 if no way leads round from there (Tarjan 1972). Nodes
    /// where the same can happen count as one: to come to any of them is to be back.
    private int[] components() {
        int n = graph.nodes();
        int[] same = twins();
        int[] number = new int[n];
        int[] low = new int[n];
        int[] of = new int[n];
        int[] stack = new int[n];
        int[] path = new int[n];
        int[] next = new int[n];
        Arrays.fill(of, Integer.MIN_VALUE);
        int counter = 0;
        int top = 0;
        int components = 0;
        for (int root = 0; root < n; root++) {
            if (number[root] != 0) continue;
            int depth = 0;
            path[depth++] = root;
            while (depth > 0) {
                int node = path[depth - 1];
                if (number[node] == 0) {
                    number[node] = low[node] = ++counter;
                    stack[top++] = node;
                    next[node] = graph.firstEdge(node) - 1;
                }
                boolean deeper = false;
                while (next[node] < graph.endEdge(node)) {
                    int edge = next[node]++;
                    int to = edge < graph.firstEdge(node) ? same[node] : graph.target(edge);
                    if (to == Reached.NONE || of[to] != Integer.MIN_VALUE) continue;
                    if (number[to] == 0) {
                        path[depth++] = to;
                        next[node]--;
                        deeper = true;
                        break;
                    }
                    low[node] = Math.min(low[node], low[to]);
                }
                if (deeper) continue;
                depth--;
                if (low[node] != number[node]) continue;
                int size = 0;
                while (stack[top - 1 - size] != node) size++;
                int component = size > 0 || leadsToItself(node) ? components++ : -1;
                for (int i = 0; i <= size; i++) of[stack[--top]] = component;
            }
        }
        return of;
    }

    private boolean leadsToItself(int node) {
        for (int edge = graph.firstEdge(node); edge < graph.endEdge(node); edge++) if (graph.target(edge) == node) return true;
        return false;
    }

    /// For each node the next one where the same can happen, in a ring.
    private int[] twins() {
        int[] same = new int[graph.nodes()];
        Fingerprints byControl = new Fingerprints();
        for (int node = 0; node < same.length; node++) {
            int other = byControl.get(graph.control(node));
            if (other == Fingerprints.NONE) {
                byControl.put(graph.control(node), node);
                same[node] = node;
            } else {
                same[node] = same[other];
                same[other] = node;
            }
        }
        return same;
    }
}
