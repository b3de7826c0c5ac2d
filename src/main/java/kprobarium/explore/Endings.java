package kprobarium.explore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kprobarium.experiment.Predicate;
import kprobarium.experiment.Rig;
import kprobarium.experiment.Term;

/// The different ways in which the plays of one experiment ended so far, numbered as they come.
final class Endings {
    private final Rig rig;
    private final List<Predicate> predicates;
    private final Map<Ending, Integer> numbers = new LinkedHashMap<>();
    private final List<Ending> endings = new ArrayList<>();
    private final Fingerprints byState = new Fingerprints();

    Endings(Rig rig, List<Predicate> predicates) {
        if (predicates.size() > Long.SIZE) throw new IllegalArgumentException("more than 64 predicates: " + predicates.size());
        this.rig = rig;
        this.predicates = List.copyOf(predicates);
    }

    /// The number of the ending that the machine is in now; one that has finished may be a deadlock. Equal states end equally, so most are
    /// only looked up.
    int now(Ending.How how) {
        long key = rig.machine().state().digest() + how.ordinal();
        int known = byState.get(key);
        if (known != Fingerprints.NONE) return known;
        int number = number(how);
        byState.put(key, number);
        return number;
    }

    private int number(Ending.How how) {
        rig.livelock(how == Ending.How.LIVELOCK);
        Ending ending = look(how == Ending.How.FINISHED && rig.deadlock() ? Ending.How.DEADLOCK : how);
        rig.livelock(false);
        Integer known = numbers.putIfAbsent(ending, endings.size());
        if (known != null) return known;
        endings.add(ending);
        return endings.size() - 1;
    }

    private Ending look(Ending.How how) {
        long holds = 0;
        for (int i = 0; i < predicates.size(); i++) if (predicates.get(i).holds(rig)) holds |= 1L << i;
        return new Ending(rig.experiment().observe().stream().map(this::observed).toList(),
                rig.oopses().stream().map(oops -> "oops in " + oops.function() + " at " + rig.kernel().where(oops.era())).toList(), holds,
                how);
    }

    private String observed(Term term) {
        return term + "=" + (term.isBits() ? "0x" + Long.toHexString(term.value(rig)) : Long.toString(term.value(rig)));
    }

    Ending get(int number) {
        return endings.get(number);
    }

    int size() {
        return endings.size();
    }
}
