package kprobarium.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import kprobarium.experiment.Predicate;
import kprobarium.experiment.Rig;
import kprobarium.schedule.Schedule;

/// The simplest schedule to each ending: the one with the fewest preemptions, and of those the [canonical][Canonical] one.
///
/// All that takes no preemption is [reached][Reached] first, then all that takes one, and so on, until every ending has been met. So
/// where an ending is met, every schedule with fewer preemptions has been ruled out, and the proof says in how many states.
///
/// What was found before is asked for nothing but its endings. So one condition always has the same schedule, whatever strategy, seed or
/// worker came upon it. Only where the search comes to its limits first, a found schedule is [shortened][Shortening] as far as goes; it
/// is then not called minimal.
public final class Shortest {
    private static final int MOST_PREEMPTIONS = 8;
    private static final int MOST_NODES = 4_000_000;

    private final Subject subject;
    private final Watch watch;
    private final int mostNodes;
    private boolean stopped;

    public Shortest(Rig rig, List<Predicate> predicates, Watch watch) {
        this(new ExperimentSubject(rig, predicates), watch);
    }

    /// `subject` is at its start, and is there again after every search.
    public Shortest(Subject subject, Watch watch) {
        this(subject, MOST_NODES, watch);
    }

    /// At most so many states are searched, counted once for each CPU that may have moved last.
    public Shortest(Subject subject, int mostNodes, Watch watch) {
        this.subject = subject;
        this.mostNodes = mostNodes;
        this.watch = watch;
        subject.state().keepJournal();
    }

    /// `exploration` with the simplest witness in each row.
    public Exploration shorten(Exploration exploration) {
        Map<String, Exploration.Witness> found = new TreeMap<>();
        List<Ending> livelocks = new ArrayList<>();
        List<Ending> ends = new ArrayList<>();
        for (Exploration.Row row : exploration.endings()) {
            switch (row.ending().verdict()) {
                case LIVELOCK -> livelocks.add(row.ending());
                case FINISHED, DEADLOCK -> ends.add(row.ending());
                case CUT -> {}
            }
        }
        if (!ends.isEmpty()) ends(ends, found);
        if (!livelocks.isEmpty()) livelocks(livelocks, found);
        List<Exploration.Row> rows = exploration.endings().stream().map(row -> {
            Optional<Exploration.Witness> shortest = Optional.ofNullable(found.get(key(row.ending())))
                    .or(() -> row.witness().map(witness -> shortened(row.ending(), witness)));
            return new Exploration.Row(row.ending(), row.schedules(), row.ends(), shortest);
        }).toList();
        return new Exploration(exploration.effort(), exploration.schedules(), rows, exploration.counts());
    }

    /// The simplest schedule that ends so, if the search finds one; then it is minimal.
    public Optional<Exploration.Witness> to(Ending ending) {
        Map<String, Exploration.Witness> found = new TreeMap<>();
        switch (ending.verdict()) {
            case LIVELOCK -> livelocks(List.of(ending), found);
            case FINISHED, DEADLOCK -> ends(List.of(ending), found);
            case CUT -> {}
        }
        return Optional.ofNullable(found.get(key(ending)));
    }

    /// How endings are told apart.
    private static String key(Ending ending) {
        return ending.toString() + ending.predicates();
    }

    private void ends(List<Ending> wanted, Map<String, Exploration.Witness> found) {
        Harvest endings = new Harvest(subject);
        Reached graph = new Reached(subject, endings, true, mostNodes, watch);
        for (int bound = 0; bound <= MOST_PREEMPTIONS && !graph.stopped(); bound++) {
            if (wanted.stream().allMatch(ending -> found.containsKey(key(ending))) || bound > 0 && graph.isComplete()) return;
            graph.extend();
            List<String> missing = wanted.stream().map(Shortest::key).filter(key -> !found.containsKey(key)).toList();
            boolean[] met = met(graph, endings.size());
            Optional<Canonical> ways = Optional.empty();
            for (int number = 0; number < endings.size(); number++) {
                String key = key(endings.get(number));
                if (!met[number] || !missing.contains(key)) continue;
                if (ways.isEmpty()) ways = Optional.of(new Canonical(graph));
                Canonical simplest = ways.get();
                OptionalInt nearest = simplest.nearest(number);
                if (nearest.isEmpty()) continue;
                found.put(key, witness(graph, simplest.toEnding(number, nearest.getAsInt()), bound));
            }
        }
        stopped |= graph.stopped();
    }

    /// Which endings there are in a graph.
    private static boolean[] met(Reached graph, int endings) {
        boolean[] met = new boolean[endings];
        for (int node = 0; node < graph.nodes(); node++) if (graph.ending(node) != Reached.NONE) met[graph.ending(node)] = true;
        return met;
    }

    private static Exploration.Witness witness(Reached graph, Schedule schedule, int preemptions) {
        boolean minimal = !graph.stopped();
        return new Exploration.Witness(schedule, preemptions, schedule.codes().length, minimal,
                minimal ? graph.statesWithin(preemptions - 1) : 0);
    }

    private void livelocks(List<Ending> wanted, Map<String, Exploration.Witness> found) {
        Reached graph = new Reached(subject, new Harvest(subject), false, mostNodes, watch);
        for (int bound = 0; bound <= MOST_PREEMPTIONS && !graph.stopped() && !stopped; bound++) {
            if (wanted.stream().allMatch(ending -> found.containsKey(key(ending))) || bound > 0 && graph.isComplete()) return;
            graph.extend();
            Rounds rounds = new Rounds(graph);
            for (Ending ending : wanted) {
                if (found.containsKey(key(ending))) continue;
                rounds.simplest(schedule -> key(play(schedule, Ending.How.LIVELOCK)).equals(key(ending)))
                        .filter(round -> Canonical.preemptions(round.cost()) <= graph.bound() && rounds.isComplete())
                        .ifPresent(round -> found.put(key(ending),
                                witness(graph, round.schedule(), Canonical.preemptions(round.cost()))));
            }
        }
    }

    /// How a schedule ends.
    private Ending play(Schedule schedule, Ending.How how) {
        int mark = subject.state().mark();
        for (int code : schedule.codes()) subject.playable().take(code);
        Ending ending = subject.ending(how);
        subject.state().release(mark);
        return ending;
    }

    private Exploration.Witness shortened(Ending ending, Exploration.Witness witness) {
        if (ending.verdict() == Ending.How.CUT || ending.verdict() == Ending.How.LIVELOCK) return witness;
        Schedule schedule = new Shortening(subject, key -> key(key).equals(key(ending))).shorten(witness.schedule());
        return new Exploration.Witness(schedule, Preemptions.of(subject, schedule), schedule.codes().length, false);
    }
}
