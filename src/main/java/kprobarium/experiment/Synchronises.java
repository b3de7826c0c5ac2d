package kprobarium.experiment;

import kprobarium.machine.FetchConfig;

/// What synchronises a CPU's fetches with memory.
public enum Synchronises implements Word {
    IBAR("ibar", "The `ibar` instruction.", FetchConfig.Barrier.IBAR),
    EXCEPTION("exception", "The entry of an exception, and being preempted.", FetchConfig.Barrier.EXCEPTION),
    ERTN("ertn", "The return from an exception, and from being preempted.", FetchConfig.Barrier.ERTN);

    private final String word;
    private final String doc;
    private final FetchConfig.Barrier barrier;

    Synchronises(String word, String doc, FetchConfig.Barrier barrier) {
        this.word = word;
        this.doc = doc;
        this.barrier = barrier;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public String doc() {
        return doc;
    }

    FetchConfig.Barrier barrier() {
        return barrier;
    }
}
