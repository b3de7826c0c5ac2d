package kprobarium.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import kprobarium.schedule.Schedule;

/// The different ways in which the plays of one search ended so far, numbered as they come: how many schedules lead to each, in how many
/// ends it was seen, and the first schedule that led there.
///
/// An end is a distinct final state where states are known again, and one play where they are not.
public final class Harvest {
    private final Subject subject;
    private final Map<Ending, Integer> numbers = new LinkedHashMap<>();
    private final List<Ending> endings = new ArrayList<>();
    private final List<Schedule> firstWitness = new ArrayList<>();
    private double[] schedules = new double[8];
    private long[] ends = new long[8];
    private final Fingerprints byState = new Fingerprints();

    public Harvest(Subject subject) {
        this.subject = subject;
    }

    /// A play ends in the state that the subject is in now. Answers the ending's number; `schedule` is asked for the first time it is seen.
    public int end(Ending.How how, Supplier<Schedule> schedule) {
        int ending = now(how);
        if (ending == firstWitness.size()) firstWitness.add(schedule.get());
        ends[ending]++;
        return ending;
    }

    /// An ending that was met in so many ends, by `first` among other schedules. Answers its number.
    public int add(Ending ending, long moreEnds, Schedule first) {
        int number = number(ending);
        if (number == firstWitness.size()) firstWitness.add(first);
        ends[number] += moreEnds;
        return number;
    }

    /// All that another search of the same subject has found.
    void addAll(Harvest other) {
        for (int n = 0; n < other.size(); n++) count(add(other.get(n), other.ends(n), other.witness(n)), other.schedules(n));
    }

    List<Ending> endings() {
        return List.copyOf(endings);
    }

    /// So many schedules more lead to the ending of this number.
    public void count(int ending, double more) {
        schedules[ending] += more;
    }

    /// The number of the ending that the subject is in now, without a play having ended there. Equal states end equally, so most are only
    /// looked up.
    int now(Ending.How how) {
        long key = subject.state().digest() + how.ordinal();
        int known = byState.get(key);
        if (known != Fingerprints.NONE) return known;
        int number = number(subject.ending(how));
        byState.put(key, number);
        return number;
    }

    private int number(Ending ending) {
        Integer known = numbers.putIfAbsent(ending, endings.size());
        if (known != null) return known;
        endings.add(ending);
        if (endings.size() > ends.length) {
            schedules = Arrays.copyOf(schedules, 2 * ends.length);
            ends = Arrays.copyOf(ends, 2 * ends.length);
        }
        return endings.size() - 1;
    }

    public int size() {
        return endings.size();
    }

    public Ending get(int number) {
        return endings.get(number);
    }

    public double schedules(int number) {
        return schedules[number];
    }

    public long ends(int number) {
        return ends[number];
    }

    public Schedule witness(int number) {
        return firstWitness.get(number);
    }
}
