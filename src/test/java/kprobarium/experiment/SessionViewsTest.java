package kprobarium.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import kprobarium.event.Event;
import kprobarium.kernel.Kernel;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Commands and what comes of them; probes and CPUs as a session shows them between two turns.
final class SessionViewsTest {
    private static final String TEXT = """
            experiment: views
            about: Probes in every state; CPU 1 is at work, CPU 2 computes without touching anything.
            data: |
              table: .dword 1, 2
            text: |
              foo:  addi.d  $a0, $a0, 1
              more: addi.d  $a0, $a0, 2
                    ll.w    $a1, $a2, 0
              bar:  jr      $ra
              low:  addi.d  $a0, $a0, 1
                    jr      $ra
            kprobes:
              armed:    { at: foo, pre_handler: count, post_handler: count }
              disabled: { at: more, state: disabled }
              never:    { at: bar, state: unregistered }
            cpus: { 0: [ ], 1: [ low(1), foo(1) ], 2: [ low(2) ] }
            machine: { fetch: %s }
            expect: { v1: { never: [ deadlock ] } }
            """;

    private static Session session(String kernel) {
        return Session.open(Experiments.of(TEXT.formatted("bus")), kernel, _ -> {});
    }

    /// Lets every CPU take its turns until all commands have been carried out.
    private static List<Session.Completed> completed(Session session, int commands) {
        List<Session.Completed> completed = new ArrayList<>();
        for (int round = 0; completed.size() < commands; round++) {
            if (round == 1000) throw new AssertionError("not completed: " + session.cpu(0));
            for (int cpu = 0; cpu < session.cpus(); cpu++) session.turn(cpu, 10);
            completed.addAll(session.completed());
        }
        return completed;
    }

    private static String states(Session session) {
        return session.probes().stream().map(probe -> probe.name() + " " + probe.state()).collect(Collectors.joining(", "));
    }

    // Probes.

    @ParameterizedTest
    @ValueSource(strings = {"v1", "linux-6.3", "mainline"})
    void a_probe_is_shown_as_the_kernel_has_it(String kernel) {
        Session session = session(kernel);
        assertEquals("armed armed, disabled disabled, never unregistered", states(session));
        session.submit(0, "p:mine more+0x4");
        session.submit(0, "p:good bar");
        assertEquals("armed armed, disabled disabled, never unregistered", states(session));
        completed(session, 2);
        assertEquals("armed armed, disabled disabled, good armed, never unregistered", states(session));
        session.submit(0, "-:armed");
        session.submit(0, "-:disabled");
        completed(session, 2);
        assertEquals("good armed, never unregistered", states(session));
    }

    @Test
    void a_probe_shows_where_it_is_and_what_it_has_counted() {
        Session session = session("linux-6.3");
        for (int i = 0; session.probes().getFirst().postHandled() < 3; i++) {
            assertTrue(i < 1000);
            session.turn(1, 10);
        }
        Session.ProbeView probe = session.probes().getFirst();
        assertEquals("armed", probe.name());
        assertEquals("foo", probe.at());
        assertTrue(probe.hits() >= 3 && probe.hits() <= 4);
        assertEquals(0, probe.nmissed());
        assertEquals(session.counters().hits()[1], probe.hits());
        assertEquals(session.cpu(1).hits(), probe.hits());
    }

    @Test
    void a_return_probe_shows_the_calls_it_hooked_and_probes_that_share_an_address_show_each_other() {
        Session session = session("mainline");
        session.submit(0, "r:back low");
        session.submit(0, "p:under low");
        completed(session, 2);
        for (int i = 0; session.probes().getLast().hits() < 2; i++) {
            assertTrue(i < 1000, session.probes()::toString);
            session.turn(1, 10);
        }
        Session.ProbeView under = session.probes().getLast();
        Session.ProbeView back = session.probes().get(1);
        assertEquals("back", back.name());
        assertEquals("p r p p p", session.probes().stream().map(Session.ProbeView::type).collect(Collectors.joining(" ")));
        assertEquals(List.of("under"), back.siblings());
        assertEquals(List.of("back"), under.siblings());
        assertTrue(back.hits() == back.returned() || back.hits() == back.returned() + 1, back::toString);
        assertEquals(back.returned(), session.counters().returned()[1]);
        assertEquals(back.hits(), session.counters().hooked()[1]);
        assertTrue(session.counters().aggregateHits()[1] >= under.hits() && back.hits() > under.hits());
    }

