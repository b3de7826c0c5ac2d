package kprobarium.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An outcome made by hand: each value is looked up under the canonical text of the term that asks for it, and is 0 when
/// nothing was put there.
final class End implements Outcome {
    private final Map<String, Long> values = new HashMap<>();
    private final List<OopsSeen> oopses = new ArrayList<>();
    private boolean livelock;
    private boolean deadlock;

    End with(String term, long value) {
        values.put(term, value);
        return this;
    }

    End oops(String function, long era) {
        oopses.add(new OopsSeen(function, era, 0, "Break instruction in kernel code[#1]:"));
        return this;
    }

    End livelocked() {
        livelock = true;
        return this;
    }

    End deadlocked() {
        deadlock = true;
        return this;
    }

    private long at(String term) {
        return values.getOrDefault(term, 0L);
    }

    @Override
    public boolean warned(Optional<String> function) {
        return at("warning") != 0;
    }

    @Override
    public boolean panicked() {
        return at("panic") != 0;
    }

    @Override
    public long register(int cpu, int gpr) {
        return at("cpu" + cpu + "." + Gpr.name(gpr));
    }

    @Override
    public long register(String task, int gpr) {
        return at(task + "." + Gpr.name(gpr));
    }

    @Override
    public long pc(int cpu) {
        return at("cpu" + cpu + ".pc");
    }

    @Override
    public long cpu(int cpu, CpuField field) {
        return at("cpu" + cpu + "." + field.word());
    }

    @Override
    public long probe(String name, ProbeField field) {
        return at(name + "." + field.word());
    }

    @Override
    public long probeAddressOf(String name) {
        return at(name);
    }

    @Override
    public long slot(String probe) {
        return at("slot(" + probe + ")");
    }

    @Override
    public long slotsUsed() {
        return at("slots.used");
    }

    @Override
    public int word(long address) {
        return (int) at("word 0x" + Long.toHexString(address));
    }

    @Override
    public long memory(long address) {
        return at("mem 0x" + Long.toHexString(address));
    }

    @Override
    public long result(KprobesFunction function, List<String> probes) {
        return at(function.word() + "(" + String.join(", ", probes) + ")");
    }

    @Override
    public long address(String symbolOffset) {
        return at(symbolOffset);
    }

    @Override
    public List<OopsSeen> oopses() {
        return oopses;
    }

    @Override
    public boolean livelock() {
        return livelock;
    }

    @Override
    public boolean broken(Invariant invariant) {
        return at("broken(" + invariant.word() + ")") != 0;
    }

    @Override
    public boolean deadlock() {
        return deadlock;
    }
}
