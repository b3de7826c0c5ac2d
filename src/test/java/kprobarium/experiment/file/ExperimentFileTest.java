package kprobarium.experiment.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import kprobarium.experiment.BusOrder;
import kprobarium.experiment.Call.GuestCall;
import kprobarium.experiment.Call.KprobesCall;
import kprobarium.experiment.Constant;
import kprobarium.experiment.CpuField;
import kprobarium.experiment.CpuProgram;
import kprobarium.experiment.Expectation;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Fetch;
import kprobarium.experiment.Fetching;
import kprobarium.experiment.Handler;
import kprobarium.experiment.KernelExpectation;
import kprobarium.experiment.KprobeDecl;
import kprobarium.experiment.KprobesFunction;
import kprobarium.experiment.MachineConfig;
import kprobarium.experiment.Op;
import kprobarium.experiment.Predicate;
import kprobarium.experiment.Predicate.Compare;
import kprobarium.experiment.Predicate.Livelock;
import kprobarium.experiment.Predicate.Oops;
import kprobarium.experiment.NoProbe;
import kprobarium.experiment.Preempt;
import kprobarium.experiment.ProbeField;
import kprobarium.experiment.ProbeState;
import kprobarium.experiment.Quantifier;
import kprobarium.experiment.Search;
import kprobarium.experiment.Setting;
import kprobarium.experiment.Sweep;
import kprobarium.experiment.Synchronises;
import kprobarium.experiment.Term;

class ExperimentFileTest {
    private static final Predicate OOPS = new Oops(Optional.empty(), Optional.empty());

    private static Predicate oopsIn(String function) {
        return new Oops(Optional.of(function), Optional.empty());
    }

    private static Predicate equal(Term left, long right) {
        return new Compare(left, Op.EQ, new Term.Number(right, false));
    }

    private static Experiment read(String content) {
        Parsed parsed = Samples.read(content);
        return parsed.experiment().orElseThrow(() -> new AssertionError("\n" + parsed.render()));
    }

    @Test
    void the_disarm_race_reads_as_it_stands_in_the_architecture() {
        assertEquals(new Experiment(
                "disarm-race",
                "CPU 1 has fetched the probe's break when CPU 0 takes the probe away.",
                "x.yaml",
                """
                        foo:  addi.d  $sp, $sp, -16
                              st.d    $ra, $sp, 8
                              addi.d  $a0, $a0, 1            # foo+0x8
                              ld.d    $ra, $sp, 8
                              addi.d  $sp, $sp, 16
                              jr      $ra
                        """, 4, 3, "",
                List.of(new KprobeDecl("p", "foo+0x8", new Handler.None(), new Handler.None(), ProbeState.ARMED)),
                List.of(new CpuProgram(0, List.of(new KprobesCall(KprobesFunction.UNREGISTER_KPROBE, "p"))),
                        new CpuProgram(1, List.of(new GuestCall("foo", List.of(41L))))),
                List.of(),
                new MachineConfig(Fetch.COHERENT, Preempt.FULL),
                Search.exhaustive(100_000, 30_000),
                List.of(),
                List.of(new KernelExpectation("v1",
                        new Expectation(List.of(), List.of(oopsIn("do_bp"), oopsIn("kprobe_pre_handler")), List.of())),
                        new KernelExpectation("linux-6.3",
                                new Expectation(List.of(oopsIn("kprobe_breakpoint_handler")), List.of(oopsIn("do_bp")), List.of())),
                        new KernelExpectation("linux-6.3+badi", new Expectation(List.of(OOPS, new Livelock()), List.of(),
                                List.of(equal(new Term.Register(1, 4), 42), equal(new Term.SlotsUsed(), 0))))),
                List.of()), read(Samples.resource("sample-disarm-race.yaml")));
    }