    // CPUs.

    @Test
    void a_cpu_shows_its_task_its_mode_and_how_deep_in_interrupts_it_is() {
        Session session = Session.open(Experiments.of("""
                experiment: modes
                about: A task in user mode and one in the kernel share two CPUs, and a timer interrupts both.
                text: |
                  foo:  addi.d  $a0, $a0, 1
                        jr      $ra
                  tick: la.local $t0, jiffies
                        ld.d    $t1, $t0, 0
                        addi.d  $t1, $t1, 1
                        st.d    $t1, $t0, 0
                        jr      $ra
                  prog: addi.d  $a0, $zero, 1
                        break   5
                        jr      $ra
                data: |
                  jiffies: .dword 0
                pages: { prog: user }
                kprobes: { p: foo }
                cpus: { 0: [ foo(1) ], 1: [ ] }
                tasks:
                  user: { cpus: [ cpu0, cpu1 ], calls: [ user prog() ] }
                machine: { interrupts: { tick: tick } }
                search: one schedule
                expect: { mainline: { never: [ panic ] } }
                """), "mainline", _ -> {});
        List<Session.CpuView> seen = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            session.turn(i % 2, 1);
            seen.add(session.cpu(i % 2));
        }
        assertTrue(seen.stream().anyMatch(cpu -> cpu.comm().equals("user") && cpu.cpu() == 0));
        assertTrue(seen.stream().anyMatch(cpu -> cpu.comm().equals("user") && cpu.cpu() == 1));
        assertTrue(seen.stream().anyMatch(Session.CpuView::userMode));
        assertTrue(seen.stream().filter(Session.CpuView::userMode).allMatch(cpu -> cpu.comm().equals("user")));
        assertTrue(seen.stream().anyMatch(cpu -> cpu.hardirqs() == 1 && !cpu.interruptsOn()));
        assertTrue(seen.stream().allMatch(cpu -> cpu.softirqs() == 0 && cpu.hardirqs() <= 1));
        Session.Counters counters = session.counters();
        assertTrue(counters.switches()[1] > 0 && counters.signals()[0] + counters.signals()[1] > 0);
        assertTrue(counters.interrupts().get("tick")[0] > 0);
        assertFalse(session.panicked());
    }

    // Commands.

    @Test
    void every_command_that_was_taken_completes_once_under_its_number() {
        Session session = session("mainline");
        List<Session.Ticket> tickets = List.of(session.submit(0, "p:a low"), session.submit(1, "p:b more+0x4"), session.submit(0,
                "p:c table"));
        assertEquals(List.of(1L, 2L, 3L), tickets.stream().map(Session.Ticket::id).toList());
        for (Session.Ticket ticket : tickets) assertEquals(Optional.empty(), ticket.error());
        List<Session.Completed> completed = new ArrayList<>(completed(session, 3));
        completed.sort((a, b) -> Long.compare(a.ticket(), b.ticket()));
        // What is no function's may become one when a module is loaded.
        String refused = """
                trace_kprobe: error: Failed to register probe event
                  Command: p:b more+0x4
                               ^""";
        assertEquals(List.of(new Session.Completed(1, 0, ""), new Session.Completed(2, -22, refused),
                new Session.Completed(3, 0, "")), completed);
        assertEquals(List.of(), session.completed());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            p:a foo n=%a0|          ^|-22|Invalid register name
            p:a fooo+x|    ^|-22|Invalid probed address or symbol
            r:armed low|^|-17|Probe type is different from existing probe
            p:armed foo|^|-17|There is already the exact same probe event
            """)
    void a_refused_command_has_its_errno_and_the_kernels_three_lines(String command, String caret, int errno, String message) {
        Session session = session("v1");
        Session.Ticket ticket = session.submit(0, command);
        assertEquals(errno, ticket.errno());
        String lines = ticket.error().orElseThrow().replaceFirst("\nDid you mean .*", "");
        assertEquals("trace_kprobe: error: " + message + "\n  Command: " + command + "\n           " + caret, lines);
        assertEquals("", session.journal());
        assertEquals("armed armed, disabled disabled, never unregistered", states(session));
    }

    @Test
    void an_event_can_be_removed_while_it_is_there() {
        Session session = session("v1");
        session.submit(0, "p:a low");
        Session.Ticket early = session.submit(0, "-:a");
        assertEquals(-2, early.errno());
        assertEquals("There is no such event; there are armed, disabled", early.error().orElseThrow());
        completed(session, 1);
        session.submit(0, "-:a");
        session.submit(0, "-:a");
        assertEquals(List.of(0L, -2L), completed(session, 2).stream().map(Session.Completed::value).toList());
        assertEquals(0, session.submit(0, "p:a low").errno());
    }

    @Test
    void there_are_as_many_probes_as_the_kernel_has_room_for() {
        Session session = session("v1");
        for (int i = 3; i < Kernel.MAX_KPROBES; i++) assertEquals(0, session.submit(0, "p:x" + i + " low").errno());
        completed(session, Kernel.MAX_KPROBES - 3);
        assertEquals(-12, session.submit(0, "p:one_more low").errno());
        session.submit(0, "-:x3");
        completed(session, 1);
        assertEquals(0, session.submit(0, "p:one_more low+0x4").errno());
    }

    // Turns.

    @Test
    void a_turn_takes_as_many_steps_as_it_may_and_can() {
        Session session = session("linux-6.3");
        assertEquals(7, session.turn(1, 7));
        assertEquals(0, session.turn(0, 7));
        assertFalse(session.runnable(0));
        session.submit(0, "-:armed");
        assertTrue(session.runnable(0));
        int steps = session.turn(0, 1000);
        assertTrue(steps > 3 && steps < 1000);
        assertEquals("1*7 !\"-:armed\"@0 0*" + steps, session.journal());
    }

    /// Nothing that CPU 2 does can be seen from outside, and it does it for ever.
    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_list_that_touches_nothing_starts_over_all_the_same_and_lets_others_move() {
        List<Event> events = new ArrayList<>();
        Session session = Session.open(Experiments.of(TEXT.formatted("coherent")), "v1", events::add);
        assertEquals(5, session.turn(2, 5));
        long calls = events.stream().filter(event -> event instanceof Event.CallStarted && event.stamp().cpu() == 2).count();
        assertTrue(calls >= 5, "only " + calls);
        Session.Ticket ticket = session.submit(2, "-:disabled");
        assertEquals(List.of(new Session.Completed(ticket.id(), 0, "")), completed(session, 1));
    }

    @Test
    void patches_are_posted_once_and_delivered_in_their_order() {
        Session session = session("v1");
        assertEquals(List.of(), session.posted());
        session.submit(0, "p:a low+0x4");
        completed(session, 1);
        List<Session.Posted> posted = session.posted();
        assertEquals(List.of("slot(a)", "slot(a)+0x4", "low+0x4"), posted.stream().map(Session.Posted::where).toList());
        assertEquals(List.of(), session.posted());
        long last = posted.getLast().patch();
        assertEquals(last - 3, session.delivered(1));
        assertEquals(2, session.deliver(1, last - 1));
        assertEquals(last - 1, session.delivered(1));
        assertEquals(1, session.deliver(1, last));
        assertEquals(0, session.deliver(1, last));
        assertEquals(List.of(), Session.open(Experiments.of(TEXT.formatted("coherent")), "v1", _ -> {}).posted());
    }
}
