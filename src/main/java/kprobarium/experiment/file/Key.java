package kprobarium.experiment.file;

import static kprobarium.experiment.file.Absent.NOTHING;
import static kprobarium.experiment.file.Absent.REFUSED;
import static kprobarium.experiment.file.Absent.means;
import static kprobarium.experiment.file.Notion.*;
import static kprobarium.experiment.file.Table.*;

import kprobarium.experiment.BusOrder;
import kprobarium.experiment.DataOrder;
import kprobarium.experiment.Fetch;
import kprobarium.experiment.Fetching;
import kprobarium.experiment.Finding;
import kprobarium.experiment.InterruptSource;
import kprobarium.experiment.Invariant;
import kprobarium.experiment.Paging;
import kprobarium.experiment.Preempt;
import kprobarium.experiment.ProbeState;
import kprobarium.experiment.SetMemoryRw;
import kprobarium.experiment.Synchronises;
import kprobarium.experiment.Word;
import kprobarium.experiment.file.Shape.Keys;
import kprobarium.experiment.file.Shape.Named;
import kprobarium.experiment.file.Shape.NoneOr;
import kprobarium.experiment.file.Shape.Number;
import kprobarium.experiment.file.Shape.OneOf;
import kprobarium.experiment.file.Shape.Phrase;
import kprobarium.experiment.file.Shape.Phrases;
import kprobarium.experiment.file.Shape.Short;
import kprobarium.experiment.file.Shape.SomeOf;

/// The table of the format: every key there is, where it may stand, what its value looks like, and what holds without it.
enum Key implements Word {
    // @formatter:off
    // table                  key             its value                                       without it
    EXPERIMENT(FILE,          "experiment",   new Phrase(NAME),                               REFUSED,
            "The experiment's name: that of its file, without `.yaml`."),
    ABOUT(FILE,               "about",        new Phrase(SENTENCE),                           REFUSED,
            "What happens, in a sentence or two."),
    TEXT(FILE,                "text",         new Phrase(ASSEMBLY),                           Absent.where("elf"),
            "The code that the CPUs run, probed or not."),
    ELF(FILE,                 "elf",          new Phrase(PROGRAM),                            NOTHING,
            "An ELF file in place of `text` and `data`: a static executable for LoongArch, beside the experiment's file or below. Its symbols are the labels."),
    DATA(FILE,                "data",         new Phrase(ASSEMBLY),                           NOTHING,
            "Labelled data, which the text can reach by its labels."),
    PAGES(FILE,               "pages",        new Named(LABEL, new OneOf(Paging.values())),   NOTHING,
            "Labels with a page of their own, which has what follows them up to the next label, and whether it is there."),
    EXTABLE(FILE,             "extable",      new Named(ADDRESS, new Short(PLACE, FIXUP)), NOTHING,
            "The exception table: where kernel code goes on whose access at this address fails. `foo+0x8: fixup`, or `foo+0x8: { fixup: fixup, error: a0 }`."),
    KPROBES(FILE,             "kprobes",      new Named(PROBE, new Short(ADDRESS, KPROBE)),   NOTHING,
            "The probes: `p: foo+0x8`, or with handlers `p: { at: foo+0x8, pre_handler: h }`."),
    KRETPROBES(FILE,          "kretprobes",   new Named(PROBE, new Short(ADDRESS, KRETPROBE)), NOTHING,
            "The probes of functions that return: `r: foo`, or `r: { at: foo, handler: h, maxactive: 2 }`. They are registered in the order of the file, after `kprobes`."),
    KPROBE_EVENTS(FILE,       "kprobe_events", new Phrases(KPROBE_EVENT),                     NOTHING,
            "Events of tracefs, defined and enabled before the clock starts: `\"p:e foo a=%r4\"`. An event's probe is known by its name, and what it fetches is in the trace."),
    CPUS(FILE,                "cpus",         new Named(CPU, new Phrases(CALL)),              REFUSED,
            "What each CPU calls, in order; `[]` is a CPU that only answers `stop_machine`."),
    TASKS(FILE,               "tasks",        new Named(Notion.TASK, new Keys(Table.TASK)),          NOTHING,
            "Tasks that are no CPU's own: each goes on where and when one of its CPUs takes it. Which does is a choice."),
    MACHINE(FILE,             "machine",      new Keys(Table.MACHINE),                        NOTHING,
            "The machine, where it differs from the usual one."),
    SEARCH(FILE,              "search",       new Phrase(Notion.SEARCH),                      means("auto, at most 1M states or 1 min"),
            "Which schedules are played."),
    SWEEP(FILE,               "sweep",        new Named(SETTING, new Phrases(SETTING_VALUE)), NOTHING,
            "Settings that take several values in turn; every combination is a variant with the same expectations."),
    EXPECT(FILE,              "expect",       new Named(KERNEL, new Keys(EXPECTATION)),       REFUSED,
            "For each kernel, the predicates and in how many schedules they are to hold."),
    FILE_EXISTS(FILE,         "exists",       new Phrase(CONDITION),                          NOTHING,
            "The condition of each kernel that has none of its own: it holds in at least one schedule."),
    FILE_NOT_EXISTS(FILE,     "~exists",      new Phrase(CONDITION),                          NOTHING,
            "The same: it holds in no schedule."),
    FILE_FORALL(FILE,         "forall",       new Phrase(CONDITION),                          NOTHING,
            "The same: it holds in every schedule."),
    FILE_FILTER(FILE,         "filter",       new Phrase(CONDITION),                          NOTHING,
            "Only schedules in whose end it holds are considered, on each kernel that has no filter of its own."),
    OBSERVE(FILE,             "observe",      new Phrases(TERM),                              NOTHING,
            "Values to list for each way in which a schedule can end, besides those that are asked about. A label of the data stands for what it holds."),
    LOCATIONS(FILE,           "locations",    new Phrases(TERM),                              NOTHING,
            "The same, by its name in litmus tests; if there are both, they add up."),
    DEFECTS(FILE,             "defects",      new Phrases(DEFECT),                            NOTHING,
            "The rows of the list of defects that it is about, see FINDINGS.md."),
    SYMPTOM(FILE,             "symptom",      new Phrase(CONDITION),                          NOTHING,
            "What holds at an end where the defect shows, for `cures`; without it, any oops, livelock, deadlock or broken invariant."),
    FINDING(FILE,             "finding",      new Keys(Table.FINDING),                        NOTHING,
            "What FINDINGS.md tells of it, if today's kernel still has the defect."),

