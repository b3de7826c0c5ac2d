package kprobarium.live;

import java.util.List;
import java.util.stream.IntStream;
import kprobarium.kernel.CurrentKprobe;
import kprobarium.kernel.Kprobe;
import kprobarium.kernel.KprobeCtlblk;
import kprobarium.kernel.KprobeStatus;
import kprobarium.machine.Cpu;

/// One CPU from the inside: its registers, its `current_kprobe`, its `kprobe_ctlblk`'s status.
record CpuState(long pc, String where, List<Long> gprs, List<Csr> csrs, String currentKprobe, String kprobeStatus) {
    record Csr(String name, long value) {}

    static CpuState of(Cpu cpu, CurrentKprobe currentKprobe, KprobeCtlblk kprobeCtlblk) {
        List<Csr> csrs = List.of(
                new Csr("crmd", cpu.readCsr(Cpu.CRMD)), new Csr("prmd", cpu.readCsr(Cpu.PRMD)), new Csr("estat", cpu.readCsr(Cpu.ESTAT)),
                new Csr("era", cpu.readCsr(Cpu.ERA)), new Csr("badv", cpu.readCsr(Cpu.BADV)), new Csr("badi", cpu.readCsr(Cpu.BADI)),
                new Csr("llbctl", cpu.readCsr(Cpu.LLBCTL)));
        return new CpuState(cpu.pc(), cpu.machine().symbols().render(cpu.pc()), IntStream.range(0, 32).mapToObj(cpu::get).toList(), csrs,
                currentKprobe.now().map(Kprobe::name).orElse(""), KprobeStatus.name(kprobeCtlblk.statusNow()));
    }
}
