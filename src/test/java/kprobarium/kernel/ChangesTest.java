package kprobarium.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;
import kprobarium.event.Event;
import kprobarium.experiment.Rig;
import kprobarium.machine.Cpu;
import kprobarium.machine.TrapVector;
import kprobarium.schedule.Access;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.RoundRobin;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// The table of changes against what kernels do: each row has something that can be seen on a kernel that has it and on no other, whether
/// it came with a version's files or was brought back.
final class ChangesTest {
    private static final Map<Change, Predicate<String>> SEEN = new LinkedHashMap<>();

    static {
        SEEN.put(Changes.BCEQZ, kernel -> registered(kernel, "bceqz $fcc0, foo", 0) == KernelRig.EINVAL);
        SEEN.put(Changes.ALIGNED, kernel -> registered(kernel, "nop", 2) == KernelRig.EILSEQ);
        SEEN.put(Changes.SLOTLESS, ChangesTest::branchTakesNoSlot);
        SEEN.put(Changes.IBAR, kernel -> !announcedAtArming(kernel, Access.Kind.SYNC).isEmpty());
        SEEN.put(Changes.DIRECT_CALL, ChangesTest::handlerRunsWithInterruptsAsTheyWere);
        SEEN.put(Changes.PREEMPT_OFF, kernel -> inHandler(kernel, Layout.PREEMPT_COUNT) == 1);
        SEEN.put(Changes.NESTED_STEPS, kernel -> !diesOfAHitWhile(kernel, KprobeStatus.KPROBE_HIT_SS)
                && !diesOfAHitWhile(kernel, KprobeStatus.KPROBE_REENTER));
        SEEN.put(Changes.NESTED_HITS, kernel -> nestedPostHandlers(kernel) == 0);
        SEEN.put(Changes.FAULT_HOOK, ChangesTest::faultIsReportedAtTheProbe);
        SEEN.put(Changes.STEP_ADDRESS, ChangesTest::diesAtAStrayBreak);
        SEEN.put(Changes.RECHECK, kernel -> racingDisarm(kernel).stream()
                .noneMatch(List.of("kprobe_pre_handler", "kprobe_breakpoint_handler")::contains));
        SEEN.put(Changes.IRQS_KEPT, ChangesTest::branchKeepsInterruptsOn);
        SEEN.put(Changes.IRQENTRY, ChangesTest::forbidsIrqentryText);
        SEEN.put(Changes.KRETPROBE, kernel -> returnProbes(kernel) instanceof KretprobesHooking);
        SEEN.put(Changes.INST_C, kernel -> refusal(kernel, "ll.w $a0, $a1, 0").startsWith("notice: ll "));
        SEEN.put(Changes.AMO, kernel -> registered(kernel, "amadd.d $a0, $a1, $a2", 0) == KernelRig.EINVAL);
        SEEN.put(Changes.RETHOOK, kernel -> returnProbes(kernel) instanceof Rethook);
        SEEN.put(Changes.IRQS_AT_ENTRY, kernel -> !leavesWithInterruptsOn(kernel));
        SEEN.put(Changes.ATOMICS, kernel -> registered(kernel, ".word 0x38578000", 0) == KernelRig.EINVAL);
        SEEN.put(Changes.STRAY_STEP, kernel -> preemptCountAtStrayStep(kernel) == 0);
        SEEN.put(Changes.PER_CPU_BASE, kernel -> !new KernelRig(kernel, "foo: jr $ra").k.arch.trampolineRestores(Tasks.PER_CPU_BASE));
        SEEN.put(Changes.FATAL_RECURSION, kernel -> diesOfAHitWhile(kernel, KprobeStatus.KPROBE_HIT_SS)
                && diesOfAHitWhile(kernel, KprobeStatus.KPROBE_REENTER));
        SEEN.put(Changes.TEXT_COPY, kernel -> announcedAtArming(kernel, Access.Kind.UPDATE).contains(StopMachine.ARRIVED));
    }

    /// What a row says is seen on these too, for another reason.
    private static boolean isSeenForAnotherReason(Change change, KernelVersion version) {
        return change.equals(Changes.FATAL_RECURSION) && !version.changes().contains(Changes.NESTED_STEPS)
                || change.equals(Changes.IRQS_AT_ENTRY) && !version.changes().contains(Changes.DIRECT_CALL)
                || change.equals(Changes.STRAY_STEP) && !version.changes().contains(Changes.PREEMPT_OFF);
    }

    private static boolean isUndone(Change change, KernelVersion version) {
        return change.equals(Changes.NESTED_STEPS) && version.changes().contains(Changes.FATAL_RECURSION);
    }

    static final List<Change> ALL = Changes.ALL;

