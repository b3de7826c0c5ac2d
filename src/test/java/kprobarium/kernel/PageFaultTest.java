package kprobarium.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import kprobarium.experiment.CpuField;
import kprobarium.experiment.ProbeField;
import kprobarium.experiment.Rig;
import kprobarium.schedule.RoundRobin;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A probed load of user memory, as the FAULT lines of the recordings have it.
class PageFaultTest {
    private static final long EFAULT = -14;
    private static final int ENOUGH_STEPS = 5000;

    private static Rig played(String kernel, String kprobes, String calls) {
        Rig rig = Experiments.rig(Experiments.of("""
                experiment: faults
                about: Loads of user memory.
                text: |
                  get:     move $t1, $zero
                           la $t0, buf
                  load:    ld.d $a0, $t0, 0
                           move $a0, $zero
                  done:    jr $ra
                  bad:     la $t0, gone
                  badload: ld.d $a0, $t0, 0
                           move $a0, $zero
                  baddone: jr $ra
                  outer:   addi.d $a0, $zero, 100
                           jr $ra
                  nested:  addi.d $sp, $sp, -16
                           st.d $ra, $sp, 8
                           csrrd $t0, 0
                           la $t1, before
                           st.d $t0, $t1, 0
                           bl bad
                           csrrd $t0, 0
                           la $t1, after
                           st.d $t0, $t1, 0
                           move $a0, $zero
                           ld.d $ra, $sp, 8
                           addi.d $sp, $sp, 16
                           jr $ra
                  atomic:  addi.d $sp, $sp, -16
                           st.d $ra, $sp, 8
                           bl get
                           la $t1, after
                           st.d $a0, $t1, 0
                           move $a0, $zero
                           ld.d $ra, $sp, 8
                           addi.d $sp, $sp, 16
                           jr $ra
                data: |
                  before: .dword 0
                  after:  .dword 0
                  buf:    .dword 7
                  gone:   .dword 0
                pages: { buf: demand, gone: absent }
                extable:
                  load: { fixup: done, error: a0 }
                  badload: { fixup: baddone, error: a0 }
                kprobes: { %s }
                cpus: { 0: [ %s ] }
                search: one schedule
                expect: { v1: { never: [ deadlock ] } }
                """.formatted(kprobes, calls)), kernel);
        rig.play(new RoundRobin(), ENOUGH_STEPS);
        return rig;
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "linux-6.3", "linux-6.12", "mainline"})
    void a_bad_user_address_is_an_error_where_no_probe_is(String kernel) {
        Rig rig = played(kernel, "", "bad()");
        assertEquals(List.of(), rig.oopses());
        assertEquals(EFAULT, rig.register(0, 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux-6.3", "linux-6.12", "mainline"})
    void a_probed_load_of_a_bad_user_address_is_the_same_error(String kernel) {
        Rig rig = played(kernel, "b: { at: badload, pre_handler: count, post_handler: count }", "bad()");
        assertEquals(List.of(), rig.oopses());
        assertEquals(EFAULT, rig.register(0, 4));
        assertEquals(1, rig.probe("b", ProbeField.HITS));
        assertEquals(0, rig.probe("b", ProbeField.POST_HANDLED));
        assertEquals(0, rig.cpu(0, CpuField.CURRENT_KPROBE));
        assertEquals(KprobeStatus.KPROBE_HIT_SS, rig.cpu(0, CpuField.KPROBE_STATUS));
        assertEquals(0, rig.cpu(0, CpuField.PREEMPT_COUNT));
        assertEquals(1, rig.cpu(0, CpuField.CRMD_IE));
    }

    @Test
    void v1_looks_for_the_slot_in_the_exception_table_and_dies() {
        Rig rig = played("v1", "b: { at: badload, pre_handler: count }", "bad()");
        assertEquals(rig.slot("b"), rig.oopses().getFirst().era());
        assertEquals("do_page_fault", rig.oopses().getFirst().function());
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux-6.3", "linux-6.12", "mainline"})
    void a_page_that_comes_on_demand_has_the_pre_handler_run_twice(String kernel) {
        Rig rig = played(kernel, "b: { at: load, pre_handler: count, post_handler: count }", "get()");
        assertEquals(0, rig.register(0, 4));
        assertEquals(2, rig.probe("b", ProbeField.HITS));
        assertEquals(1, rig.probe("b", ProbeField.POST_HANDLED));

        rig = played(kernel, "b: { at: load, pre_handler: count, post_handler: count }", "get(), get()");
        assertEquals(3, rig.probe("b", ProbeField.HITS));
        assertEquals(2, rig.probe("b", ProbeField.POST_HANDLED));
        assertEquals(KprobeStatus.KPROBE_HIT_SSDONE, rig.cpu(0, CpuField.KPROBE_STATUS));
        assertEquals(0, rig.cpu(0, CpuField.PREEMPT_COUNT));
    }

    @Test
    void v1_brings_the_page_and_goes_on_in_the_slot() {
        Rig rig = played("v1", "b: { at: load, pre_handler: count, post_handler: count }", "get()");
        assertEquals(List.of(), rig.oopses());
        assertEquals(1, rig.probe("b", ProbeField.HITS));
        assertEquals(1, rig.probe("b", ProbeField.POST_HANDLED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux-6.3", "linux-6.12", "mainline"})
    void a_nested_fault_leaves_interrupts_off_for_the_rest_of_the_handler(String kernel) {
        Rig rig = played(kernel, "a: { at: outer, pre_handler: nested, post_handler: count }, b: { at: badload, pre_handler: count }",
                "outer()");
        assertEquals(List.of(), rig.oopses());
        assertEquals(100, rig.register(0, 4));
        assertEquals(1, rig.probe("b", ProbeField.NMISSED));
        assertEquals(0, rig.probe("b", ProbeField.HITS));
        assertEquals(1, rig.probe("a", ProbeField.POST_HANDLED));
        assertEquals(4, rig.memory(rig.address("before")) & 4);
        assertEquals(0, rig.memory(rig.address("after")) & 4);
        assertEquals(1, rig.cpu(0, CpuField.CRMD_IE));
    }

    @Test
    void with_preemption_off_nothing_is_brought() {
        Rig rig = played("mainline", "a: { at: outer, pre_handler: atomic }", "outer()");
        assertEquals(List.of(), rig.oopses());
        assertEquals(100, rig.register(0, 4));
        assertEquals(EFAULT, rig.memory(rig.address("after")));
    }
}
