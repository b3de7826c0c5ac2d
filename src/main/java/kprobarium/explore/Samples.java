package kprobarium.explore;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;

/// What plays have shown, apart from how they ended: their trace classes, what there was to choose, what they shared. Those of several
/// units, on whatever worker, [add up][#add(Samples)] to the same in any order.
public final class Samples {
    private static final Move.Kind[] KINDS = Move.Kind.values();

    private final Places places;
    private final TraceClasses classes;
    private final TraceHash trace;
    private final boolean[] agents = new boolean[Agents.NUMBERS];
    private final long[] options = new long[KINDS.length];
    private long choicePoints;
    private long plays;
    private int longest;

    public Samples() {
        this(new Places(), new TraceClasses());
    }

    private Samples(Places places, TraceClasses classes) {
        this.places = places;
        this.classes = classes;
        trace = new TraceHash(places);
    }

    void begin() {
        trace.begin();
    }

    void move(ChoicePoint point, int option) {
        if (point.size() > 1) {
            choicePoints++;
            for (int i = 0; i < point.size(); i++) options[Move.kindNumber(point.code(i))]++;
        }
        agents[Agents.number(point.code(option))] = true;
        trace.move(point, option);
    }

    void end(int steps) {
        plays++;
        longest = Math.max(longest, steps);
        classes.add(trace.get());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Samples samples && Arrays.equals(toLongs(), samples.toLongs());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(toLongs());
    }

    @Override
    public String toString() {
        return statistics().toString();
    }

    public void add(Samples others) {
        places.add(others.places);
        classes.add(others.classes);
        for (int i = 0; i < agents.length; i++) agents[i] |= others.agents[i];
        for (int i = 0; i < options.length; i++) options[i] += others.options[i];
        choicePoints += others.choicePoints;
        plays += others.plays;
        longest = Math.max(longest, others.longest);
    }

    public long plays() {
        return plays;
    }

    int longest() {
        return longest;
    }

    /// How many trace classes of `others` are not among these.
    public double newIn(Samples others) {
        return classes.newIn(others.classes);
    }

    public SampleStatistics statistics() {
        int movers = 0;
        for (boolean moved : agents) if (moved) movers++;
        return new SampleStatistics(plays, classes.seen(), classes.seen(1), classes.seen(2), classes.isExact(), movers, longest, visible());
    }

    public Visible visible() {
        Map<Move.Kind, Long> byKind = new EnumMap<>(Move.Kind.class);
        for (Move.Kind kind : KINDS) if (options[kind.ordinal()] > 0) byKind.put(kind, options[kind.ordinal()]);
        return new Visible(choicePoints, Collections.unmodifiableMap(byKind), places.size(), places.shared());
    }

    /// All of it as numbers, to be sent elsewhere: see [#of(long[])].
    public long[] toLongs() {
        long[] placeLongs = places.toLongs();
        long[] classLongs = classes.toLongs();
        long[] longs = new long[4 + agents.length + options.length + placeLongs.length + classLongs.length];
        longs[0] = plays;
        longs[1] = longest;
        longs[2] = choicePoints;
        longs[3] = placeLongs.length;
        int at = 4;
        for (boolean moved : agents) longs[at++] = moved ? 1 : 0;
        System.arraycopy(options, 0, longs, at, options.length);
        System.arraycopy(placeLongs, 0, longs, at += options.length, placeLongs.length);
        System.arraycopy(classLongs, 0, longs, at + placeLongs.length, classLongs.length);
        return longs;
    }

    /// What [#toLongs()] wrote.
    public static Samples of(long[] longs) {
        int at = 4 + Agents.NUMBERS + KINDS.length;
        int classesAt = at + (int) longs[3];
        Samples samples = new Samples(Places.of(Arrays.copyOfRange(longs, at, classesAt)),
                TraceClasses.of(Arrays.copyOfRange(longs, classesAt, longs.length)));
        samples.plays = longs[0];
        samples.longest = (int) longs[1];
        samples.choicePoints = longs[2];
        for (int i = 0; i < samples.agents.length; i++) samples.agents[i] = longs[4 + i] != 0;
        System.arraycopy(longs, 4 + Agents.NUMBERS, samples.options, 0, samples.options.length);
        return samples;
    }
}
