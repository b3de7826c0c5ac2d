package kprobarium.experiment;

/// When an instruction fetch sees a store to the text.
public enum Fetch implements Word {
    COHERENT("coherent", "A patched word is fetched by every CPU from the moment it is stored."),
    BUS("bus", "A patched word is fetched by another CPU once the patch is delivered to it, or after its own `ibar`."),
    WINDOW("window", "A CPU may fetch an older word as one of the next `fetch_window` instructions that it executes, up to its next"
            + " synchronisation, and never goes back to an older one."),
    PIPELINE("pipeline", "A CPU may fetch any word that was there since its last synchronisation, and never goes back to an older one."),
    INCOHERENT("incoherent", "A CPU may fetch any word that ever was there, until `cacop 0x10` for that line and then a synchronisation.");

    private final String word;
    private final String doc;

    Fetch(String word, String doc) {
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