    @Test
    void the_reentrant_probe_reads_as_it_stands_in_the_architecture() {
        Experiment experiment = read(Samples.resource("sample-reentrant-probe.yaml"));
        assertEquals(List.of(new KprobeDecl("p", "foo", new Handler.Guest("handler"), new Handler.None(), ProbeState.ARMED),
                new KprobeDecl("q", "bar", new Handler.None(), new Handler.Count(), ProbeState.ARMED)), experiment.kprobes());
        assertEquals(List.of(new Sweep(new Setting.OfProbe("q", Setting.ProbeSetting.AT), List.of("bar", "bar+0x4"))), experiment.sweeps());
        assertEquals(Search.oneSchedule(), experiment.search());
        assertEquals(MachineConfig.DEFAULT, experiment.machine());
        assertEquals(new KernelExpectation("v1", new Expectation(List.of(), List.of(), List.of(
                new Oops(Optional.empty(), Optional.of(new Term.Slot("p", 4))),
                equal(new Term.OfProbe("q", ProbeField.NMISSED), 1),
                equal(new Term.OfProbe("q", ProbeField.POST_HANDLED), 1)))), experiment.expect().getFirst());
        var ok = new Expectation(List.of(OOPS), List.of(), List.of(
                equal(new Term.Register(0, 4), 42),
                equal(new Term.OfProbe("q", ProbeField.NMISSED), 1),
                equal(new Term.OfProbe("q", ProbeField.POST_HANDLED), 0),
                new Compare(new Term.OfCpu(0, CpuField.CURRENT_KPROBE), Op.EQ, new Term.Named(Constant.NULL))));
        assertEquals(List.of(new KernelExpectation("linux-6.3", ok), new KernelExpectation("mainline", ok)),
                experiment.expect().subList(1, 3));
        assertEquals(List.of("reentrant-probe [q.at=bar]", "reentrant-probe [q.at=bar+0x4]"),
                experiment.variants().stream().map(Experiment::name).toList());
    }

    @Test
    void how_a_machine_fetches_is_read_to_the_last_detail() {
        MachineConfig machine = read(MalformedTest.BASE + """
                machine:
                  fetch: bus
                  fetch_window: 3
                  synchronises: [ ertn, ibar ]
                  bus: { order: unordered, lose: 1, late: 2 }
                  writable_text: [ foo, foo+0x4 ]
                  cmodx_safe: [ break, nop ]
                """).machine();
        assertEquals(Fetch.BUS, machine.fetch());
        assertEquals(new Fetching(3, List.of(Synchronises.ERTN, Synchronises.IBAR), new Fetching.Bus(BusOrder.UNORDERED, 1, 0, 2),
                List.of("foo", "foo+0x4"), List.of("break", "nop")), machine.fetching());
    }

    @Test
    void return_probes_and_what_must_not_be_probed_are_read_and_written_again() {
        Experiment experiment = read(MalformedTest.BASE.replace("[ foo(41) ]",
                "[ foo(41), unregister_kretprobe(r), 'register_kprobes(p, q)' ]")
                .replace("{ p: foo }", "{ p: foo, q: foo }") + """
                        kretprobes:
                          r: { at: foo, handler: none, entry_handler: count, maxactive: 2, state: disabled }
                          s: foo
                        machine: { nokprobe: [ foo ], irqentry: [ foo ] }
                        observe: [ r.returned, r.kp.nmissed, "register_kprobes(p, q)" ]
                        """);
        assertEquals(List.of(
                new KprobeDecl("r", "foo", new KprobeDecl.Returns(new Handler.None(), new Handler.Count(), 2), ProbeState.DISABLED),
                new KprobeDecl("s", "foo", new KprobeDecl.Returns(new Handler.Count(), new Handler.None(), 0), ProbeState.ARMED)),
                experiment.kprobes().subList(2, 4));
        assertEquals(new NoProbe(List.of("foo"), List.of("foo")), experiment.machine().noProbe());
        Experiment again = read(ExperimentText.write(experiment, List.of()));
        assertEquals(experiment.kprobes(), again.kprobes());
        assertEquals(experiment.cpus(), again.cpus());
        assertEquals(experiment.machine(), again.machine());
        assertEquals(experiment.observe(), again.observe());
    }

    @Test
    void an_expectation_under_a_fetch_model_is_only_that_variant_s() {
        Experiment experiment = read(MalformedTest.BASE.replace("  v1: { always", "  v1 under bus, window: { always") + """
                  v1 under pipeline: { never: [ oops ] }
                sweep: { machine.fetch: [ coherent, window, pipeline ] }
                """);
        List<Experiment> variants = experiment.variants();
        assertEquals(List.of(), variants.get(0).expect());
        assertEquals(List.of(experiment.expect().get(0)), variants.get(1).expect());
        assertEquals(List.of(experiment.expect().get(1)), variants.get(2).expect());
    }