    @Test
    void every_change_is_put_to_the_test() {
        assertEquals(Changes.ALL, List.copyOf(SEEN.keySet()));
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void a_change_is_seen_on_the_versions_that_have_it_and_on_no_other(Change change) {
        for (KernelVersion version : Kernels.VERSIONS) {
            if (isSeenForAnotherReason(change, version)) continue;
            boolean has = version.changes().contains(change) && !isUndone(change, version);
            assertEquals(has, SEEN.get(change).test(version.name()), change.name() + " on " + version.name());
        }
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void a_change_that_is_brought_back_is_seen_there(Change change) {
        if (!change.isPatch()) return;
        List<String> kernels = Kernels.versions().stream()
                .flatMap(version -> Stream.of(version, version + "+" + change.needs()))
                .map(kernel -> kernel + "+" + change.name()).filter(kernel -> Kernels.find(kernel).isPresent()).toList();
        assertTrue(!kernels.isEmpty(), change.name());
        for (String kernel : kernels) assertTrue(SEEN.get(change).test(kernel), kernel);
    }

    private static long registered(String kernel, String instruction, int offset) {
        KernelRig rig = new KernelRig(kernel, "foo: " + instruction + "\n jr $ra");
        return rig.register(rig.probe("p", rig.address("foo") + offset));
    }

    private static boolean forbidsIrqentryText(String kernel) {
        KernelRig rig = new KernelRig(kernel, "foo: nop\n jr $ra");
        rig.k.arch.archPopulateKprobeBlacklist(List.of("foo"));
        return rig.register(rig.probe("p", "foo")) == KernelRig.EINVAL;
    }

    private static Kretprobes returnProbes(String kernel) {
        return new KernelRig(kernel, "foo: jr $ra").k.arch.kretprobes();
    }

    private static boolean faultIsReportedAtTheProbe(String kernel) {
        KernelRig rig = new KernelRig(kernel, "foo: ld.d $a0, $a0, 0\n jr $ra");
        rig.register(rig.probe("p", "foo"));
        rig.guest("foo", 0x9000_0000_7000_0000L);
        return rig.k.oopses().getFirst().era() == rig.address("foo");
    }

    private static String refusal(String kernel, String instruction) {
        KernelRig rig = new KernelRig(kernel, "foo: " + instruction + "\n jr $ra");
        rig.register(rig.probe("p", "foo"));
        return rig.logged().getFirst();
    }

    private static boolean branchTakesNoSlot(String kernel) {
        KernelRig rig = new KernelRig(kernel, "foo: b 4\n jr $ra");
        rig.register(rig.probe("p", "foo"));
        return rig.k.slotsUsed() == 0;
    }

    private static boolean branchKeepsInterruptsOn(String kernel) {
        KernelRig rig = new KernelRig(kernel, "foo: b 4\n csrrd $a0, 0x0\n jr $ra");
        rig.register(rig.probe("p", "foo"));
        return (rig.guest("foo").orElseThrow() & Cpu.IE) != 0;
    }

    /// What is announced of this kind by either CPU while CPU 0 registers a probe, where a fetch may be older than a store.
    private static List<Long> announcedAtArming(String kernel, Access.Kind kind) {
        Rig rig = Experiments.rig(Experiments.named("arm-visibility"), kernel);
        List<Long> addresses = new ArrayList<>();
        rig.play(point -> {
            for (Cpu cpu : rig.machine().cpus()) {
                Optional<Access> access = rig.machine().announced(cpu).filter(announced -> announced.kind() == kind);
                if (access.isPresent() && (kind != Access.Kind.SYNC || cpu.number() == 0)) addresses.add(access.get().address());
            }
            return 0;
        }, 2000);
        return addresses;
    }

    /// A word of the task's own data as a pre_handler sees it.
    private static long inHandler(String kernel, int offset) {
        KernelRig rig = new KernelRig(kernel, """
                foo:     addi.d   $a0, $a0, 1
                         jr       $ra
                handler: la.local $t0, data
                         ld.d     $t1, $t0, 0
                         ld.d     $t1, $t1, 0
                         st.d     $t1, $t0, 0
                         move     $a0, $zero
                         jr       $ra
                """, "data: .dword 0x%x".formatted(Layout.perTask(0, offset)));
        rig.handled("p", "foo", "handler");
        rig.guest("foo", 41);
        return rig.at("data");
    }

    /// Neither in a notifier's RCU read section nor with interrupts on where the probed code has them off.
    private static boolean handlerRunsWithInterruptsAsTheyWere(String kernel) {
        KernelRig rig = new KernelRig(kernel, """
                foo:     li.d     $t0, 4
                         csrxchg  $zero, $t0, 0x0
                bar:     addi.d   $a0, $a0, 1
                         jr       $ra
                handler: la.local $t0, data
                         csrrd    $t1, 0x0
                         st.d     $t1, $t0, 0
                         move     $a0, $zero
                         jr       $ra
                """, "data: .dword 0");
        rig.handled("p", "bar", "handler");
        rig.guest("foo", 41);
        return inHandler(kernel, Layout.RCU_NESTING) == 0 && (rig.at("data") & Cpu.IE) == 0;
    }

    /// p's handler makes its control block say `status`, and hits q.
    private static boolean diesOfAHitWhile(String kernel, long status) {
        KernelRig rig = new KernelRig(kernel, NESTED.formatted("la.local $t0, data\n ld.d $t1, $t0, 0\n li.d $t0, " + status
                + "\n st.d $t0, $t1, 0"), "data: .dword 0x%x".formatted(Layout.perCpu(0, Layout.KPROBE_CTLBLK + KprobeCtlblk.STATUS)));
        rig.register(rig.k.kprobe("q", rig.address("bar"), 0, 0, false));
        rig.handled("p", "foo", "handler");
        play(rig);
        return rig.k.oopses().stream().anyMatch(oops -> oops.function().equals("reenter_kprobe"));
    }

    /// Calls foo(), which may never end.
    private static void play(KernelRig rig) {
        rig.k.tasks.inject(rig.machine.cpu(0), rig.k.tasks.prepare(new Job.Guest("foo", rig.address("foo"), List.of())));
        rig.rig.play(new RoundRobin(), 300);
    }

    private static final String NESTED = """
            foo:     addi.d  $a0, $a0, 1
                     jr      $ra
            bar:     addi.d  $a1, $a1, 1
                     jr      $ra
            handler: addi.d  $sp, $sp, -16
                     st.d    $ra, $sp, 8
                     %s
                     bl      bar
                     ld.d    $ra, $sp, 8
                     addi.d  $sp, $sp, 16
                     move    $a0, $zero
                     jr      $ra
            """;

    private static long nestedPostHandlers(String kernel) {
        KernelRig rig = new KernelRig(kernel, NESTED.formatted("nop"));
        Kprobe q = rig.k.kprobe("q", rig.address("bar"), 0, Kprobe.COUNT, false);
        rig.register(q);
        rig.handled("p", "foo", "handler");
        rig.guest("foo");
        return rig.k.postHandled(q);
    }

    private static boolean diesAtAStrayBreak(String kernel) {
        KernelRig rig = new KernelRig(kernel, """
                foo:     addi.d  $a0, $a0, 1
                         jr      $ra
                handler: break   11
                         move    $a0, $zero
                         jr      $ra
                """);
        rig.handled("p", "foo", "handler");
        play(rig);
        return !rig.k.oopses().isEmpty() && rig.k.oopses().getFirst().era() == rig.address("handler");
    }

    /// The functions in which a CPU dies that hits a probe while another takes it away, over many schedules.
    private static List<String> racingDisarm(String kernel) {
        List<String> functions = new ArrayList<>();
        for (int seed = 0; seed < 150; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Rig rig = Experiments.rig(Experiments.named("disarm-race").variants().getFirst(), kernel);
            rig.play((ChoicePoint point) -> random.nextInt(point.size()), 2000);
            rig.kernel().oopses().forEach(oops -> functions.add(oops.function()));
        }
        return functions;
    }

    /// Whether interrupts are on when the handler of a break that starts a step has ended and the registers are about to come back.
    private static boolean leavesWithInterruptsOn(String kernel) {
        KernelRig rig = new KernelRig(kernel, "foo: addi.d $a0, $a0, 1\n jr $ra");
        rig.register(rig.probe("p", "foo"));
        List<Boolean> on = new ArrayList<>();
        rig.machine.attach((TrapVector) Proxy.newProxyInstance(TrapVector.class.getClassLoader(), new Class<?>[] {TrapVector.class},
                (_, method, arguments) -> {
                    if (method.getName().equals("ended") && (int) arguments[1] >= Kernel.EXCEPTION) {
                        on.add(rig.machine.cpu(0).interruptsOn());
                    }
                    try {
                        return method.invoke(rig.k, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }), rig.machine.symbols());
        rig.guest("foo");
        return on.contains(true);
    }

    private static long preemptCountAtStrayStep(String kernel) {
        List<Long> counts = new ArrayList<>();
        Rig[] rig = new Rig[1];
        rig[0] = Experiments.rig(Experiments.of("""
                experiment: stray-step
                about: A break that ends no step.
                text: |
                  foo: break 11
                cpus: { 0: [ foo() ] }
                expect: { v1: { never: [ deadlock ] } }
                """), kernel, event -> {
            if (event instanceof Event.Oops) counts.add(rig[0].kernel().preemptCount(rig[0].machine().cpu(0)));
        });
        rig[0].play(new RoundRobin(), 200);
        return counts.getFirst();
    }
}
