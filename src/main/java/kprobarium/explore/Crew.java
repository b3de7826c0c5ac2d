package kprobarium.explore;

import java.util.function.IntConsumer;

/// Those who do a search together. The explorer has no threads of its own; who has some lends them.
public interface Crew {
    int size();

    /// Has every worker do `work`, each with its number from 0, and returns when all have.
    void work(IntConsumer work);

    /// One worker, the caller.
    Crew ALONE = new Crew() {
        @Override
        public int size() {
            return 1;
        }

        @Override
        public void work(IntConsumer work) {
            work.accept(0);
        }
    };
}
