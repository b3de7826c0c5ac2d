package kprobarium.explore;

import java.util.Arrays;
import java.util.function.Supplier;
import kprobarium.machine.Playable;
import kprobarium.machine.State;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Schedule;
import kprobarium.schedule.Scheduler;

/// Plays numbered `first` and on, `plays` of them, each with its choices drawn by a sampler.
public final class Sampling implements Strategy {
    /// A play of this many steps is cut: it goes on, but not in a circle that was found.
    private static final int LONGEST_PLAY = 1_000_000;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final Sampler sampler;
    private final long seed;
    private final long first;
    private final long plays;
    private final ChoicePoint point = new ChoicePoint();
    private int[] played = new int[256];

    public Sampling(Sampler sampler, long seed, long first, long plays) {
        this.sampler = sampler;
        this.seed = seed;
        this.first = first;
        this.plays = plays;
    }

    @Override
    public Effort search(Subject subject, Harvest harvest, Watch watch) {
        long transitions = 0;
        int longest = 0;
        long n = 0;
        while (n < plays) {
            sampler.begin(first + n, seed + (first + n) * GOLDEN);
            int steps = play(subject, sampler, harvest);
            n++;
            longest = Math.max(longest, steps);
            long before = transitions;
            transitions += steps;
            if (before / Watch.INTERVAL != transitions / Watch.INTERVAL && !watch.goOn(n, transitions, longest)) break;
        }
        return new Effort(0, transitions, longest, n, 0, Effort.Unit.SAMPLES, new Assurance.Sampled(n));
    }

    /// Plays once from the start, up to its end or to a circle, and goes back. Answers how many steps that were.
    ///
    /// Circles are found as Brent's algorithm does: the state after every power of two steps is kept, and each later one compared with it.
    int play(Subject subject, Scheduler scheduler, Harvest harvest) {
        Playable playable = subject.playable();
        State state = playable.state();
        int mark = state.mark();
        int steps = 0;
        long kept = state.digestWithoutCounts();
        long could = 0;
        long did = 0;
        Ending.How how = Ending.How.CUT;
        while (steps < LONGEST_PLAY) {
            playable.choices(point);
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
            playable.take(code);
            if (steps == played.length) played = Arrays.copyOf(played, 2 * steps);
            played[steps++] = code;
        }
        harvest.count(harvest.end(how, scheduleOf(steps)), 1);
        state.release(mark);
        return steps;
    }

    private Supplier<Schedule> scheduleOf(int steps) {
        return () -> Schedule.of(played, steps);
    }
}
