package kprobarium.experiment;

/// When another CPU's instruction fetch sees a store to the text.
public enum Fetch implements Word {
    COHERENT("coherent", "A patched word is fetched by every CPU from the moment it is stored."),
    BUS("bus", "A patched word is fetched by another CPU once the patch is delivered to it, or after its own `ibar`.");

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
