package kprobarium.experiment;

/// What makes an interrupt come.
public enum InterruptSource implements Word {
    DEVICE("device", "A timer or another device: it comes when it likes, so often at most."),
    IPI("ipi", "Another CPU: it comes as often as a call sends it, `send_ipi(name, cpu1)`.");

    private final String word;
    private final String doc;

    InterruptSource(String word, String doc) {
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
