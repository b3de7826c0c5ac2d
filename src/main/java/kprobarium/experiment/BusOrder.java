package kprobarium.experiment;

/// In which order patches arrive at a CPU.
public enum BusOrder implements Word {
    FIFO_PER_SENDER("fifo-per-sender", "Those of one sender arrive as they were sent, as on the Vert.x event bus."),
    UNORDERED("unordered", "Any patch may overtake any other.");

    private final String word;
    private final String doc;

    BusOrder(String word, String doc) {
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
