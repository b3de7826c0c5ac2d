package kprobarium.experiment;

import java.util.List;

/// An interrupt of the machine.
///
/// @param handler what the kernel calls for it, in hardirq context: a label of the text, `count` or `none`
/// @param cpus    where it may come; empty for everywhere
/// @param atMost  how often it may come on each of them, unless it is sent
public record InterruptDecl(String name, Handler handler, List<Integer> cpus, int atMost, InterruptSource source) {
    public InterruptDecl {
        cpus = List.copyOf(cpus);
    }
}
