package kprobarium.experiment;

import java.util.List;

/// The functions of the text that the kernel was built with as not to be probed.
///
/// @param nokprobe those marked NOKPROBE_SYMBOL
/// @param irqentry those in irqentry text, which not every kernel forbids
public record NoProbe(List<String> nokprobe, List<String> irqentry) {
    public static final NoProbe NOTHING = new NoProbe(List.of(), List.of());

    public NoProbe {
        nokprobe = List.copyOf(nokprobe);
        irqentry = List.copyOf(irqentry);
    }
}