    AT(KPROBE,                "at",           new Phrase(ADDRESS),                            REFUSED,
            "Where the probe stands, inside the text. In the middle of an instruction only with `state: unregistered`: then the kernel says what it thinks of it."),
    PRE_HANDLER(KPROBE,       "pre_handler",  new Phrase(HANDLER),                            means("none"),
            "Called at the hit, before the step; not 0 means that it has set the return address itself."),
    POST_HANDLER(KPROBE,      "post_handler", new Phrase(HANDLER),                            means("none"),
            "Called after the step."),
    FIXUP_AT(FIXUP,           "fixup",        new Phrase(PLACE),                   REFUSED,
            "Where execution goes on."),
    FIXUP_ERROR(FIXUP,        "error",        new Phrase(GPR),                                NOTHING,
            "A register that is -EFAULT then, as for an access to user memory."),

    STATE(KPROBE,             "state",        new OneOf(ProbeState.values()),                 means("armed"),
            "How far the probe has come when the clock starts."),

    KRETPROBE_AT(KRETPROBE,   "at",           new Phrase(ADDRESS),                            REFUSED,
            "The function: its entry. Elsewhere only with `state: unregistered`, to see what the kernel says."),
    RETURN_HANDLER(KRETPROBE, "handler",      new Phrase(HANDLER),                            means("count"),
            "Called when the function returns, `int (struct kretprobe_instance *ri, struct pt_regs *regs)`; `$a0` in `regs` is what it returns."),
    ENTRY_HANDLER(KRETPROBE,  "entry_handler", new Phrase(HANDLER),                           means("none"),
            "Called at its entry, with the same arguments; not 0 means that the return is not wanted."),
    MAXACTIVE(KRETPROBE,      "maxactive",    new Number(0, 4096),                            means("0"),
            "How many calls can be hooked at once; 0 is the kernel's choice, 10 or twice the CPUs."),
    KRETPROBE_STATE(KRETPROBE, "state",       new OneOf(ProbeState.values()),                 means("armed"),
            "How far the probe has come when the clock starts."),

    FETCH(Table.MACHINE,      "fetch",        new OneOf(Fetch.values()),                      means("coherent"),
            "When a fetch sees a store to the text."),
    FETCH_WINDOW(Table.MACHINE, "fetch_window", new Number(0, Fetching.LONGEST_WINDOW),       means("8"),
            "Under `fetch: window`: how many instructions a CPU may have fetched ahead."),
    SYNCHRONISES(Table.MACHINE, "synchronises", new SomeOf(Synchronises.values()),            means("[ibar, exception, ertn]"),
            "Under `window`, `pipeline` and `incoherent`: what makes a CPU forget what it may have fetched early."),
    BUS(Table.MACHINE,        "bus",          new Keys(Table.BUS),                            NOTHING,
            "Under `fetch: bus`: what can happen to a patch on its way."),
    WRITABLE_TEXT(Table.MACHINE, "writable_text", new Phrases(ADDRESS),                       NOTHING,
            "The words of text that guest stores may write; a store to any other is a fault."),
    CMODX_SAFE(Table.MACHINE, "cmodx_safe",   new Phrases(INSTRUCTION),                       NOTHING,
            "Warn of each fetch that races with a write of text by another CPU, unless both words are of these, say `[break, nop, b]`."),
    INTERRUPTS(Table.MACHINE, "interrupts",   new NoneOr(new Named(Notion.INTERRUPT, new Short(HANDLER, Table.INTERRUPT))), means("none"),
            "Which interrupts may come, and what the kernel calls for each: `{ tick: handler }`. Where a CPU has interrupts on, whether one comes is a choice."),
    PREEMPTIONS(Table.MACHINE, "preemptions", new Number(0, 8),                               means("2"),
            "With `tasks`: how often, in one schedule, a CPU may leave a task that could go on for another."),
    PREEMPT(Table.MACHINE,    "preempt",      new OneOf(Preempt.values()),                    means("full"),
            "Where a CPU's task may be preempted."),
    MEMORY(Table.MACHINE,     "memory",       new OneOf(DataOrder.values()),                  means("sc"),
            "In which order the accesses of one CPU are seen by the others. Under `la` nothing is found that takes a load which is overtaken by a later store."),
    NOKPROBE(Table.MACHINE,   "nokprobe",     new Phrases(FUNCTION),                          NOTHING,
            "The functions marked NOKPROBE_SYMBOL: no probe is registered in one. Of an `elf`, a section stands for all its functions."),
    IRQENTRY(Table.MACHINE,   "irqentry",     new Phrases(FUNCTION),                          NOTHING,
            "The functions in irqentry text, where no kernel but `v1` registers a probe; or the section of an `elf` that they are in."),

