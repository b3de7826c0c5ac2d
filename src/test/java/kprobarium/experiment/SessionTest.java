package kprobarium.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import kprobarium.event.Event;
import kprobarium.kernel.Errno;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionTest {
    private static final String TEXT = """
            experiment: session
            about: Two CPUs run what a third puts probes in.
            text: |
              foo:  addi.d  $sp, $sp, -16
                    st.d    $ra, $sp, 8
                    bl      bar
                    ld.d    $ra, $sp, 8
                    addi.d  $sp, $sp, 16
                    jr      $ra
              bar:  addi.d  $a0, $a0, 1
                    jr      $ra
            kprobes: { p: foo+0x4 }
            cpus: { 0: [ ], 1: [ foo(1) ], 2: [ foo(2), bar(3) ] }
            machine: { fetch: %s }
            expect: { v1: { never: [ deadlock ] } }
            """;
    private static final List<String> COMMANDS =
            List.of("p:a bar", "p:b foo+0x8", "-:p", "-:a", "p:p foo+0x4", "-:b", "-:p", "p:p foo+0x4", "p:a bar+0x4");

    /// Random turns, deliveries and commands, from a seed.
    private static Session played(String kernel, String fetch, long seed, List<Event> heard) {
        Session session = Session.open(Experiments.of(TEXT.formatted(fetch)), kernel, heard::add);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 600; round++) {
            if (random.nextInt(20) == 0) session.submit(0, COMMANDS.get(random.nextInt(COMMANDS.size())));
            session.turn(random.nextInt(session.cpus()), 1 + random.nextInt(20));
            for (Session.Posted patch : session.posted()) {
                int cpu = random.nextInt(session.cpus());
                if (cpu != patch.cpu()) session.deliver(cpu, patch.patch());
            }
        }
        return session;
    }

    @ParameterizedTest
    @CsvSource({"v1, coherent", "v1, bus", "linux-6.3, bus", "mainline, coherent", "mainline, bus", "mainline+badi+rendezvous, bus"})
    void a_journal_replays_to_the_same_events(String kernel, String fetch) {
        for (long seed = 0; seed < 5; seed++) {
            List<Event> heard = new ArrayList<>();
            Session session = played(kernel, fetch, seed, heard);
            List<Event> replayed = new ArrayList<>();
            Session.replay(session.experiment(), kernel, session.journal(), replayed::add);
            assertEquals(heard, replayed, "seed " + seed);
            assertTrue(heard.stream().anyMatch(Event.KprobeHit.class::isInstance), "no probe was hit");
        }
    }

    @Test
    void a_cpu_whose_task_died_starts_its_list_again() {
        List<Event> heard = new ArrayList<>();
        for (long seed = 0; heard.stream().noneMatch(Event.Oops.class::isInstance); seed++) {
            heard.clear();
            played("v1", "coherent", seed, heard);
        }
        Event.Oops oops = heard.stream().filter(Event.Oops.class::isInstance).map(Event.Oops.class::cast).findFirst().orElseThrow();
        assertTrue(heard.stream().anyMatch(event -> event instanceof Event.CallStarted && event.stamp().cpu() == oops.stamp().cpu()
                && event.stamp().sequence() > oops.stamp().sequence()), oops::toString);
    }

    @Test
    void a_command_that_cannot_be_is_refused_with_a_caret_under_the_word() {
        Session session = Session.open(Experiments.of(TEXT.formatted("bus")), "mainline", _ -> {});
        Session.Ticket ticket = session.submit(0, "p:q fooo+0x8");
        assertEquals(Errno.EINVAL.negative(), ticket.errno());
        assertEquals("""
                trace_kprobe: error: Invalid probed address or symbol
                  Command: p:q fooo+0x8
                               ^
                Did you mean `foo`?""", ticket.error().orElseThrow());
        assertEquals("", session.journal());
    }

    @Test
    void what_register_kprobe_returns_completes_the_command() {
        Session session = Session.open(Experiments.of(TEXT.formatted("coherent")), "linux-6.3", _ -> {});
        Session.Ticket ticket = session.submit(0, "p:q foo+0x2");
        for (int turn = 0; session.turn(0, 64) > 0; turn++) assertTrue(turn < 100);
        assertEquals(List.of(new Session.Completed(ticket.id(), Errno.EILSEQ.negative(), """
                trace_kprobe: error: Probe point is not an instruction boundary
                  Command: p:q foo+0x2
                               ^""")), session.completed());
        assertEquals(List.of("p"), session.probes().stream().map(Session.ProbeView::name).toList());
    }
}
