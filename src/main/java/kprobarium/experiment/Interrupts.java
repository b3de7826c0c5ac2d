package kprobarium.experiment;

/// Which interrupts may arrive while the experiment runs.
public enum Interrupts implements Word {
    NONE("none", "No interrupt arrives.");

    private final String word;
    private final String doc;

    Interrupts(String word, String doc) {
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
