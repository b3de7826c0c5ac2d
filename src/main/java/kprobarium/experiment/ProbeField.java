package kprobarium.experiment;

/// What a predicate may read of one probe, as in `q.nmissed`.
public enum ProbeField implements Word {
    NMISSED("nmissed",
            "The kernel's own count of hits that were stepped without handlers; of a kretprobe, of calls for which no instance was left."),
    HITS("hits",
            "First-level hits: the hits for which a pre_handler is called if there is one; of a kretprobe, the calls that were hooked."),
    POST_HANDLED("post_handled", "Calls of post_handler."),
    SILENT_MISSES("silent_misses", "Executions of the original instruction by a stale fetch while the break stood in memory."),
    ARMED("armed", "1 while the kernel holds the probe for armed, else 0."),
    RETURNED("returned", "Of a kretprobe: calls of its handler."),
    KP_NMISSED("kp.nmissed", "Of a kretprobe: hits of its own probe that were stepped without handlers.");

    private final String word;
    private final String doc;

    ProbeField(String word, String doc) {
        this.word = word;
        this.doc = doc;
    }

    /// Whether only a kretprobe has it.
    boolean isOfKretprobe() {
        return this == RETURNED || this == KP_NMISSED;
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
