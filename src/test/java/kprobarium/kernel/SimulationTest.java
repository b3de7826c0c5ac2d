package kprobarium.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import kprobarium.experiment.KprobesFunction;
import kprobarium.experiment.Rig;
import kprobarium.isa.CpuPort;
import kprobarium.isa.Decoder;
import kprobarium.isa.Ecode;
import kprobarium.isa.Insn;
import kprobarium.schedule.RoundRobin;
import kprobarium.testing.Experiments;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The kernel's own description of instructions against the machine's: every instruction that a kernel simulates is run with a probe on it,
/// by that kernel's code, and without, by the table's row.
class SimulationTest {
    private static final int TRIES = 60;
    private static final int SP = 3;
    /// An exception from the kernel leaves it as it is: what is simulated into it is lost.
    private static final int PER_CPU_BASE = 21;
    private static final int ENOUGH_STEPS = 200;

    @ParameterizedTest
    @CsvSource({"v1, bceqz bcnez pcaddu18i", "linux-6.3, pcaddu18i", "mainline, pcaddu18i", "mainline+pcaddu18i-64bit, ''"})
    void simulating_differs_from_executing_in(String kernel, String mnemonics) {
        SplittableRandom random = new SplittableRandom(1);
        TreeSet<String> differ = new TreeSet<>();
        for (Insn row : Insn.values()) {
            if (!LoongarchInstruction.isBranchIns(row.match()) && !LoongarchInstruction.isPcIns(row.match())
                    && LoongarchInstruction.reg0i26Opcode(row.match()) != LoongarchInstruction.b_op
                    && LoongarchInstruction.reg0i26Opcode(row.match()) != LoongarchInstruction.bl_op) {
                continue;
            }
            for (int i = 0; i < TRIES; i++) {
                int word = row.match() | random.nextInt() & ~row.mask();
                if ((word & 0x1f) == SP || (word & 0x1f) == PER_CPU_BASE) continue;
                probed(kernel, word, random.nextLong()).ifPresent(end -> {
                    if (!end.equals(executed(word, end.seed()))) differ.add(row.mnemonic());
                });
            }
        }
        assertEquals(mnemonics, String.join(" ", differ));
    }

    /// Where execution went on, and the registers there.
    private record End(long pc, long seed, List<Long> gprs) {}

    private static long[] registers(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        // Half of them small, so that some are equal, zero, or of either sign.
        return IntStream.range(0, 32).mapToLong(_ -> random.nextBoolean() ? random.nextInt(-2, 3) : random.nextLong()).toArray();
    }

    /// With a probe on it; nothing if the kernel refuses the probe. What comes after the instruction is none, so the machine dies there.
    private static Optional<End> probed(String kernel, int word, long seed) {
        Rig rig = Experiments.rig(Experiments.of("""
                experiment: simulation
                about: One instruction, probed, in the middle of words that are none.
                text: |
                  before: .space 0x200
                  foo:    .word 0x%08x
                  after:  .space 0x200
                kprobes: { p: foo }
                cpus: { 0: [ foo() ] }
                search: one schedule
                expect: { v1: { never: [ deadlock ] } }
                """.formatted(word)), kernel);
        if (rig.result(KprobesFunction.REGISTER_KPROBE, List.of("p")) != 0) return Optional.empty();
        long[] gprs = registers(seed);
        for (int r = 1; r < 32; r++) if (r != SP) rig.machine().cpu(0).set(r, gprs[r]);
        rig.play(new RoundRobin(), ENOUGH_STEPS);
        long pc = rig.oopses().isEmpty() ? rig.address("foo") : rig.oopses().getFirst().era();
        return Optional.of(new End(pc, seed,
                IntStream.range(0, 32).filter(r -> r != SP).mapToObj(r -> rig.machine().cpu(0).get(r)).toList()));
    }

    private static End executed(int word, long seed) {
        Registers registers = new Registers(registers(seed), Layout.TEXT + 0x200);
        Decoder.decode(word).execute(registers);
        return new End(registers.next, seed, IntStream.range(0, 32).filter(r -> r != SP).mapToObj(registers::get).toList());
    }

    /// A CPU that has nothing but registers.
    private static final class Registers implements CpuPort {
        private final long[] gprs;
        private final long pc;
        private long next;

        Registers(long[] gprs, long pc) {
            this.gprs = gprs;
            this.pc = pc;
            next = pc + 4;
            gprs[SP] = Layout.stackTop(0);
        }

        @Override
        public long get(int gpr) {
            return gpr == 0 ? 0 : gprs[gpr];
        }

        @Override
        public void set(int gpr, long value) {
            gprs[gpr] = value;
        }

        @Override
        public long pc() {
            return pc;
        }

        @Override
        public void branch(long target) {
            next = target;
        }

        private static AssertionError other() {
            return new AssertionError("a simulated instruction touches registers only");
        }

        @Override
        public long load(long address, int size) {
            throw other();
        }

        @Override
        public void store(long address, int size, long value) {
            throw other();
        }

        @Override
        public long loadLinked(long address, int size) {
            throw other();
        }

        @Override
        public boolean storeConditional(long address, int size, long value) {
            throw other();
        }

        @Override
        public long readCsr(int number) {
            throw other();
        }

        @Override
        public void writeCsr(int number, long value) {
            throw other();
        }

        @Override
        public void trap(Ecode ecode) {
            throw other();
        }

        @Override
        public void ertn() {
            throw other();
        }

        @Override
        public void idle(int level) {
            throw other();
        }

        @Override
        public void dbar(int hint) {
            throw other();
        }

        @Override
        public void ibar(int hint) {
            throw other();
        }

        @Override
        public long counter() {
            throw other();
        }

        @Override
        public long cpucfg(long word) {
            throw other();
        }
    }
}
