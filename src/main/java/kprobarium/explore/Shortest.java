package kprobarium.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import kprobarium.experiment.Predicate;
import kprobarium.experiment.Rig;
import kprobarium.machine.State;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;
import kprobarium.schedule.Schedule;

/// The shortest schedule to each ending: fewest preemptions first, then fewest steps.
///
/// A preemption is leaving a task that could have gone on: for another CPU, or for a thread of higher class on the same. Delivering a patch
/// is none. All schedules with no preemption are
/// searched, then all with one, and so on, until every ending has been met. Because all with fewer were searched first, and among
/// equals the search follows a state again whenever it is reached in fewer steps, what is found is the minimum.
public final class Shortest {
    private static final int MOST_PREEMPTIONS = 8;

    private final Subject subject;
    private final State state;
    private final Watch watch;
    private long transitions;
    private boolean stopped;

    public Shortest(Rig rig, List<Predicate> predicates, Watch watch) {
        this(new ExperimentSubject(rig, predicates), watch);
    }

    /// `subject` is at its start, and is there again after every search.
    public Shortest(Subject subject, Watch watch) {
        this.subject = subject;
        this.watch = watch;
        state = subject.state();
        state.keepJournal();
    }

    /// `exploration` with the shortest witness in each row that it was found for.
    public Exploration shorten(Exploration exploration) {
        Map<String, Exploration.Witness> found = new TreeMap<>();
        for (int bound = 0; bound <= MOST_PREEMPTIONS && !stopped && !all(exploration, found); bound++) search(bound, found);
        List<Exploration.Row> rows = exploration.endings().stream().map(row -> {
            Exploration.Witness shortest = found.get(row.ending().toString() + row.ending().predicates());
            return new Exploration.Row(row.ending(), row.schedules(), row.ends(), shortest == null ? row.witness() : Optional.of(shortest));
        }).toList();
        return new Exploration(exploration.effort(), exploration.schedules(), rows, exploration.counts());
    }

    private static boolean all(Exploration exploration, Map<String, Exploration.Witness> found) {
        return exploration.endings().stream().allMatch(row -> found.containsKey(row.ending().toString() + row.ending().predicates()));
    }

    /// All schedules with at most `bound` preemptions, the shortest way to each state.
    private void search(int bound, Map<String, Exploration.Witness> found) {
        Harvest endings = new Harvest(subject);
        Map<String, Exploration.Witness> now = new TreeMap<>();
        Fingerprints shortestTo = new Fingerprints();
        Path path = new Path(subject.playable());
        List<Integer> last = new ArrayList<>();
        List<Integer> used = new ArrayList<>();
        last.add(-1);
        used.add(0);
        if (path.open() == 0) {
            path.close();
            note(endings.now(Ending.How.FINISHED), endings, path, 0, now);
        }
        while (path.depth() > 0) {
            int move = stopped ? -1 : path.nextMove();
            if (move < 0) {
                path.close();
                last.removeLast();
                used.removeLast();
                continue;
            }
            int preemptions = used.getLast() + preemptions(last.getLast(), move, path::offers);
            if (preemptions > bound) continue;
            path.take(move);
            if (++transitions % Watch.INTERVAL == 0 && !watch.goOn(shortestTo.size(), transitions, path.depth())) stopped = true;
            int circle = path.circle();
            if (circle >= 0) {
                if (path.fair(circle)) note(endings.now(Ending.How.LIVELOCK), endings, path, preemptions, now);
                continue;
            }
            if (path.depth() >= Path.DEEPEST) {
                stopped = true;
                continue;
            }
            int cpu = Move.kind(move).isOfTheCpu() ? Move.cpu(move) : last.getLast();
            long key = state.digest() + (cpu + 1L) * 0x9e3779b97f4a7c15L + preemptions * 0xc2b2ae3d27d4eb4fL;
            int before = shortestTo.get(key);
            if (before != Fingerprints.NONE && before <= path.depth()) continue;
            shortestTo.put(key, path.depth());
            if (path.open() == 0) {
                path.close();
                note(endings.now(Ending.How.FINISHED), endings, path, preemptions, now);
            } else {
                last.add(cpu);
                used.add(preemptions);
            }
        }
        now.forEach((ending, witness) -> {
            if (!found.containsKey(ending)) {
                found.put(ending,
                        new Exploration.Witness(witness.schedule(), witness.preemptions(), witness.steps(), !stopped));
            }
        });
    }

    private static void note(int ending, Harvest endings, Path path, int preemptions, Map<String, Exploration.Witness> now) {
        String key = endings.get(ending).toString() + endings.get(ending).predicates();
        Exploration.Witness best = now.get(key);
        if (best == null || path.depth() < best.steps()) {
            now.put(key, new Exploration.Witness(path.schedule(), preemptions, path.depth(), false));
        }
    }

    /// How many tasks that could go on `move` leaves, after a move of CPU `last`.
    static int preemptions(int last, int move, IntPredicate offered) {
        if (!Move.kind(move).isOfTheCpu()) return 0;
        int cpu = Move.cpu(move);
        int preemptions = last >= 0 && cpu != last && offered.test(Move.code(Move.Kind.STEP, last)) ? 1 : 0;
        if (Move.kind(move) == Move.Kind.PREEMPT && offered.test(Move.code(Move.Kind.STEP, cpu))) preemptions++;
        return preemptions;
    }

    /// How many preemptions a schedule of `subject` has, which is at its start.
    static int preemptions(Subject subject, Schedule schedule) {
        State state = subject.state();
        int mark = state.mark();
        ChoicePoint point = new ChoicePoint();
        int preemptions = 0;
        int last = -1;
        for (int code : schedule.codes()) {
            subject.playable().choices(point);
            preemptions += preemptions(last, code, move -> point.find(move) >= 0);
            if (Move.kind(code).isOfTheCpu()) last = Move.cpu(code);
            subject.playable().take(code);
        }
        state.release(mark);
        return preemptions;
    }
}
