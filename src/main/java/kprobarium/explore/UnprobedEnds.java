package kprobarium.explore;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import kprobarium.experiment.Rig;
import kprobarium.experiment.Unprobed;
import kprobarium.machine.Playable;

/// All that the guest calls of an experiment can leave behind without its probes: every schedule of it, as long as that takes few states.
final class UnprobedEnds implements Subject {
    /// An experiment that without probes has more states, or more different ends, than these is not compared with.
    private static final int MOST_STATES = 20_000, MOST_ENDS = 4096;

    private final Rig bare;
    private final Rig probed;

    private UnprobedEnds(Rig bare, Rig probed) {
        this.bare = bare;
        this.probed = probed;
    }

    /// The ends that `probed` could have without its probes; nothing, if they are too many to know.
    static Optional<LongPredicate> of(Rig probed) {
        Rig bare = Rig.prepare(Unprobed.of(probed.experiment()), probed.choice(), Optional.empty());
        // Where the probes stand a CPU stops here too, so that what may come between two instructions may come there.
        probed.probeAddresses().forEach(bare.machine()::watch);
        bare.start();
        Exploration all = new Explorer(new UnprobedEnds(bare, probed), 0).exhaustive(MOST_STATES, Watch.PATIENT);
        if (!all.complete() || all.endings().size() > MOST_ENDS) return Optional.empty();
        Set<Long> ends = all.endings().stream().filter(row -> row.ending().verdict() == Ending.How.FINISHED)
                .map(row -> Long.parseUnsignedLong(row.ending().observed().getFirst(), 16)).collect(Collectors.toCollection(TreeSet::new));
        return Optional.of(ends::contains);
    }

    @Override
    public Playable playable() {
        return bare.machine();
    }

    @Override
    public Ending ending(Ending.How how) {
        return new Ending(List.of(Long.toHexString(probed.leftBehind(bare))), List.of(), 0, how);
    }

    @Override
    public boolean isInteresting(long address) {
        return false;
    }
}
