package kprobarium.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kprobarium.event.Event;
import kprobarium.experiment.CpuField;
import kprobarium.experiment.ProbeField;
import kprobarium.experiment.Rig;
import kprobarium.schedule.RoundRobin;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Exceptions that nobody handles: what they leave behind, and what the kernel says.
class DyingTest {
    private static final int ENOUGH_STEPS = 3000;
    private static final long EFAULT = -14;

    private final List<Event> events = new ArrayList<>();
    private String undefined = ".word 0xffffffff";

    private Rig played(String kernel, String kprobes, String... calls) {
        StringBuilder cpus = new StringBuilder();
        for (int cpu = 0; cpu < calls.length; cpu++) {
            cpus.append(cpu == 0 ? "" : ", ").append(cpu).append(": [ ").append(calls[cpu]).append(" ]");
        }
        Rig rig = Experiments.rig(Experiments.of("""
                experiment: dying
                about: Exceptions in kernel mode and in user mode.
                text: |
                  ade:     lu52i.d $t0, $zero, 0x123
                  adeload: ld.d $a0, $t0, 0
                  adedone: jr $ra
                  ale:     la $t0, item
                  aleload: amadd_db.d $a0, $zero, $t0
                           jr $ra
                  ri:      nop
                  undef:   %s
                           jr $ra
                  foo:     addi.d $a0, $a0, 1
                           jr $ra
                  stray:   break 11
                           jr $ra
                  nul:     ld.d $a0, $zero, 0
                           jr $ra
                  eleven:  break 11
                           jr $ra
                  ten:     break 10
                           jr $ra
                  over:    break 6
                           jr $ra
                  div:     break 7
                           jr $ra
                  wild:    la $t0, item
                           ld.d $a0, $t0, 0
                           jr $ra
                data: |
                  item: .dword 0
                pages: { eleven: user, ten: user, over: user, div: user, wild: user }
                extable: { adeload: { fixup: adedone, error: a0 } }
                kprobes: { %s }
                cpus: { %s }
                search: one schedule
                expect: { v1: { never: [ deadlock ] } }
                """.formatted(undefined, kprobes, cpus)), kernel, events::add);
        rig.play(new RoundRobin(), ENOUGH_STEPS);
        return rig;
    }

