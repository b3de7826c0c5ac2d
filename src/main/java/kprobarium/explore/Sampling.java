package kprobarium.explore;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import kprobarium.machine.Playable;
import kprobarium.machine.State;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Schedule;

/// Plays numbered `first` and on, `plays` of them, each with its choices drawn by a sampler.
///
/// They are played in units of [#UNIT], in which a sampler learns and after which it forgets. So a unit comes out the same whoever plays
/// it, alone or after others.
public final class Sampling implements Strategy {
    /// How many plays a unit has; the last one may have fewer.
    public static final int UNIT = 1000;

    /// A play of this many steps is cut: it goes on, but not in a circle that was found.
    private static final int LONGEST_PLAY = 1_000_000;
    /// Few plays are as long as this, so circles are looked for only from there on.
    private static final int CIRCLES_FROM = 64;

    private final Sampler sampler;
    private final long seed;
    private final long first;
    private final long plays;
    private final Predicate<Ending> stop;
    private final Samples samples = new Samples();
    private final ChoicePoint point = new ChoicePoint();
    private int[] played = new int[256];
    private int steps;
    private final Supplier<Schedule> schedule = () -> Schedule.of(played, steps);

    private long done;
    private long transitions;
    private boolean stopped;
    private boolean failed;

    public Sampling(Sampler sampler, long seed, long first, long plays) {
        this(sampler, seed, first, plays, _ -> false);
    }

    /// @param first a multiple of [#UNIT]
    /// @param stop  the search ends with the first play that ends so
    public Sampling(Sampler sampler, long seed, long first, long plays, Predicate<Ending> stop) {
        if (first % UNIT != 0) throw new IllegalArgumentException("play " + first + " is not the first of a unit of " + UNIT);
        this.sampler = sampler;
        this.seed = seed;
        this.first = first;
        this.plays = plays;
        this.stop = stop;
    }

    @Override
    public Effort search(Subject subject, Harvest harvest, Watch watch) {
        advance(subject, harvest, plays, watch);
        return new Effort(0, transitions, samples.longest(), done, 0, Effort.Unit.SAMPLES, new Assurance.Sampled(done),
                Optional.of(samples));
    }

    /// Goes on by at most `more` plays; false if there is no more to be done.
    boolean advance(Subject subject, Harvest harvest, long more, Watch watch) {
        long until = more < plays - done ? done + more : plays;
        while (done < until && !stopped) {
            long play = first + done;
            if (done % UNIT == 0) sampler.unit(play / UNIT, subject);
            sampler.begin(play, Lots.seed(seed, play));
            int ending = play(subject, harvest);
            done++;
            long before = transitions;
            transitions += steps;
            failed = stop.test(harvest.get(ending));
            boolean asks = before / Watch.INTERVAL != transitions / Watch.INTERVAL;
            stopped = failed || asks && !watch.goOn(done, transitions, samples.longest());
        }
        return !stopped && done < plays;
    }

    /// Plays once from the start, up to its end or to a circle, and goes back. Answers the ending's number.
    ///
    /// Circles are found as Brent's algorithm does: the state after every power of two steps is kept, and each later one compared with it.
    private int play(Subject subject, Harvest harvest) {
        Playable playable = subject.playable();
        State state = playable.state();
        int mark = state.mark();
        samples.begin();
        steps = 0;
        long kept = 0;
        long could = 0;
        long did = 0;
        Ending.How how = Ending.How.CUT;
        while (steps < LONGEST_PLAY) {
            playable.choices(point);
            if (point.size() == 0) {
                how = Ending.How.FINISHED;
                break;
            }
            boolean looksForCircles = steps >= CIRCLES_FROM;
            if (looksForCircles) {
                if ((steps & steps - 1) == 0) {
                    kept = state.digestWithoutCounts();
                    could = 0;
                    did = 0;
                } else if (state.digestWithoutCounts() == kept) {
                    if (Agents.nobodyLeftOut(could, did)) {
                        how = Ending.How.LIVELOCK;
                        break;
                    }
                    sampler.stuck();
                }
            }
            int option = sampler.choose(point);
            int code = point.code(option);
            if (looksForCircles) {
                could |= Agents.all(point);
                did |= Agents.of(code);
            }
            samples.move(point, option);
            playable.take(code);
            if (steps == played.length) played = Arrays.copyOf(played, 2 * steps);
            played[steps++] = code;
        }
        samples.end(steps);
        int ending = harvest.end(how, schedule);
        harvest.count(ending, 1);
        state.release(mark);
        return ending;
    }

    /// What the plays so far have shown.
    public Samples samples() {
        return samples;
    }

    /// Whether the last play ended as asked for.
    public boolean failed() {
        return failed;
    }

    /// Whether it was ended before all plays were made, by a failure or by its watch.
    boolean stopped() {
        return stopped;
    }

    long most() {
        return plays;
    }

    long plays() {
        return done;
    }

    long transitions() {
        return transitions;
    }
}
