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
        String failure = model.failure();
        return new Ending(model.observed(), failure.isEmpty() ? List.of() : List.of(failure), failure.isEmpty() ? 0 : 1,
                how == Ending.How.FINISHED && model.isDeadlocked() ? Ending.How.DEADLOCK : how);
    }

    @Override
    public boolean isInteresting(long address) {
        return model.isInteresting(address);
    }
}
