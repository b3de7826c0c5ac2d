package kprobarium.explore;

import java.util.List;
import kprobarium.machine.Playable;
import kprobarium.model.Model;

/// A model to be explored. The one question asked at each end is whether it has failed.
public final class ModelSubject implements Subject {
    private final Model model;

    public ModelSubject(Model model) {
        this.model = model;
    }

    @Override
    public Playable playable() {
        return model;
    }

    @Override
    public Ending ending(Ending.How how) {
        List<String> failure = model.hasFailed() ? List.of(model.failure()) : List.of();
        return new Ending(model.observed(), failure, model.hasFailed() ? 1 : 0,
                how == Ending.How.FINISHED && model.isDeadlocked() ? Ending.How.DEADLOCK : how);
    }

    @Override
    public boolean isInteresting(long address) {
        return model.isInteresting(address);
    }
}
