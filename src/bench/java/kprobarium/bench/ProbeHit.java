package kprobarium.bench;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import kprobarium.engine.Halt;
import kprobarium.event.EventSink;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Rig;
import kprobarium.experiment.file.ExperimentFile;
import kprobarium.experiment.file.Parsed;
import kprobarium.kernel.Kernels;
import kprobarium.machine.Cpu;

/// What does a probe hit cost? A function is called in a loop on one CPU, with a probe at its entry whose pre_handler and post_handler
/// count, and without: the difference, by the CPU time of the thread, is two traps (`break`, do_bp, kprobe_breakpoint_handler, the slot;
/// `break`, do_bp, kprobe_singlestep_handler), both with all of the kernel's state. One hit is like the other, so after the first few the
/// routines are repeated by [habit][kprobarium.machine.Machine#handle] and not called. Handlers that look at what changes, or are guest
/// code, cost more; and so does any while somebody listens to events, which is measured besides.
///
/// `java -cp target/kprobarium-bench.jar kprobarium.bench.ProbeHit [SECONDS [KERNEL...]]`
final class ProbeHit {
    private static final long TURNS_AT_ONCE = 100_000;
    /// `bl`, `addi.d`, `jr`, `addi.d`, `bnez`: what is stepped in the slot counts once, and no `break` does.
    private static final int INSTRUCTIONS_A_TURN = 5;
    private static final int WARMUPS = 3;
    private static final int ROUNDS = 5;
    private static final double NANOSECONDS = 1e9;
    private static final List<String> KERNELS = List.of("v1", "linux-6.3", "linux-6.12", "mainline");

    private static final String TEXT = """
            experiment: probe-hit
            about: A function is called in a loop.
            text: |
              foo:   addi.d  $a0, $a0, 1
                     jr      $ra
              calls: move    $t8, $ra
              again: bl      foo
                     addi.d  $a1, $a1, -1
                     bnez    $a1, again
                     jr      $t8
            kprobes: { p: { at: foo, pre_handler: count, post_handler: count%s } }
            cpus: { 0: [ "calls(0, -1)" ] }
            search: one schedule
            expect: { mainline: { never: [ oops ] } }
            """;

    /// What a turn of the loop takes, in nanoseconds, round by round, sorted.
    private static double[] turns(String kernel, boolean probed, Optional<EventSink> listener, double seconds) {
        Rig rig = Rig.prepare(experiment(probed), Kernels.find(kernel).orElseThrow(), listener);
        rig.machine().state().makePlain();
        rig.start();
        double[] rounds = new double[ROUNDS];
        for (int round = -WARMUPS; round < ROUNDS; round++) {
            long took = 0;
            long turns = 0;
            while (took < seconds * NANOSECONDS) {
                took += run(rig, probed);
                turns += TURNS_AT_ONCE;
            }
            if (round >= 0) rounds[round] = (double) took / turns;
        }
        Arrays.sort(rounds);
        return rounds;
    }

    private static Experiment experiment(boolean probed) {
        String text = TEXT.formatted(probed ? "" : ", state: unregistered");
        Parsed parsed = ExperimentFile.read("probe-hit", text, kprobarium.experiment.file.Kernels.simulated());
        return parsed.experiment().orElseThrow(() -> new IllegalStateException(parsed.diagnostics().toString()));
    }

    private static long run(Rig rig, boolean probed) {
        Cpu cpu = rig.machine().cpu(0);
        long calls = cpu.get(Cpu.A0);
        long hits = hits(rig);
        long before = cpuTime();
        Halt end = rig.machine().run(cpu, TURNS_AT_ONCE * INSTRUCTIONS_A_TURN);
        long took = cpuTime() - before;
        calls = cpu.get(Cpu.A0) - calls;
        hits = hits(rig) - hits;
        if (end != Halt.BUDGET || Math.abs(calls - TURNS_AT_ONCE) > 1 || Math.abs(hits - (probed ? calls : 0)) > 1) {
            throw new IllegalStateException(end + " after " + calls + " calls and " + hits + " hits");
        }
        return took;
    }

    private static long hits(Rig rig) {
        return rig.kernel().hits(rig.kernel().probes().get("p"));
    }

    private static long cpuTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    public static void main(String... arguments) {
        double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 1;
        List<String> kernels = arguments.length > 1 ? Stream.of(arguments).skip(1).toList() : KERNELS;
        System.out.println("Hits of one probe on one core, median of " + ROUNDS + " rounds and the range, by the thread's CPU time;");
        System.out.println("a hit is a probed call less an unprobed one. Linux 6.12 under QEMU 7.2's TCG: 0.75 million a second.");
        System.out.printf("%-12s %12s %12s %10s %22s %20s%n", "kernel", "unprobed ns", "probed ns", "ns a hit", "million hits/s",
                "while listened to");
        for (String kernel : kernels) {
            double unprobed = turns(kernel, false, Optional.empty(), seconds / 4)[ROUNDS / 2];
            double[] probed = turns(kernel, true, Optional.empty(), seconds);
            double[] listenedTo = turns(kernel, true, Optional.of(_ -> {}), seconds / 4);
            double hit = probed[ROUNDS / 2] - unprobed;
            System.out.printf(Locale.ROOT, "%-12s %12.1f %12.1f %10.1f %9.2f (%.2f–%.2f) %20.2f%n", kernel, unprobed, probed[ROUNDS / 2],
                    hit, 1e3 / hit, 1e3 / (probed[ROUNDS - 1] - unprobed), 1e3 / (probed[0] - unprobed),
                    1e3 / (listenedTo[ROUNDS / 2] - unprobed));
        }
    }

    private ProbeHit() {}
}
