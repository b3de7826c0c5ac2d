package kprobarium.explore;

import java.util.List;
import kprobarium.experiment.Predicate;
import kprobarium.experiment.Rig;
import kprobarium.experiment.Term;
import kprobarium.machine.Playable;

/// An experiment on a kernel, and the predicates that are asked at each end: at most 64.
public final class ExperimentSubject implements Subject {
    private final Rig rig;
    private final List<Predicate> predicates;
    private final List<Term> observed;

    /// `rig` is at its start.
    public ExperimentSubject(Rig rig, List<Predicate> predicates) {
        this(rig, predicates, rig.experiment().observe());
    }

    /// The same, where endings tell `observed`, whatever the experiment says.
    public ExperimentSubject(Rig rig, List<Predicate> predicates, List<Term> observed) {
        if (predicates.size() > Long.SIZE) throw new IllegalArgumentException("more than 64 predicates: " + predicates.size());
        this.rig = rig;
        this.predicates = List.copyOf(predicates);
        this.observed = List.copyOf(observed);
        rig.comparesWith(() -> UnprobedEnds.of(rig));
    }

    @Override
    public Playable playable() {
        return rig.machine();
    }

    @Override
    public Ending ending(Ending.How how) {
        rig.livelock(how == Ending.How.LIVELOCK);
        long holds = 0;
        for (int i = 0; i < predicates.size(); i++) if (predicates.get(i).holds(rig)) holds |= 1L << i;
        Ending ending = new Ending(observed.stream().map(this::observed).toList(),
                rig.oopses().stream().map(oops -> "oops in " + oops.function() + " at " + rig.kernel().where(oops.era())).toList(), holds,
                how == Ending.How.FINISHED && rig.deadlock() ? Ending.How.DEADLOCK : how);
        rig.livelock(false);
        return ending;
    }

    @Override
    public List<String> covered() {
        return rig.statuses().transitions();
    }

    @Override
    public void forgetCovered() {
        rig.statuses().clear();
    }

    @Override
    public boolean isInteresting(long address) {
        return rig.isOfProbes(address);
    }

    private String observed(Term term) {
        return term + "=" + (term.isBits() ? "0x" + Long.toHexString(term.value(rig)) : Long.toString(term.value(rig)));
    }
}
