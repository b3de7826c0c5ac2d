package kprobarium.machine;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import kprobarium.isa.Decoded;
import kprobarium.isa.Operands;

/// Notes concurrent modification and execution: a CPU fetches what another has written since its last synchronisation, and the two words
/// are not both of the few for which that is safe. (Arm's manuals have the list and the name.)
///
/// Whether a fetch and a write are ordered does not depend on the fetch model, so the same races are found under each, and no failing play
/// is needed. What a CPU has not synchronised with is state, and part of the digest; so a search that goes through all states, or all
/// traces, finds all races whatever its order. What was found is no state: going back does not forget it.
final class Cmodx {
    private static final int NOP = 0x0340_0000;
    private static final Comparator<Race> ORDER = Comparator.comparingLong(Race::address).thenComparingInt(Race::cpu)
            .thenComparingInt(Race::writer).thenComparingInt(Race::was).thenComparingInt(Race::now);

    private final List<String> safe;
    private final Decoded decoded;
    /// What has been written since each CPU synchronised; as note, what was written and by whom.
    private final Optional<WordLists> unseen;
    private final SortedSet<Race> found = new TreeSet<>(ORDER);

    Cmodx(State state, Decoded decoded, int cpus, List<String> safe) {
        this.safe = safe;
        this.decoded = decoded;
        unseen = safe.isEmpty() ? Optional.empty() : Optional.of(new WordLists(state, cpus));
    }

    boolean on() {
        return unseen.isPresent();
    }

    List<Race> found() {
        return List.copyOf(found);
    }

    void wrote(Machine machine, Cpu by, long address, int was, int now) {
        if (unseen.isEmpty() || was == now || isSafe(was) && isSafe(now)) return;
        WordLists lists = unseen.get();
        long note = now & 0xffff_ffffL | (long) by.number() << 32;
        for (Cpu cpu : machine.cpus()) {
            if (cpu == by) continue;
            int at = lists.first(cpu, address);
            int end = lists.end(cpu, address, at);
            while (at < end && (lists.word(cpu, at) < was || lists.word(cpu, at) == was && lists.note(cpu, at) < note)) at++;
            boolean known = at < end && lists.word(cpu, at) == was && lists.note(cpu, at) == note;
            if (!known && !lists.full(cpu)) lists.insert(cpu, at, address, was, note);
        }
    }

    private boolean isSafe(int word) {
        if (word == NOP && safe.contains("nop")) return true;
        Operands instruction = decoded.decode(word);
        return instruction != null && safe.contains(instruction.row().mnemonic());
    }

    void fetches(Cpu cpu, long address) {
        if (unseen.isEmpty()) return;
        WordLists lists = unseen.get();
        int first = lists.first(cpu, address);
        int end = lists.end(cpu, address, first);
        for (int at = first; at < end; at++) {
            long note = lists.note(cpu, at);
            found.add(new Race(cpu.number(), address, (int) (note >> 32), lists.word(cpu, at), (int) note));
        }
        lists.remove(cpu, first, end);
    }

    /// `cpu` has synchronised. What it may still fetch differently by `model` stays.
    void synchronise(Cpu cpu, FetchModel model) {
        if (unseen.isEmpty()) return;
        WordLists lists = unseen.get();
        for (int at = lists.size(cpu) - 1; at >= 0; at--) if (model.words(cpu, lists.address(cpu, at)) == 1) lists.remove(cpu, at, at + 1);
    }

    /// `cpu` starts afresh.
    void settle(Cpu cpu) {
        unseen.ifPresent(lists -> lists.clear(cpu));
    }

    /// What was found before the machine was at its start does not count.
    void forget() {
        found.clear();
    }
}
