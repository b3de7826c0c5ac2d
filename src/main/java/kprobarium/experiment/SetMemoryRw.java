package kprobarium.experiment;

/// What set_memory_rw() answers when the kernel asks it to make text writable, once the clock runs.
public enum SetMemoryRw implements Word {
    SUCCEEDS("succeeds", "Text can be made writable."),
    FAILS("fails", "It cannot: nothing is written.");

    private final String word;
    private final String doc;

    SetMemoryRw(String word, String doc) {
        this.word = word;
        this.doc = doc;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public String doc() {
        return doc;
    }
}
