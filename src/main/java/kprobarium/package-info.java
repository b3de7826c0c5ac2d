/// kprobarium runs LoongArch code on simulated CPUs while kprobes are armed, hit, nested and removed, and asks under which
/// interleavings the kernel survives.
///
/// It is one core under three faces: a laboratory (`run`: an experiment file in, a verdict over every schedule out), a microscope
/// (`replay`: one schedule, every step) and a live machine (`serve`: Vert.x verticles, a WebSocket feed, Prometheus). This page says who
/// lives where, who may know whom, and why.
///
/// ## Five decisions
///
/// 1. **A pure core.** [isa][kprobarium.isa], [machine][kprobarium.machine], [kernel][kprobarium.kernel],
///    [experiment][kprobarium.experiment] and [explore][kprobarium.explore] are JDK only: no Vert.x, no thread, no clock, no unseeded
///    randomness, no iteration in hash order. What is left open is asked of one port,
///    [Scheduler][kprobarium.schedule.Scheduler]; what happens is said to one port, [EventSink][kprobarium.event.EventSink].
/// 2. **Each simulated CPU is a verticle that owns its state**, with its own `current_kprobe` and `kprobe_ctlblk`. It runs when it
///    holds the machine's turn: one message, one slice, one reply. One turn is out per machine, so memory needs no lock and every live
///    run has an exact order, which is journalled; the journal replays to the same bytes. Parallelism is across machines and schedules.
/// 3. **Arm and disarm travel as messages.** The CPU that patches text stores the word in memory, and the patch goes out to every other
///    CPU. Data reads see memory at once, or by its [order][kprobarium.machine.MemoryOrder]; a fetch sees the patch when its
///    [view][kprobarium.machine.FetchModel] does. The gap is the race.
///    Live, the event bus delivers; in a search delivery is a choice like any other. The machine is the same.
/// 4. **Kernel code is straight-line Java, one method per C function, in the C file's order.** It stops before every access that
///    another CPU can see, and can be put back to any earlier point, because it runs as a
///    [Strand][kprobarium.machine.Strand]: a routine and the log of what it has observed. Kernel versions are files, single
///    fixes are patches that stack; there is no `if (version)` in a kernel function.
/// 5. **Three tables from which everything follows**: the instructions ([Insn][kprobarium.isa.Insn]: decoder, assembler, disassembler,
///    execution), the events ([Event][kprobarium.event.Event]: JSON, trace text, timeline, metrics) and the keys of an experiment file
///    (parser, JSON schema, reference page).
///
/// ## Who may know whom
///
/// ```
///   cli ──────►  live              junit        picocli | Vert.x, Hazelcast, Micrometer | JUnit: here and nowhere else
///    │  ┌─────────┤                  │
///    │  │   event.render             │          JSON, trace text, timeline
///    ▼  ▼                            │
///   farm                             │          threads: here and above
///    │  ┌────────────────────────────┤
///    ▼  ▼                            ▼
///   explore ──► experiment ◄── experiment.file          the YAML library: here and nowhere else
///    │             │   │
///    │             │   │    process    Linux programs: cli starts them
///    │             ▼   │    │    │
///    ▼           kernel ◄───┼────┘     (v1, linux63 … linux71, patch)
///   model          │   └─┐  │
///    └────────► machine  ▼  ▼          event: sealed records; schedule: the oracle
///                  │    elf ──► symbol
///               engine ◄── board       two tiers that execute text; bare metal, which knows elf too: cli starts it
///                  │
///                 isa ────► symbol     foo+0x8
/// ```
///
/// An arrow means "may know"; nothing points up. ArchitectureTest holds it, each rule named as the sentence it enforces.
///
/// ## How time passes
///
/// Where others may move between two instructions, a machine offers [choices][kprobarium.schedule.ChoicePoint] and steps. Where a CPU runs
/// by itself, [Core.run][kprobarium.engine.Core#run] retires at most as many instructions as it is given, in two tiers: cells, one a word
/// of text, and regions compiled to JVM bytecode. Both are transcribed from the bytecode of the [table's][kprobarium.isa.Insn] own third
/// column, so what an instruction does is said once. A [plain][kprobarium.machine.State#makePlain()] machine runs kernel code straight
/// through between them; a [board][kprobarium.board] has no kernel but the guest's.
///
/// ## How a search is spread
///
/// A search is a value, a [Job][kprobarium.farm.Job], and falls into [units][kprobarium.farm.Unit] by itself alone, whoever works. A
/// [Ledger][kprobarium.farm.Ledger] hands them out to threads here, and by the bus to machines that have joined, each of which has a
/// machine of its own; results are joined in the units' order. So a report is the same to the last byte for any number of workers, and a
/// worker that is lost costs time and nothing else.
///
/// ## How an experiment is played
///
/// A [Rig][kprobarium.experiment.Rig] assembles the text, puts a [Kernel][kprobarium.kernel.Kernel] on a
/// [Machine][kprobarium.machine.Machine], and lets that kernel's own code register the probes. From there the machine offers its
/// [choices][kprobarium.schedule.ChoicePoint] and takes one at a time. Everything that changes is in one flat
/// [State][kprobarium.machine.State] with an undo journal and an incremental digest, so the
/// [Explorer][kprobarium.explore.Explorer] goes back for the price of what was written, knows a state when it meets it again, and still
/// counts every schedule; [Shortest][kprobarium.explore.Shortest] then finds the one with the fewest preemptions and steps.
///
/// ## Choices that were made while building
///
/// - There is one kind of choice point: a flat list of [moves][kprobarium.schedule.Move] in a fixed order (a CPU steps, perhaps with an
///   older word or value; a store or a patch arrives; a waiting thread preempts a CPU), each with the access it is about to make. It is
///   refilled rather than allocated, and a schedule is the list of moves.
/// - A search knows a [Subject][kprobarium.explore.Subject] and nothing of what it is: a machine with a kernel on it, or a
///   [model][kprobarium.model.Model] of a page, with the same journal, the same digest and the same moves.
/// - Exhaustive search keeps the graph of states, and computes counts, longest and first schedules from it. So several
///   workers may build it in any order, and what is reported does not depend on them.
/// - A preemption is counted when the task that was made to wait goes on: a CPU that is left for good because everything ends was not
///   preempted. "No failure with fewer than two preemptions" means that.
/// - The kernel's structs (`struct kprobe`, `pt_regs`, the hash table, per-CPU data) lie in guest memory at real offsets, so that guest
///   handlers can read and write them, and an access has an address whoever makes it.
/// - Interrupts and changes of task are moves like any other. With them, each look at what is a CPU's own is a stop, for something may
///   come in between; without them it is none, and costs nothing. A task has its own registers, stack, log and preempt_count; what is per
///   CPU stays where it is when the task goes, and so does a pointer that was taken before.
/// - A grace period and the readers it waits for meet in a word per task, so RCU needs nothing that the machine does not have.
/// - What functions *mean* (a hit, a miss, a step) is derived from the fields that they write; kernel files carry no instrumentation.
package kprobarium;
