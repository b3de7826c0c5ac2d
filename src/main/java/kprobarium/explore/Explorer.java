package kprobarium.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import kprobarium.experiment.Count;
import kprobarium.experiment.Predicate;
import kprobarium.experiment.Rig;
import kprobarium.machine.State;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Schedule;
import kprobarium.schedule.Scheduler;
import kprobarium.schedule.Seeded;

/// Plays one experiment on one kernel, in every way there is or in some.
///
/// The exhaustive search is depth-first over states: a state met again is not searched again, but its schedules are
/// [counted][Tally] again. Where the machine comes back, but for its statistics, to a state on its own path, it goes in a circle: a
/// livelock if [nobody is left out][Agents], otherwise just a schedule that starves somebody, and cut there.
public final class Explorer {
    /// A play of this many steps is cut: it goes on, but not in a circle that was found.
    private static final int LONGEST_PLAY = 1_000_000;

    private final Rig rig;
    private final State state;
    private final List<Predicate> predicates;
    private final List<Schedule> firstWitness = new ArrayList<>();
    private final List<Long> ends = new ArrayList<>();
    private final ChoicePoint point = new ChoicePoint();
    private int[] played = new int[256];
    private Endings endings;

    /// `rig` is at its start, and is there again after every search.
    public Explorer(Rig rig, List<Predicate> predicates) {
        this.rig = rig;
        this.predicates = List.copyOf(predicates);
        state = rig.machine().state();
        state.keepJournal();
    }

    /// Forgets what an earlier search has found.
    private void begin() {
        endings = new Endings(rig, predicates);
        firstWitness.clear();
        ends.clear();
    }

    /// Every schedule there is, as long as there are at most `maxStates` states and `watch` lets it go on.
    public Exploration exhaustive(long maxStates, Watch watch) {
        begin();
        Tally tally = new Tally();
        Fingerprints visited = new Fingerprints();
        Path path = new Path(rig.machine());
        List<Integer> open = new ArrayList<>();
        long transitions = 0;
        int deepest = 0;
        boolean complete = true;

        int root = tally.add();
        visited.put(state.digest(), root);
        open.add(root);
        if (path.open() == 0) {
            path.close();
            tally.end(root, ended(path, Ending.How.FINISHED));
            return exploration(tally, root, visited.size(), 0, 0, true);
        }
        while (path.depth() > 0) {
            int here = open.getLast();
            int move = complete ? path.nextMove() : -1;
            if (move < 0) {
                Optional<Schedule> round = path.close();
                if (round.isPresent()) tally.end(here, ended(Ending.How.LIVELOCK, round::get));
                open.removeLast();
                if (!open.isEmpty()) tally.follow(open.getLast(), here);
                continue;
            }
            path.take(move);
            if (++transitions % Watch.INTERVAL == 0 && !watch.goOn(visited.size(), transitions, path.depth())) complete = false;
            int circle = path.circle();
            if (circle >= 0) {
                Optional<Schedule> round = path.livelock(circle);
                if (round.isPresent()) tally.end(here, ended(Ending.How.LIVELOCK, round::get));
                continue;
            }
            if (path.depth() >= Path.DEEPEST) {
                tally.end(here, ended(path, Ending.How.CUT));
                complete = false;
                continue;
            }
            int known = visited.get(state.digest());
            if (known != Fingerprints.NONE) {
                tally.follow(here, known);
                continue;
            }
            if (visited.size() >= maxStates) {
                complete = false;
                continue;
            }
            int node = tally.add();
            visited.put(state.digest(), node);
            deepest = Math.max(deepest, path.depth());
            if (path.open() == 0) {
                path.close();
                tally.end(node, ended(path, Ending.How.FINISHED));
                tally.follow(here, node);
            } else {
                open.add(node);
            }
        }
        return exploration(tally, root, visited.size(), transitions, deepest, complete);
    }

    private int ended(Path path, Ending.How how) {
        return ended(how, path::schedule);
    }

