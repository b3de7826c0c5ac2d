package kprobarium.qemu;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.StringJoiner;
import java.util.function.IntFunction;
import kprobarium.isa.CpuPort;
import kprobarium.isa.Decoder;
import kprobarium.isa.Ecode;

/// What an instruction under test finds and leaves: a few registers of each kind, and a block of memory at [#MEMORY].
///
/// It is itself a CPU that can execute one instruction that names those registers: general registers from [#FIRST_GPR] on, floating point
/// registers from 0 on, every condition flag. Registers beyond them and addresses outside of the block are errors of the test.
final class CpuState implements CpuPort {
    static final int GPRS = 4;
    static final int FPRS = 4;
    static final int WORDS_OF_MEMORY = 8;
    /// `$t0`.
    static final int FIRST_GPR = 12;
    static final int RA = 1;
    static final long MEMORY = 0x200000;
    static final int BYTES = 8 * (GPRS + FPRS + 2 + WORDS_OF_MEMORY);

    final long[] gprs = new long[GPRS];
    final long[] fprs = new long[FPRS];
    int fcsr;
    /// A bit for each condition flag.
    int fccs;
    final long[] memory = new long[WORDS_OF_MEMORY];
    /// Not in memory: what branches find and leave, with `$ra`.
    long pc, ra, target;

    static CpuState read(ByteBuffer from) {
        CpuState state = new CpuState();
        for (int i = 0; i < GPRS; i++) state.gprs[i] = from.getLong();
        for (int i = 0; i < FPRS; i++) state.fprs[i] = from.getLong();
        state.fcsr = (int) from.getLong();
        state.fccs = (int) from.getLong();
        for (int i = 0; i < WORDS_OF_MEMORY; i++) state.memory[i] = from.getLong();
        return state;
    }

    void write(ByteBuffer to) {
        for (long value : gprs) to.putLong(value);
        for (long value : fprs) to.putLong(value);
        to.putLong(fcsr).putLong(fccs);
        for (long value : memory) to.putLong(value);
    }

    CpuState copy() {
        CpuState state = new CpuState();
        System.arraycopy(gprs, 0, state.gprs, 0, GPRS);
        System.arraycopy(fprs, 0, state.fprs, 0, FPRS);
        System.arraycopy(memory, 0, state.memory, 0, WORDS_OF_MEMORY);
        state.fcsr = fcsr;
        state.fccs = fccs;
        state.pc = pc;
        return state;
    }

    /// The state after one instruction, by the project's own table.
    CpuState after(int word) {
        CpuState state = copy();
        Decoder.decode(word).execute(state);
        return state;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CpuState that && Arrays.equals(gprs, that.gprs) && Arrays.equals(fprs, that.fprs)
                && Arrays.equals(memory, that.memory) && fcsr == that.fcsr && fccs == that.fccs;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(gprs) ^ Arrays.hashCode(fprs) ^ fcsr;
    }

    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(" ");
        list(text, GPRS, i -> "t" + i + "=" + Long.toHexString(gprs[i]));
        list(text, FPRS, i -> "fa" + i + "=" + Long.toHexString(fprs[i]));
        text.add("fcsr=" + Integer.toHexString(fcsr)).add("fcc=" + Integer.toBinaryString(fccs));
        list(text, WORDS_OF_MEMORY, i -> Long.toHexString(memory[i]));
        return text.toString();
    }

    private static void list(StringJoiner text, int count, IntFunction<String> element) {
        for (int i = 0; i < count; i++) text.add(element.apply(i));
    }

    @Override
    public long get(int gpr) {
        return gpr == 0 ? 0 : gpr == RA ? ra : gprs[gpr - FIRST_GPR];
    }

    @Override
    public void set(int gpr, long value) {
        if (gpr == RA) ra = value;
        else if (gpr != 0) gprs[gpr - FIRST_GPR] = value;
    }

    @Override
    public long fpr(int number) {
        return fprs[number];
    }

    @Override
    public void fpr(int number, long value) {
        fprs[number] = value;
    }

    @Override
    public int fcsr() {
        return fcsr;
    }

    @Override
    public void fcsr(int value) {
        fcsr = value;
    }

    @Override
    public boolean fcc(int number) {
        return (fccs >>> number & 1) != 0;
    }

    @Override
    public void fcc(int number, boolean value) {
        fccs = fccs & ~(1 << number) | (value ? 1 << number : 0);
    }

    @Override
    public long load(long address, int size) {
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            int at = (int) (address - MEMORY) + i;
            value = value << 8 | memory[at >> 3] >>> 8 * (at & 7) & 0xff;
        }
        return value;
    }

    @Override
    public void store(long address, int size, long value) {
        for (int i = 0; i < size; i++) {
            int at = (int) (address - MEMORY) + i;
            memory[at >> 3] = memory[at >> 3] & ~(0xffL << 8 * (at & 7)) | (value >>> 8 * i & 0xff) << 8 * (at & 7);
        }
    }

    @Override
    public long loadLinked(long address, int size) {
        return load(address, size);
    }

    @Override
    public boolean storeConditional(long address, int size, long value) {
        store(address, size, value);
        return true;
    }

    @Override
    public long pc() {
        return pc;
    }

    @Override
    public void branch(long to) {
        target = to;
    }

    @Override
    public void trap(Ecode ecode) {
        throw new AssertionError("a trap: " + ecode);
    }

    @Override
    public long readCsr(int number) {
        throw new AssertionError("a CSR");
    }

    @Override
    public void writeCsr(int number, long value) {
        throw new AssertionError("a CSR");
    }

    @Override
    public void ertn() {
        throw new AssertionError("ertn");
    }

    @Override
    public void idle(int level) {
        throw new AssertionError("idle");
    }

    @Override
    public void dbar(int hint) {
    }

    @Override
    public void ibar(int hint) {
    }

    @Override
    public long counter() {
        throw new AssertionError("the counter");
    }

    @Override
    public long cpucfg(long word) {
        throw new AssertionError("a configuration word");
    }
}