    private List<String> logged() {
        return events.stream().filter(Event.Logged.class::isInstance).map(Event.Logged.class::cast).map(Event.Logged::text).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "linux-6.12", "mainline"})
    void an_address_error_has_a_fixup_where_no_probe_is(String kernel) {
        Rig rig = played(kernel, "", "ade()");
        assertEquals(List.of(), rig.oopses());
        assertEquals(EFAULT, rig.register(0, 4));
    }

    @Test
    void an_address_error_in_a_slot_has_none_and_leaves_its_probe_current() {
        Rig rig = played("linux-6.12", "first: foo, second: ri, p: adeload", "ade()");
        assertEquals("Kernel ade access", rig.oopses().getFirst().message());
        assertEquals(rig.slot("p"), rig.oopses().getFirst().era());
        assertEquals(KprobeStatus.KPROBE_HIT_SS, rig.cpu(0, CpuField.KPROBE_STATUS));
        assertEquals(rig.probeAddressOf("p"), rig.cpu(0, CpuField.CURRENT_KPROBE));
        assertEquals(0, rig.cpu(0, CpuField.PREEMPT_COUNT));
        assertTrue(logged().contains("Kernel ade access[#1]:"), logged()::toString);
    }

    @Test
    void a_death_in_the_first_slot_of_its_page_never_ends_its_report() {
        Rig rig = played("linux-6.12", "p: undef", "ri()");
        assertEquals(1, rig.oopses().size());
        assertTrue(rig.deadlock(), "the second die() waits for the lock of the first");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"do_fpu | fadd.d $fa0, $fa0, $fa0", "do_lsx | vadd.b $vr0, $vr0, $vr0",
        "do_lasx | xvadd.b $xr0, $xr0, $xr0"})
    void the_kernel_dies_of_a_unit_that_is_off(String function, String instruction) {
        undefined = instruction;
        Rig rig = played("linux-6.12", "", "ri()");
        assertEquals(function + " invoked from kernel context!", rig.oopses().getFirst().message());
        assertEquals(function, rig.oopses().getFirst().function());
    }

    @Test
    void v1_has_no_hook_so_that_the_report_ends() {
        Rig rig = played("v1", "p: undef", "ri()");
        assertEquals("Reserved instruction in kernel code", rig.oopses().getFirst().message());
        assertFalse(rig.deadlock());
        assertTrue(logged().contains(" (Bad address in era)"), logged()::toString);
    }

    @Test
    void a_report_has_the_lines_of_the_kernel() {
        played("linux-6.12", "", "nul()");
        List<String> lines = logged();
        assertEquals("CPU 0 Unable to handle kernel paging request at virtual address 0000000000000000, era == 9000000000200040, "
                + "ra == 9000000000000ff0", lines.get(0));
        assertEquals("Oops[#1]:", lines.get(1));
        assertTrue(lines.get(2).startsWith("pc 9000000000200040 ra 9000000000000ff0 tp 0000000000000000 sp "), lines.get(2));
        assertTrue(lines.contains("  ERA: 9000000000200040 nul"), lines::toString);
        assertTrue(lines.contains(" PRMD: 00000004 (PPLV0 +PIE -PWE)"), lines::toString);
        assertTrue(lines.contains("ESTAT: 00010000 [PIL] (IS= ECode=1 EsubCode=0)"), lines::toString);
        assertTrue(lines.contains("Code: 4c000020  002a000b  4c000020 <28c00004> 4c000020  ........  ........  ........  ........ "),
                lines::toString);
    }

    @Test
    void a_break_that_ends_no_step_takes_preempt_count_below_zero_and_so_looks_like_an_interrupt() {
        Rig rig = played("linux-6.3", "", "stray(), foo(1)", "foo(41)");
        assertTrue(rig.kernel().panicked());
        assertTrue(logged().contains("Kernel panic - not syncing: Fatal exception in interrupt"), logged()::toString);
        rig = played("linux-6.12", "", "stray(), foo(1)", "foo(41)");
        assertFalse(rig.kernel().panicked());
        assertEquals(1, rig.oopses().size());
    }

    @ParameterizedTest
    @CsvSource({"eleven, 5", "ten, 5", "over, 8", "div, 8", "wild, 7"})
    void an_exception_in_user_mode_is_a_signal(String function, int signal) {
        for (String kernel : List.of("v1", "linux-6.12", "mainline")) {
            Rig rig = played(kernel, "", "user " + function + "(), foo(41)");
            assertEquals(List.of(), rig.oopses());
            assertEquals(signal, rig.cpu(0, CpuField.SIGNAL));
            assertEquals(42, rig.register(0, 4), "the task goes on");
        }
    }

    @ParameterizedTest
    @CsvSource({"linux-6.3, -2", "linux-6.12, 0", "mainline, -2"})
    void break_11_from_user_mode_lowers_preempt_count(String kernel, long count) {
        Rig rig = played(kernel, "", "user eleven(), user eleven()");
        assertEquals(List.of(), rig.oopses());
        assertEquals(count, rig.cpu(0, CpuField.PREEMPT_COUNT));
        assertEquals(count != 0, logged().contains("BUG: scheduling while atomic: cpu0/1/0xffffffff"));
    }

    @Test
    void an_oops_in_a_handler_leaves_preemption_off_to_the_end_of_the_task() {
        Rig rig = played("linux-6.12", "p: { at: foo, pre_handler: nul }", "foo(1)");
        assertEquals(1, rig.oopses().size());
        assertEquals(KprobeStatus.KPROBE_HIT_ACTIVE, rig.cpu(0, CpuField.KPROBE_STATUS));
        assertEquals(1, rig.probe("p", ProbeField.HITS));
        assertTrue(logged().contains("note: cpu0[1] exited with preempt_count 1"), logged()::toString);
    }
}