    private int ended(Ending.How how, Supplier<Schedule> schedule) {
        int ending = endings.now(how);
        if (ending == firstWitness.size()) {
            firstWitness.add(schedule.get());
            ends.add(0L);
        }
        ends.set(ending, ends.get(ending) + 1);
        return ending;
    }

    /// `schedules` plays, each with its choices drawn from `seed` and its number.
    public Exploration sample(long seed, long schedules, Watch watch) {
        begin();
        Tally tally = new Tally();
        int root = tally.add();
        long transitions = 0;
        int longest = 0;
        long played = 0;
        while (played < schedules) {
            int steps = play(new Seeded(seed + played * 0x9e3779b97f4a7c15L), tally, root);
            played++;
            longest = Math.max(longest, steps);
            long before = transitions;
            transitions += steps;
            if (before / Watch.INTERVAL != transitions / Watch.INTERVAL && !watch.goOn(played, transitions, longest)) break;
        }
        return exploration(tally, root, 0, transitions, longest, false);
    }

    /// The schedule in which every CPU runs as far as it can, lowest first; all there is if there was never a choice.
    public Exploration one() {
        begin();
        Tally tally = new Tally();
        int root = tally.add();
        boolean[] chose = {false};
        int steps = play(point -> {
            chose[0] |= point.size() > 1;
            return 0;
        }, tally, root);
        return exploration(tally, root, 0, steps, steps, !chose[0]);
    }

    /// Plays once from the start, up to its end or to a circle, and goes back.
    ///
    /// Circles are found as Brent's algorithm does: the state after every power of two steps is kept, and each later one compared with it.
    private int play(Scheduler scheduler, Tally tally, int root) {
        int mark = state.mark();
        int steps = 0;
        long kept = state.digestWithoutCounts();
        long could = 0;
        long did = 0;
        Ending.How how = Ending.How.CUT;
        while (steps < LONGEST_PLAY) {
            rig.machine().choices(point);
            if (point.size() == 0) {
                how = Ending.How.FINISHED;
                break;
            }
            if ((steps & steps - 1) == 0) {
                kept = state.digestWithoutCounts();
                could = 0;
                did = 0;
            } else if (state.digestWithoutCounts() == kept && Agents.nobodyLeftOut(could, did)) {
                how = Ending.How.LIVELOCK;
                break;
            }
            int code = point.code(scheduler.choose(point));
            could |= Agents.all(point);
            did |= Agents.of(code);
            rig.machine().take(code);
            if (steps == played.length) played = Arrays.copyOf(played, 2 * steps);
            played[steps++] = code;
        }
        tally.end(root, ended(how, scheduleOf(steps)));
        state.release(mark);
        return steps;
    }

    private Supplier<Schedule> scheduleOf(int steps) {
        return () -> Schedule.of(played, steps);
    }

    private Exploration exploration(Tally tally, int root, long states, long transitions, int depth, boolean complete) {
        List<Exploration.Row> rows = new ArrayList<>();
        double schedules = 0;
        for (int ending = 0; ending < endings.size(); ending++) {
            double n = tally.get(root, ending);
            schedules += n;
            Schedule witness = firstWitness.get(ending);
            rows.add(new Exploration.Row(endings.get(ending), n, ends.get(ending),
                    Optional.of(new Exploration.Witness(witness, Shortest.preemptions(rig, witness), witness.codes().length, false))));
        }
        rows.sort(Comparator.comparingDouble(Exploration.Row::schedules).reversed());
        List<Count> counts = new ArrayList<>();
        for (int i = 0; i < predicates.size(); i++) {
            long holding = 0;
            long total = 0;
            for (Exploration.Row row : rows) {
                total += row.ends();
                if (row.ending().holds(i)) holding += row.ends();
            }
            counts.add(new Count(holding, total, complete));
        }
        return new Exploration(states, transitions, depth, schedules, complete, rows, counts);
    }
}
