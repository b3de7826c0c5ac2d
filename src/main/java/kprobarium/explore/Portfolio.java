package kprobarium.explore;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Several samplers at once, for each finds what others do not; it stops at the first failure.
///
/// It opens with all of them in turn, one play each, so that what any of them finds soon is found soon; those that find most bugs soonest
/// have a start on the others. Then there are rounds of [units][Unit], of which each sampler gets its share, half of it fixed and half in
/// proportion to the new trace classes that a play of it showed in the round before. What a unit shows depends on the seed and its number
/// alone, and shares change between rounds only; so the units of a round may be played by as many workers as there are, and it comes out
/// the same. The failure is then that of the first unit in the order of the round.
public final class Portfolio implements Strategy {
    /// A sampler and its share, in fifths.
    public enum Part {
        SURW("surw", 2, Surw::new),
        POS("pos", 1, Pos::new),
        PCT("pct 3", 1, () -> new Pct(3)),
        /// All schedules with few preemptions, in order: nothing is drawn, so its plays do not count for what was sampled.
        SWEEP("sweep", 1, Sweep::new);

        private static final int SHARES = 5;

        public final String name;
        private final int share;
        private final Supplier<Sampler> sampler;

        Part(String name, int share, Supplier<Sampler> sampler) {
            this.name = name;
            this.share = share;
            this.sampler = sampler;
        }
    }

    /// Plays that one worker makes: those of one part's unit, or the opening, in which all parts take turns.
    ///
    /// @param part   empty for the opening
    /// @param number of the part's units, from 1; 0 is its part of the opening
    /// @param plays  at most [Sampling#UNIT]
    public record Unit(List<Part> part, long number, long plays) {}

    private static final List<Part> FIRST = List.of(Part.SURW, Part.POS, Part.SURW);
    private static final int FIRST_TURNS = 20;
    private static final List<Part> TURN = List.of(Part.SURW, Part.POS, Part.SURW, Part.PCT, Part.SWEEP);
    private static final int UNITS_A_ROUND = 10;

    private final long seed;
    private final long plays;
    private final Predicate<Ending> failure;

    private final Map<Part, Samples> shown = new EnumMap<>(Part.class);
    private final Map<Part, Long> units = new EnumMap<>(Part.class);
    private final Map<Part, Double> newInRound = new EnumMap<>(Part.class);
    private Samples all = new Samples();
    private long planned;

    public Portfolio(long seed, long plays, Predicate<Ending> failure) {
        this.seed = seed;
        this.plays = plays;
        this.failure = failure;
        for (Part part : Part.values()) {
            shown.put(part, new Samples());
            units.put(part, 1L);
            newInRound.put(part, 0.0);
        }
    }

    /// The units of the next round, in their order; none if all plays have been made.
    public List<Unit> round() {
        List<Unit> round = new ArrayList<>();
        if (planned == 0) {
            plan(round, List.of(), 0);
        } else {
            Map<Part, Integer> shares = shares();
            for (int i = 0; i < UNITS_A_ROUND; i++) {
                for (Part part : Part.values()) if (i < shares.get(part)) plan(round, List.of(part), units.merge(part, 1L, Long::sum) - 1);
            }
        }
        return round;
    }

    private void plan(List<Unit> round, List<Part> part, long number) {
        long some = Math.min(Sampling.UNIT, plays - planned);
        if (some == 0) return;
        round.add(new Unit(part, number, some));
        planned += some;
    }

    /// How many units each part gets: at least one, the others by largest remainder.
    private Map<Part, Integer> shares() {
        double sum = newInRound.values().stream().mapToDouble(Double::doubleValue).sum();
        Map<Part, Double> due = new EnumMap<>(Part.class);
        Map<Part, Integer> shares = new EnumMap<>(Part.class);
        int left = UNITS_A_ROUND;
        for (Part part : Part.values()) {
            double fixed = (double) part.share / Part.SHARES;
            double share = sum == 0 ? fixed : (fixed + newInRound.get(part) / sum) / 2;
            due.put(part, share * UNITS_A_ROUND);
            shares.put(part, Math.max(1, (int) (share * UNITS_A_ROUND)));
            left -= shares.get(part);
        }
        for (; left > 0; left--) shares.merge(furthest(due, shares, 1), 1, Integer::sum);
        for (; left < 0; left++) shares.merge(furthest(due, shares, -1), -1, Integer::sum);
        return shares;
    }

