package kprobarium.experiment;

/// The kernel's preemption model: where a CPU may be taken from its task to serve `stop_machine`.
public enum Preempt implements Word {
    FULL("full", "PREEMPT: anywhere with preempt_count 0 and interrupts on, the middle of do_bp included."),
    NONE("none", "Only where the task ends or waits.");

    private final String word;
    private final String doc;

    Preempt(String word, String doc) {
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
