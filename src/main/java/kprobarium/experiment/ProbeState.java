package kprobarium.experiment;

/// How far a probe has come when the clock starts.
public enum ProbeState implements Word {
    ARMED("armed", "Registered, its break stored and seen by every CPU."),
    DISABLED("disabled", "Registered with KPROBE_FLAG_DISABLED: its address holds the original instruction."),
    UNREGISTERED("unregistered", "Only declared; a CPU's program registers it.");

    private final String word;
    private final String doc;

    ProbeState(String word, String doc) {
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