    @Test
    void what_a_file_does_not_say_is_the_default_of_the_table() {
        Experiment experiment = read(MalformedTest.BASE);
        assertEquals(Search.of(Search.Method.AUTO, 1_000_000, 60_000), experiment.search());
        assertEquals(MachineConfig.DEFAULT, experiment.machine());
        assertEquals("", experiment.data());
        assertEquals(List.of(), experiment.observe());
    }

    @Test
    void a_kernel_has_its_own_condition_and_filter_or_else_the_files() {
        Experiment experiment = read(MalformedTest.BASE.replace("  v1: { always: [ cpu0.a0 == 42 ] }\n", """
                  v1: {}
                  linux-6.3: { ~exists: (p.hits=0), never: [ oops ], filter: ~livelock }
                exists: (0:a0=42 /\\ p.hits=1)
                filter: ~(deadlock)
                observe: [ 0:a1 ]
                locations: [ cpu0.a1, p.hits ]
                """));
        Predicate both = new Predicate.And(List.of(equal(new Term.Register(0, 4), 42), equal(new Term.OfProbe("p", ProbeField.HITS), 1)));
        assertEquals(List.of(
                new KernelExpectation("v1", new Expectation(List.of(), List.of(), List.of(),
                        Optional.of(new Expectation.Line(Quantifier.EXISTS, both)),
                        Optional.of(new Predicate.Not(new Predicate.Deadlock())))),
                new KernelExpectation("linux-6.3", new Expectation(List.of(OOPS), List.of(), List.of(),
                        Optional.of(new Expectation.Line(Quantifier.NOT_EXISTS, equal(new Term.OfProbe("p", ProbeField.HITS), 0))),
                        Optional.of(new Predicate.Not(new Livelock()))))), experiment.expect());
        assertEquals(List.of(new Term.Register(0, 5), new Term.OfProbe("p", ProbeField.HITS)), experiment.observe());
    }

    @Test
    void the_text_knows_where_it_stands_in_the_file() {
        String tail = """
                cpus: { 0: [ foo() ] }
                expect: { v1: { never: [ oops ] } }
                """;
        Experiment plain = read("experiment: x\nabout: A.\ntext: |\n    foo: jr $ra\n" + tail);
        assertEquals(List.of(4, 5), List.of(plain.textLine(), plain.textColumn()));
        Experiment blankFirst = read("experiment: x\nabout: A.\ntext: |2   # two\n\n    foo: jr $ra\n" + tail);
        assertEquals(List.of(4, 3), List.of(blankFirst.textLine(), blankFirst.textColumn()));
        assertEquals("\n  foo: jr $ra\n", blankFirst.text());
        Experiment anchored = read("experiment: x\nabout: A.\ntext: &code\n  |\n   foo: jr $ra\n" + tail);
        assertEquals(List.of(5, 4), List.of(anchored.textLine(), anchored.textColumn()));
    }

    @Test
    void line_ends_and_a_byte_order_mark_do_not_matter() {
        Experiment expected = read(MalformedTest.BASE);
        assertEquals(expected, read(MalformedTest.BASE.replace("\n", "\r\n")));
        assertEquals(expected, read("\uFEFF" + MalformedTest.BASE));
    }

    @Test
    void a_mistake_is_placed_alike_with_any_line_ends() {
        String wrong = MalformedTest.BASE.replace("foo(41)", "fooo(41)");
        assertEquals(Samples.read(wrong).diagnostics(), Samples.read(wrong.replace("\n", "\r\n")).diagnostics());
    }

    @Test
    void every_mistake_is_reported_in_the_order_of_the_file() {
        Parsed parsed = Samples.read("""
                experiment: X
                about: A test.
                text: |
                  foo: addi.d $a0, $a0, 1
                       jr $ra
                kprobes: { p: fooo }
                cpus:
                  0: [ foo(41), bar() ]
                search: exhaustiv
                expect:
                  v2: { always: [ cpu0.a9 == 42 ], nevr: [] }
                """);
        assertEquals(List.of("1:13", "6:15", "8:17", "9:9", "11:3", "11:24", "11:36"),
                parsed.diagnostics().stream().map(d -> d.line() + ":" + d.column()).toList());
        assertTrue(parsed.experiment().isEmpty());
    }
}
