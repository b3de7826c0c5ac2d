package kprobarium.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kprobarium.machine.Playable;
import kprobarium.machine.State;
import kprobarium.schedule.Access;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Conflict;
import kprobarium.schedule.Move;

/// Looks for moves that [Conflict] calls independent and that are not, at every state of a search.
///
/// Of two independent moves neither may change what the other is, take it away or bring a new one to its process; and in either order
/// they must lead to the same state, which offers the same.
final class CommutationAudit {
    private record Way(int code, Access.Kind kind, long address, boolean waits) {
        boolean conflicts(Way other) {
            return Conflict.between(code, kind.ordinal(), address, other.code, other.kind.ordinal(), other.address);
        }

        @Override
        public String toString() {
            return Move.of(code) + " " + kind + " 0x" + Long.toHexString(address) + (waits ? " (waits)" : "");
        }
    }

    private final Playable playable;
    private final State state;
    private final ChoicePoint point = new ChoicePoint();
    private final Set<String> found = new TreeSet<>();
    private int pairs;

    private CommutationAudit(Playable playable) {
        this.playable = playable;
        state = playable.state();
        state.keepJournal();
    }

    /// What was wrong at the first states of a depth-first search, at most so many; and how many pairs of moves were tried.
    record Result(Set<String> wrong, int pairs) {}

    static Result of(Playable playable, int states) {
        CommutationAudit audit = new CommutationAudit(playable);
        Set<Long> seen = new TreeSet<>();
        Path path = new Path(playable);
        seen.add(audit.state.digest());
        path.open();
        audit.look();
        while (path.depth() > 0) {
            int move = seen.size() < states ? path.nextMove() : -1;
            if (move < 0) {
                path.close();
                continue;
            }
            path.take(move);
            if (path.circle() >= 0 || !seen.add(audit.state.digest())) continue;
            path.open();
            audit.look();
        }
        return new Result(audit.found, audit.pairs);
    }

    private List<Way> ways() {
        playable.choices(point);
        List<Way> ways = new ArrayList<>();
        for (int i = 0; i < point.size(); i++) ways.add(new Way(point.code(i), point.kind(i), point.address(i), false));
        for (int i = 0; i < point.waiting(); i++) {
            ways.add(new Way(point.waitingCode(i), point.waitingKind(i), point.waitingAddress(i), true));
        }
        return ways;
    }

    private static Map<Integer, List<Way>> byProcess(List<Way> ways, Happens numbers) {
        Map<Integer, List<Way>> map = new TreeMap<>();
        for (Way way : ways) map.computeIfAbsent(numbers.processOf(way.code()), _ -> new ArrayList<>()).add(way);
        return map;
    }

    private void look() {
        Happens numbers = new Happens();
        List<Way> ways = ways();
        Map<Integer, List<Way>> before = byProcess(ways, numbers);
        int mark = state.mark();
        for (Way a : ways) {
            if (a.waits()) continue;
            state.undo(mark);
            playable.take(a.code());
            List<Way> waysAfter = ways();
            if (playable.isStopped()) continue;
            Map<Integer, List<Way>> after = byProcess(waysAfter, numbers);
            Set<Integer> processes = new TreeSet<>(before.keySet());
            processes.addAll(after.keySet());
            for (int process : processes) {
                List<Way> was = before.getOrDefault(process, List.of());
                List<Way> is = after.getOrDefault(process, List.of());
                if (was.equals(is) || was.stream().anyMatch(a::conflicts) || was.isEmpty() && is.stream().anyMatch(a::conflicts)) continue;
                found.add(a + " changes " + was + " to " + is);
            }
        }
        for (int i = 0; i < ways.size(); i++) {
            for (int k = i + 1; k < ways.size(); k++) {
                if (ways.get(i).waits() || ways.get(k).waits() || ways.get(i).conflicts(ways.get(k))) continue;
                pair(mark, ways.get(i), ways.get(k));
            }
        }
        state.release(mark);
    }

    private void pair(int mark, Way a, Way b) {
        pairs++;
        String one = play(mark, a, b);
        String other = play(mark, b, a);
        if (!one.equals(other)) found.add(a + " and " + b + " do not commute: " + one + " / " + other);
    }

    private String play(int mark, Way first, Way second) {
        state.undo(mark);
        playable.take(first.code());
        if (playable.isStopped()) return "stopped";
        playable.choices(point);
        if (point.find(second.code()) < 0) return "stopped";
        playable.take(second.code());
        if (playable.isStopped()) return "stopped";
        return Long.toHexString(state.digest()) + " " + ways();
    }
}
