package kprobarium.experiment.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kprobarium.event.Event;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.ProbeField;
import kprobarium.experiment.Rig;
import kprobarium.schedule.RoundRobin;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Events of tracefs in an experiment file.
final class KprobeEventsTest {
    private static final String TEXT = """
            experiment: events
            about: What is fetched at a hit.
            text: |
              foo: addi.d $a0, $a0, 1
                   jr $ra
            kprobe_events: [ "%s" ]
            cpus: { 0: [ foo(41), foo(42) ] }
            expect: { mainline: { always: [ e.hits == 2, e.nmissed == 0 ] } }
            """;

    @Test
    void an_event_is_defined_and_enabled_before_the_clock_starts() {
        List<Event> events = new ArrayList<>();
        Experiment experiment = Experiments.of(TEXT.formatted("p:e foo a=%r4:u8 $stack"));
        Rig rig = Experiments.rig(experiment, "mainline", events::add);
        rig.play(new RoundRobin(), 1000);
        assertEquals(2, rig.probe("e", ProbeField.HITS));
        assertEquals(1, rig.probe("e", ProbeField.ARMED));
        List<String> recorded = events.stream().filter(Event.TraceRecord.class::isInstance).map(event -> ((Event.TraceRecord) event).text())
                .map(text -> text.replaceFirst(" arg2=.*", "")).toList();
        assertEquals(List.of("(foo+0x0/0x8) a=41", "(foo+0x0/0x8) a=42"), recorded);
        assertEquals(experiment.kprobeEvents(), Experiments.of(ExperimentText.write(experiment, List.of())).kprobeEvents());
    }

    @ParameterizedTest
    @CsvSource({"p:e fooo, 23, Invalid probed address or symbol", "p:e foo a=%a0, 29, Invalid register name",
        "r:e foo+4, 23, Retprobe address must be an function entry"})
    void what_is_wrong_is_said_in_the_kernels_words_where_its_caret_would_be(String command, int column, String message) {
        Parsed parsed = ExperimentFile.read("x.yaml", TEXT.formatted(command), Kernels.simulated());
        assertTrue(parsed.render().contains("x.yaml:6:" + column + ": ") && parsed.render().contains(message), parsed::render);
    }
}
