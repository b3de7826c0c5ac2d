package kprobarium.experiment;

import kprobarium.machine.MemoryOrder;

/// In which order the accesses of one CPU are seen by the others.
public enum DataOrder implements Word {
    SC("sc", "Sequential consistency: at once, in program order.", MemoryOrder.SC),
    TSO("tso", "Total store order: stores wait in one queue for each CPU, and loads overtake them.", MemoryOrder.TSO),
    PSO("pso", "Partial store order: stores wait in a queue for each CPU and each aligned eight bytes.", MemoryOrder.PSO),
    LA("la", "LoongArch's own: as `pso`, and a load may see an older value unless `dbar`, an address dependency or an atomic instruction"
            + " forbids it. A load that overtakes nothing but is overtaken by a later store is not looked for.", MemoryOrder.LA);

    private final String word;
    private final String doc;
    private final MemoryOrder order;

    DataOrder(String word, String doc, MemoryOrder order) {
        this.word = word;
        this.doc = doc;
        this.order = order;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public String doc() {
        return doc;
    }

    MemoryOrder order() {
        return order;
    }
}