    IRQ_HANDLER(Table.INTERRUPT, "handler",   new Phrase(HANDLER),                            REFUSED,
            "Called in hardirq context, with interrupts off."),
    SOURCE(Table.INTERRUPT,   "source",       new OneOf(InterruptSource.values()),            means("device"),
            "What makes it come."),
    AT_MOST(Table.INTERRUPT,  "at_most",      new Number(1, 16),                              means("1"),
            "How often a device's may come on one CPU in one schedule."),
    IRQ_CPUS(Table.INTERRUPT, "cpus",         new Phrases(CPU_NAME),                          NOTHING,
            "The CPUs on which a device's may come; without it all."),

    TASK_CPUS(Table.TASK,     "cpus",         new Phrases(CPU_NAME),                          NOTHING,
            "The CPUs that it may run on; without it all."),
    TASK_CALLS(Table.TASK,    "calls",        new Phrases(CALL),                              REFUSED,
            "What it calls, in order."),

    SET_MEMORY_RW(Table.MACHINE, "set_memory_rw", new OneOf(SetMemoryRw.values()),            means("succeeds"),
            "Whether larch_insn_text_copy(), by which linux-7.1 writes text, can make it writable."),

    ORDER(Table.BUS,          "order",        new OneOf(BusOrder.values()),                   means("fifo-per-sender"),
            "In which order patches arrive."),
    LOSE(Table.BUS,           "lose",         new Number(0, Fetching.MOST_FAULTS),            means("0"),
            "How many patches, in one schedule, may be lost."),
    DUPLICATE(Table.BUS,      "duplicate",    new Number(0, Fetching.MOST_FAULTS),            means("0"),
            "How many may arrive a second time, behind the sender's others."),
    LATE(Table.BUS,           "late",         new Number(0, Fetching.MOST_FAULTS),            means("0"),
            "How many may be lost and, when the sender's time is up, be sent again behind its others."),

    NEVER(EXPECTATION,        "never",        new Phrases(PREDICATE),                         NOTHING,
            "Each of these holds in no schedule."),
    SOMETIMES(EXPECTATION,    "sometimes",    new Phrases(PREDICATE),                         NOTHING,
            "Each of these holds in at least one schedule, and not in all."),
    ALWAYS(EXPECTATION,       "always",       new Phrases(PREDICATE),                         NOTHING,
            "Each of these holds in every schedule."),
    EXISTS(EXPECTATION,       "exists",       new Phrase(CONDITION),                          NOTHING,
            "The kernel's condition, instead of the file's: it holds in at least one schedule."),
    NOT_EXISTS(EXPECTATION,   "~exists",      new Phrase(CONDITION),                          NOTHING,
            "The same: it holds in no schedule."),
    FORALL(EXPECTATION,       "forall",       new Phrase(CONDITION),                          NOTHING,
            "The same: it holds in every schedule."),
    FILTER(EXPECTATION,       "filter",       new Phrase(CONDITION),                          NOTHING,
            "The kernel's filter, instead of the file's."),
    WAIVE(EXPECTATION,        "waive",        new SomeOf(Invariant.values()),                 NOTHING,
            "The invariants that this kernel is known to break here."),

    WHAT(Table.FINDING,       "what",         new Phrase(SENTENCE),                           REFUSED,
            "The defect, in a sentence or two."),
    EVIDENCE(Table.FINDING,   "evidence",     new OneOf(Finding.Evidence.values()),           means("deduced"),
            "How sure it is that a real kernel has it."),
    WHERE(Table.FINDING,      "where",        new Phrase(SENTENCE),                           NOTHING,
            "What confirmed it."),
    CURES(Table.FINDING,      "cures",        new Phrases(CURE),                              NOTHING,
            "The patches that cure it, each alone, or a stack of them: `badi+rendezvous`.");
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
