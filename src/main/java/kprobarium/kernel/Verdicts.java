package kprobarium.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kprobarium.machine.Cpu;
import kprobarium.machine.FetchConfig;
import kprobarium.machine.FetchModel;
import kprobarium.machine.Machine;
import kprobarium.schedule.ChoicePoint;
import kprobarium.symbol.Symbols;

/// What a kernel makes of a probe on an instruction word, by its own arch_prepare_kprobe() and setup_singlestep() with that word in text.
///
/// The upper 17 bits are the longest opcode that any test of the kernels' looks at, but for one: llacq and screl are known by 22 bits.
/// Where the lower 15 bits are not given, they are taken to be 0.
public final class Verdicts {
    /// How many bits of a word the verdict is asked by.
    public static final int PATTERN_BITS = 17;
    private static final int REST_BITS = Integer.SIZE - PATTERN_BITS;

    public enum Verdict {
        /// register_kprobe() refuses the probe.
        REJECTED("rejected"),
        /// The kernel does what the instruction does.
        SIMULATED("simulated"),
        /// The CPU executes the instruction in a slot.
        STEPPED("stepped");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /// Patterns one after another with one verdict: the first word of the first, the last word of the last.
    public record Run(int first, int last, Verdict verdict) {
        /// How many patterns there are.
        public int patterns() {
            return (last >>> REST_BITS) - (first >>> REST_BITS) + 1;
        }
    }

    private final Machine machine;
    private final Kernel k;
    private final Kprobe p;
    private final int job;
    private final ChoicePoint point = new ChoicePoint();
    private Verdict verdict;

    public Verdicts(Kernels.Choice kernel) {
        machine = new Machine(1, FetchConfig.of(FetchModel.Kind.COHERENT), Optional.empty());
        k = new Kernel(machine, kernel.version(), kernel.patches(), LoongarchInstruction.LOONGARCH_INSN_SIZE, 0, true);
        machine.attach(k, Symbols.none());
        p = k.kprobe("p", Layout.TEXT, 0, 0, false);
        job = k.tasks.prepare(new Job.Routine("prepare", _ -> prepareAndHit()));
        k.tasks.listen((_, value, _) -> verdict = Verdict.values()[(int) value]);
    }

    private long prepareAndHit() {
        if (k.arch.archPrepareKprobe(p) != 0) return Verdict.REJECTED.ordinal();

        KprobeCtlblk kcb = k.kprobeCtlblk(k.strand.cpu());
        PtRegs regs = new PtRegs(k, Layout.stackTop(0) - PtRegs.SIZE);
        regs.csrEra(p.addr());
        k.rcu.preemptDisable();
        k.arch.setCurrentKprobe(p, regs, kcb);
        k.arch.setupSinglestep(p, regs, kcb, 0);
        boolean stepped = InsnSlots.isSlot(regs.csrEra());
        k.currentKprobe(k.strand.cpu()).write(null);
        k.arch.archRemoveKprobe(p);
        return stepped ? Verdict.STEPPED.ordinal() : Verdict.SIMULATED.ordinal();
    }

    /// The verdict on one word.
    public Verdict of(int word) {
        Cpu cpu = machine.cpu(0);
        machine.memory().store(Layout.TEXT, LoongarchInstruction.LOONGARCH_INSN_SIZE, word);
        verdict = null;
        k.tasks.inject(cpu, job);
        for (machine.choices(point); verdict == null; machine.choices(point)) machine.take(point.code(0));
        k.rcu.taskDied(cpu);
        return verdict;
    }

    /// The verdicts on all patterns, in their order.
    public List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        int first = 0;
        Verdict before = of(0);
        for (int pattern = 1; pattern < 1 << PATTERN_BITS; pattern++) {
            Verdict now = of(pattern << REST_BITS);
            if (now == before) continue;
            runs.add(new Run(first, (pattern << REST_BITS) - 1, before));
            first = pattern << REST_BITS;
            before = now;
        }
        runs.add(new Run(first, -1, before));
        return runs;
    }
}
