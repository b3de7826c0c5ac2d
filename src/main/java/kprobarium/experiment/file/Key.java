package kprobarium.experiment.file;

import kprobarium.experiment.Fetch;
import kprobarium.experiment.Interrupts;
import kprobarium.experiment.Preempt;
import kprobarium.experiment.ProbeState;
import kprobarium.experiment.Word;
import kprobarium.experiment.file.Shape.Keys;
import kprobarium.experiment.file.Shape.Named;
import kprobarium.experiment.file.Shape.OneOf;
import kprobarium.experiment.file.Shape.Phrase;
import kprobarium.experiment.file.Shape.Phrases;
import kprobarium.experiment.file.Shape.Short;

/// The table of the format: every key there is, where it may stand, what its value looks like, and what holds without it.
enum Key implements Word {
    // table              key             value                                                without it
    EXPERIMENT(Table.FILE, "experiment", new Phrase(Notion.NAME), Absent.REFUSED,
            "The experiment's name: that of its file, without `.yaml`."),
    ABOUT(Table.FILE, "about", new Phrase(Notion.SENTENCE), Absent.REFUSED,
            "What happens, in a sentence or two."),
    TEXT(Table.FILE, "text", new Phrase(Notion.ASSEMBLY), Absent.REFUSED,
            "The code that the CPUs run, probed or not."),
    DATA(Table.FILE, "data", new Phrase(Notion.ASSEMBLY), Absent.NOTHING,
            "Labelled data, which the text can reach by its labels."),
    KPROBES(Table.FILE, "kprobes", new Named(Notion.PROBE, new Short(Notion.ADDRESS, Table.KPROBE)), Absent.NOTHING,
            "The probes: `p: foo+0x8`, or with handlers `p: { at: foo+0x8, pre_handler: h }`."),
    CPUS(Table.FILE, "cpus", new Named(Notion.CPU, new Phrases(Notion.CALL)), Absent.REFUSED,
            "What each CPU calls, in order; `[]` is a CPU that only answers `stop_machine`."),
    MACHINE(Table.FILE, "machine", new Keys(Table.MACHINE), Absent.NOTHING,
            "The machine, where it differs from the usual one."),
    SEARCH(Table.FILE, "search", new Phrase(Notion.SEARCH), Absent.means("exhaustive, at most 100k schedules or 30 s"),
            "Which schedules are played."),
    SWEEP(Table.FILE, "sweep", new Named(Notion.SETTING, new Phrases(Notion.SETTING_VALUE)), Absent.NOTHING,
            "Settings that take several values in turn; every combination is a variant with the same expectations."),
    EXPECT(Table.FILE, "expect", new Named(Notion.KERNEL, new Keys(Table.EXPECTATION)), Absent.REFUSED,
            "For each kernel, the predicates and in how many schedules they are to hold."),
    OBSERVE(Table.FILE, "observe", new Phrases(Notion.TERM), Absent.NOTHING,
            "Values to show for each way in which a schedule can end."),

    AT(Table.KPROBE, "at", new Phrase(Notion.ADDRESS), Absent.REFUSED,
            "Where the probe stands. That the address is inside the text is checked here; whether it is good is for the kernel to say."),
    PRE_HANDLER(Table.KPROBE, "pre_handler", new Phrase(Notion.HANDLER), Absent.means("none"),
            "Called at the hit, before the step; not 0 means that it has set the return address itself."),
    POST_HANDLER(Table.KPROBE, "post_handler", new Phrase(Notion.HANDLER), Absent.means("none"),
            "Called after the step."),
    STATE(Table.KPROBE, "state", new OneOf(ProbeState.values()), Absent.means("armed"),
            "How far the probe has come when the clock starts."),

    FETCH(Table.MACHINE, "fetch", new OneOf(Fetch.values()), Absent.means("coherent"),
            "When another CPU's fetch sees a store to the text."),
    INTERRUPTS(Table.MACHINE, "interrupts", new OneOf(Interrupts.values()), Absent.means("none"),
            "Which interrupts may arrive."),
    PREEMPT(Table.MACHINE, "preempt", new OneOf(Preempt.values()), Absent.means("full"),
            "Where a CPU's task may be preempted."),

    NEVER(Table.EXPECTATION, "never", new Phrases(Notion.PREDICATE), Absent.NOTHING,
            "Each of these holds in no schedule."),
    SOMETIMES(Table.EXPECTATION, "sometimes", new Phrases(Notion.PREDICATE), Absent.NOTHING,
            "Each of these holds in at least one schedule, and not in all."),
    ALWAYS(Table.EXPECTATION, "always", new Phrases(Notion.PREDICATE), Absent.NOTHING,
            "Each of these holds in every schedule.");

    private final Table table;
    private final String word;
    private final Shape shape;
    private final Absent absent;
    private final String doc;

    Key(Table table, String word, Shape shape, Absent absent, String doc) {
        this.table = table;
        this.word = word;
        this.shape = shape;
        this.absent = absent;
        this.doc = doc;
    }

    Table table() {
        return table;
    }

    @Override
    public String word() {
        return word;
    }

    Shape shape() {
        return shape;
    }

    Absent absent() {
        return absent;
    }

    @Override
    public String doc() {
        return doc;
    }
}
