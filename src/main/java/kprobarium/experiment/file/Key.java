package kprobarium.experiment.file;

import static kprobarium.experiment.file.Absent.NOTHING;
import static kprobarium.experiment.file.Absent.REFUSED;
import static kprobarium.experiment.file.Absent.means;
import static kprobarium.experiment.file.Notion.*;
import static kprobarium.experiment.file.Table.*;

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
    // @formatter:off
    // table                  key             its value                                       without it
    EXPERIMENT(FILE,          "experiment",   new Phrase(NAME),                               REFUSED,
            "The experiment's name: that of its file, without `.yaml`."),
    ABOUT(FILE,               "about",        new Phrase(SENTENCE),                           REFUSED,
            "What happens, in a sentence or two."),
    TEXT(FILE,                "text",         new Phrase(ASSEMBLY),                           REFUSED,
            "The code that the CPUs run, probed or not."),
    DATA(FILE,                "data",         new Phrase(ASSEMBLY),                           NOTHING,
            "Labelled data, which the text can reach by its labels."),
    KPROBES(FILE,             "kprobes",      new Named(PROBE, new Short(ADDRESS, KPROBE)),   NOTHING,
            "The probes: `p: foo+0x8`, or with handlers `p: { at: foo+0x8, pre_handler: h }`."),
    CPUS(FILE,                "cpus",         new Named(CPU, new Phrases(CALL)),              REFUSED,
            "What each CPU calls, in order; `[]` is a CPU that only answers `stop_machine`."),
    MACHINE(FILE,             "machine",      new Keys(Table.MACHINE),                        NOTHING,
            "The machine, where it differs from the usual one."),
    SEARCH(FILE,              "search",       new Phrase(Notion.SEARCH),                      means("auto, at most 1M states or 1 min"),
            "Which schedules are played."),
    SWEEP(FILE,               "sweep",        new Named(SETTING, new Phrases(SETTING_VALUE)), NOTHING,
            "Settings that take several values in turn; every combination is a variant with the same expectations."),
    EXPECT(FILE,              "expect",       new Named(KERNEL, new Keys(EXPECTATION)),       REFUSED,
            "For each kernel, the predicates and in how many schedules they are to hold."),
    OBSERVE(FILE,             "observe",      new Phrases(TERM),                              NOTHING,
            "Values to show for each way in which a schedule can end."),

    AT(KPROBE,                "at",           new Phrase(ADDRESS),                            REFUSED,
            "Where the probe stands, inside the text. In the middle of an instruction only with `state: unregistered`: then the kernel says what it thinks of it."),
    PRE_HANDLER(KPROBE,       "pre_handler",  new Phrase(HANDLER),                            means("none"),
            "Called at the hit, before the step; not 0 means that it has set the return address itself."),
    POST_HANDLER(KPROBE,      "post_handler", new Phrase(HANDLER),                            means("none"),
            "Called after the step."),
    STATE(KPROBE,             "state",        new OneOf(ProbeState.values()),                 means("armed"),
            "How far the probe has come when the clock starts."),

    FETCH(Table.MACHINE,      "fetch",        new OneOf(Fetch.values()),                      means("coherent"),
            "When another CPU's fetch sees a store to the text."),
    INTERRUPTS(Table.MACHINE, "interrupts",   new OneOf(Interrupts.values()),                 means("none"),
            "Which interrupts may arrive."),
    PREEMPT(Table.MACHINE,    "preempt",      new OneOf(Preempt.values()),                    means("full"),
            "Where a CPU's task may be preempted."),

    NEVER(EXPECTATION,        "never",        new Phrases(PREDICATE),                         NOTHING,
            "Each of these holds in no schedule."),
    SOMETIMES(EXPECTATION,    "sometimes",    new Phrases(PREDICATE),                         NOTHING,
            "Each of these holds in at least one schedule, and not in all."),
    ALWAYS(EXPECTATION,       "always",       new Phrases(PREDICATE),                         NOTHING,
            "Each of these holds in every schedule.");
    // @formatter:on

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
