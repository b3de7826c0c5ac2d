package kprobarium.live;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import kprobarium.experiment.Session;
import kprobarium.isa.Disassembler;
import kprobarium.machine.Machine;
import kprobarium.machine.Memory.Region;
import kprobarium.symbol.SymbolOffset;

/// The guest's text as memory holds it now: with every `break` that is armed, and the slots that are in use.
final class Listing {
    /// One word of text. `symbol` is the label that stands here, or empty.
    record Line(long address, String where, String symbol, int word, String instruction) {}

    private Listing() {}

    /// All of it but words of zero, which are room that was never written.
    static List<Line> of(Session session) {
        Machine machine = session.cpuOf(0).machine();
        var slots = new TreeMap<Long, String>();
        session.kernelOf().probes().values().forEach(p -> slots.put(session.kernelOf().slot(p), "slot(" + p.name() + ")"));
        var lines = new ArrayList<Line>();
        for (Region region : machine.memory().regions()) {
            for (long address = region.base(); region.text() && address < region.base() + region.size(); address += 4) {
                int word = machine.memory().word(address);
                if (word != 0) {
                    lines.add(line(machine, slots, address, word));
                }
            }
        }
        return List.copyOf(lines);
    }

    private static Line line(Machine machine, SortedMap<Long, String> slots, long address, int word) {
        String instruction = Disassembler.disassemble(word, address, machine.symbols());
        if (slots.containsKey(address)) {
            return new Line(address, slots.get(address), slots.get(address), word, instruction);
        }
        if (slots.containsKey(address - 4)) {
            return new Line(address, slots.get(address - 4) + "+0x4", "", word, instruction);
        }
        String symbol = machine.symbols().at(address).filter(at -> at.offset() == 0).map(SymbolOffset::symbol).orElse("");
        return new Line(address, machine.symbols().render(address), symbol, word, instruction);
    }
}
