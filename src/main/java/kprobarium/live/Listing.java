package kprobarium.live;

import java.util.ArrayList;
import java.util.List;
import kprobarium.experiment.Session;
import kprobarium.isa.Disassembler;
import kprobarium.machine.Machine;
import kprobarium.machine.Memory.Region;

/// The guest's text as memory holds it now: with every `break` that is armed, and the slots that are in use.
final class Listing {
    /// One word of text. `symbol` is the label that stands here, or empty.
    record Line(long address, String where, String symbol, int word, String instruction) {}

    private Listing() {}

    /// All of it but words of zero, which are room that was never written.
    static List<Line> of(Session session) {
        Machine machine = session.cpuOf(0).machine();
        var lines = new ArrayList<Line>();
        for (Region region : machine.memory().regions()) {
            for (long address = region.base(); region.text() && address < region.base() + region.size(); address += 4) {
                int word = machine.memory().word(address);
                if (word != 0) {
                    lines.add(line(machine, address, word));
                }
            }
        }
        return List.copyOf(lines);
    }

    private static Line line(Machine machine, long address, int word) {
        String symbol = machine.symbols().at(address).filter(at -> at.offset() == 0).map(at -> at.symbol()).orElse("");
        return new Line(address, machine.symbols().render(address), symbol, word, Disassembler.disassemble(word, address, machine.symbols()));
    }
}