    /// The part that is furthest below what is due to it, or above.
    private static Part furthest(Map<Part, Double> due, Map<Part, Integer> shares, int sign) {
        Part furthest = Part.SURW;
        for (Part part : Part.values()) {
            if (sign * (due.get(part) - shares.get(part)) > sign * (due.get(furthest) - shares.get(furthest))) furthest = part;
        }
        return furthest;
    }

    /// The round is over: what each of its units has shown, in their order.
    public void over(List<Map<Part, Samples>> round) {
        Map<Part, Samples> now = new EnumMap<>(Part.class);
        for (Map<Part, Samples> unit : round) unit.forEach((part, samples) -> now.computeIfAbsent(part, _ -> new Samples()).add(samples));
        now.forEach((part, samples) -> {
            newInRound.put(part, samples.plays() == 0 ? 0 : all.newIn(samples) / samples.plays());
            shown.get(part).add(samples);
        });
        now.values().forEach(all::add);
    }

    /// What all plays have shown, up to the last round that is over.
    public Samples samples() {
        return all;
    }

    public Samples samples(Part part) {
        return shown.get(part);
    }

    /// The search that plays a unit.
    public Run run(Unit unit) {
        return new Run(unit);
    }

    /// The search of one unit, on whatever worker.
    public final class Run implements Strategy {
        private final Map<Part, Sampling> parts = new EnumMap<>(Part.class);
        private final boolean opens;
        private final List<Part> turn;
        private boolean stopped;

        private Run(Unit unit) {
            opens = unit.part().isEmpty();
            turn = opens ? TURN : unit.part();
            for (int i = 0; i < turn.size(); i++) {
                Part part = turn.get(i);
                long share = unit.plays() / turn.size() + (i < unit.plays() % turn.size() ? 1 : 0);
                Sampling before = parts.get(part);
                parts.put(part, sampling(part, unit.number(), before == null ? share : before.most() + share));
            }
        }

        private Sampling sampling(Part part, long number, long most) {
            return new Sampling(part.sampler.get(), Lots.seed(seed, part.ordinal()), number * Sampling.UNIT, most, failure);
        }

        @Override
        public Effort search(Subject subject, Harvest harvest, Watch watch) {
            long atOnce = opens ? 1 : Long.MAX_VALUE;
            boolean goesOn = true;
            for (int n = 0; goesOn && !stopped; n++) {
                goesOn = false;
                for (Part part : opens && n < FIRST_TURNS ? FIRST : turn) {
                    Sampling sampling = parts.get(part);
                    goesOn |= sampling.advance(subject, harvest, atOnce, watch);
                    stopped = sampling.stopped();
                    if (stopped) break;
                }
            }
            long done = parts.values().stream().mapToLong(Sampling::plays).sum();
            return new Effort(0, parts.values().stream().mapToLong(Sampling::transitions).sum(),
                    parts.values().stream().mapToInt(sampling -> sampling.samples().longest()).max().orElse(0), done, 0,
                    Effort.Unit.SAMPLES, new Assurance.Sampled(drawn()));
        }

        private long drawn() {
            long drawn = 0;
            for (Part part : parts.keySet()) if (part != Part.SWEEP) drawn += parts.get(part).plays();
            return drawn;
        }

        /// Whether it ended with a failure, or because its watch ended it: then no other unit need be played.
        public boolean stopped() {
            return stopped;
        }

        public Map<Part, Samples> samples() {
            Map<Part, Samples> samples = new EnumMap<>(Part.class);
            parts.forEach((part, sampling) -> samples.put(part, sampling.samples()));
            return samples;
        }
    }

    @Override
    public Effort search(Subject subject, Harvest harvest, Watch watch) {
        long done = 0;
        long drawn = 0;
        long transitions = 0;
        int longest = 0;
        boolean stopped = false;
        for (List<Unit> round = round(); !round.isEmpty() && !stopped; round = round()) {
            List<Map<Part, Samples>> shownNow = new ArrayList<>();
            for (Unit unit : round) {
                Run run = run(unit);
                Effort effort = run.search(subject, harvest, after(done, transitions, longest, watch));
                shownNow.add(run.samples());
                done += effort.plays();
                drawn += run.drawn();
                transitions += effort.transitions();
                longest = Math.max(longest, effort.depth());
                stopped = run.stopped();
                if (stopped) break;
            }
            over(shownNow);
        }
        return new Effort(0, transitions, longest, done, 0, Effort.Unit.SAMPLES, new Assurance.Sampled(drawn), Optional.of(all));
    }

    /// `watch` as it looks at one unit after others.
    private static Watch after(long done, long transitions, int longest, Watch watch) {
        return (more, moreTransitions, depth) -> watch.goOn(done + more, transitions + moreTransitions, Math.max(longest, depth));
    }
}
