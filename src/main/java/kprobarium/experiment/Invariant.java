package kprobarium.experiment;

/// What holds at the end of every schedule of every experiment, on every kernel, unless the experiment [waives][Expectation#waived()] it
/// for a kernel by name.
///
/// They speak of schedules that end with the kernel alive and all calls returned: an oops, a livelock or a deadlock is worse already, and
/// has its own words. Without probes there is nothing to ask. A violation is a verdict of its own, with a shortest schedule, as if the
/// kernel's `never` said `broken(NAME)`; which it may say itself, and then it is asked no second time.
///
/// The sources are the rows of the kernel's own rules that they follow from.
public enum Invariant implements Word {
    // @formatter:off
    PREEMPT_COUNT ("preempt-count-restored", "asm-generic/preempt.h: every preempt_disable() has its preempt_enable()",
            "preempt_count of each task is what it was at the start."),
    IRQS          ("irqs-restored",          "Documentation/trace/kprobes.rst: the probed instruction is executed as if the probe were not there",
            "Each context that an exception has interrupted goes on with the interrupts it had; behind a probed instruction that writes CRMD.IE, with those it asked for."),
    EFFECTS       ("effects-as-unprobed",    "Documentation/trace/kprobes.rst: as for irqs-restored",
            "What the guest calls leave in registers and in data can be left without the probes, too."),
    CURRENT       ("no-current-kprobe",      "kprobes.h: kprobe_running() is NULL outside kprobe handling",
            "current_kprobe is NULL on each CPU, since no handler and no step is in flight."),
    BREAKPOINTS   ("breakpoints-as-armed",   "kernel/kprobes.c: arm_kprobe() and disarm_kprobe()",
            "Where an enabled probe is registered stands the break, and at the address of any other the original instruction."),
    POST_HANDLERS ("post-handler-per-hit",   "Documentation/trace/kprobes.rst: after the single-step, the post_handler is called",
            "Each hit whose pre_handler returned 0 had exactly one call of post_handler, unless the instruction faulted."),
    SLOTS         ("slot-kept-while-used",   "kernel/kprobes.c: a slot is freed when no task can be in it",
            "No CPU has executed in an instruction slot what was not the instruction of the probe that it handled."),
    EXECUTIONS    ("executions-accounted",   "kprobes.h: nmissed counts the hits without handlers",
            "Hits, nested hits counted in nmissed, and silent misses are together the executions of the probed instruction.");
    // @formatter:on

    private final String word;
    private final String source;
    private final String doc;

    Invariant(String word, String source, String doc) {
        this.word = word;
        this.source = source;
        this.doc = doc;
    }

    @Override
    public String word() {
        return word;
    }

    /// Where it is said, or from what it follows.
    public String source() {
        return source;
    }

    @Override
    public String doc() {
        return doc;
    }
}
