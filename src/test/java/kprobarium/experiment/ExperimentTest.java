package kprobarium.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;

import org.junit.jupiter.api.Test;

import kprobarium.experiment.Setting.MachineSetting;
import kprobarium.experiment.Setting.OfMachine;
import kprobarium.experiment.Setting.OfProbe;
import kprobarium.experiment.Setting.ProbeSetting;

class ExperimentTest {
    private static final KprobeDecl P = new KprobeDecl("p", "foo", new Handler.None(), new Handler.Count(), ProbeState.ARMED);
    private static final KprobeDecl Q = new KprobeDecl("q", "bar", new Handler.Guest("h"), new Handler.None(), ProbeState.ARMED);

    private static Experiment experiment(Sweep... sweeps) {
        return new Experiment("x", "About x.", "x.yaml", "foo: jr $ra\n", 4, 3, "", List.of(P, Q),
                List.of(new CpuProgram(0, List.of(new Call.GuestCall("foo", List.of(41L))))), List.of(), MachineConfig.DEFAULT,
                Search.oneSchedule(), List.of(sweeps), List.of(), List.of());
    }

    @Test
    void without_a_sweep_an_experiment_is_its_own_variant() {
        assertEquals(List.of(experiment()), experiment().variants());
    }

    @Test
    void a_variant_has_its_value_set_and_its_name_says_so() {
        var variants = experiment(new Sweep(new OfProbe("q", ProbeSetting.AT), List.of("bar", "bar+0x4"))).variants();
        assertEquals(List.of("x [q.at=bar]", "x [q.at=bar+0x4]"), variants.stream().map(Experiment::name).toList());
        assertEquals(List.of("bar", "bar+0x4"), variants.stream().map(v -> v.kprobes().get(1).at()).toList());
        assertEquals(List.of(P, P), variants.stream().map(v -> v.kprobes().getFirst()).toList());
        assertEquals(List.of(), variants.getFirst().sweeps());
        assertEquals(List.of(variants.getLast()), variants.getLast().variants());
    }

    @Test
    void sweeps_multiply_and_the_last_varies_fastest() {
        var variants = experiment(
                new Sweep(new OfMachine(MachineSetting.FETCH), List.of("coherent", "bus")),
                new Sweep(new OfProbe("p", ProbeSetting.STATE), List.of("armed", "disabled", "unregistered"))).variants();
        assertEquals(List.of(
                "x [machine.fetch=coherent, p.state=armed]",
                "x [machine.fetch=coherent, p.state=disabled]",
                "x [machine.fetch=coherent, p.state=unregistered]",
                "x [machine.fetch=bus, p.state=armed]",
                "x [machine.fetch=bus, p.state=disabled]",
                "x [machine.fetch=bus, p.state=unregistered]"), variants.stream().map(Experiment::name).toList());
        assertEquals(Fetch.BUS, variants.getLast().machine().fetch());
        assertEquals(ProbeState.UNREGISTERED, variants.getLast().kprobes().getFirst().state());
    }

    @Test
    void handlers_and_preemption_can_be_swept() {
        var last = experiment(
                new Sweep(new OfProbe("p", ProbeSetting.PRE_HANDLER), List.of("none", "h")),
                new Sweep(new OfProbe("q", ProbeSetting.POST_HANDLER), List.of("count")),
                new Sweep(new OfMachine(MachineSetting.PREEMPT), List.of("full", "none"))).variants().getLast();
        assertEquals("x [p.pre_handler=h, q.post_handler=count, machine.preempt=none]", last.name());
        assertEquals(new Handler.Guest("h"), last.kprobes().getFirst().preHandler());
        assertEquals(new Handler.Count(), last.kprobes().getLast().postHandler());
        assertEquals(Preempt.NONE, last.machine().preempt());
    }

    @Test
    void a_sweep_takes_a_value_and_a_setting_a_word_it_knows() {
        var fetch = new OfMachine(MachineSetting.FETCH);
        assertThrows(IllegalArgumentException.class, () -> new Sweep(fetch, List.of()));
        assertThrows(IllegalArgumentException.class, () -> experiment(new Sweep(fetch, List.of("sometimes"))).variants());
    }
}
