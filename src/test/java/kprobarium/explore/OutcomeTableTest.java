package kprobarium.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import kprobarium.cli.HerdLog;
import kprobarium.experiment.Count;
import kprobarium.experiment.Expectation;
import kprobarium.experiment.Predicate;
import kprobarium.experiment.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The corners of the table that no experiment here comes to.
class OutcomeTableTest {
    private static final Expectation NEVER_OOPS = new Expectation(
            List.of(new Predicate.Oops(Optional.empty(), Optional.empty())), List.of(), List.of());

    private static Exploration.Row row(double schedules, Ending.How how, List<String> observed, String... oopses) {
        return new Exploration.Row(new Ending(observed, List.of(oopses), oopses.length == 0 ? 0 : 1, how), schedules, 1, Optional.empty());
    }

    private static HerdLog.Test table(Assurance assurance, Effort.Unit unit, Exploration.Row... rows) {
        double schedules = List.of(rows).stream().mapToDouble(Exploration.Row::schedules).sum();
        Effort effort = new Effort(0, 0, 0, 0, 0, unit, assurance);
        Exploration found = new Exploration(effort, schedules, List.of(rows), List.of(new Count(0, 0, false)));
        OutcomeTable table = OutcomeTable.of("x/v1", NEVER_OOPS, found, Verdict.MET, _ -> "", "0");
        return HerdLog.parse(table.text(OutcomeTable.Row::token)).getFirst();
    }

    @Test
    void each_who_dies_has_locations_of_its_own() {
        HerdLog.Test test = table(Assurance.EXHAUSTIVE, Effort.Unit.TRACE_CLASSES,
                row(3, Ending.How.FINISHED, List.of("cpu1.a0=-1")),
                row(2, Ending.How.FINISHED, List.of("cpu1.a0=0x2a"), "oops in do_bp at slot(p)+0x4", "oops in __do_x at 0x12"));
        assertEquals(Map.of("1:a0", "-1", "oops", "none", "oops.at", "none", "oops.2", "none", "oops.2.at", "none"),
                test.rows().getFirst().bindings());
        assertEquals(Map.of("1:a0", "0x2a", "oops", "do_bp", "oops.at", "slot.p+0x4", "oops.2", "__do_x", "oops.2.at", "0x12"),
                test.rows().getLast().bindings());
        assertEquals("No", test.answer());
        assertEquals("exhaustive, trace classes", test.remark());
    }

    @Test
    void what_a_model_says_when_it_fails_is_a_value() {
        HerdLog.Test test = table(Assurance.NONE, Effort.Unit.SAMPLES, row(1, Ending.How.FINISHED, List.of("text=orig")),
                row(1, Ending.How.FINISHED, List.of("text=poison"), "unhandled break"));
        assertEquals(Map.of("text", "poison", "oops", "unhandled_break"), test.rows().getLast().bindings());
    }

    @Test
    void how_a_play_ends_is_said_where_one_does_not_finish() {
        HerdLog.Test test = table(Assurance.NONE, Effort.Unit.FINAL_STATES, row(1, Ending.How.FINISHED, List.of()),
                row(1, Ending.How.LIVELOCK, List.of()));
        assertEquals(List.of("finished", "livelock"), test.rows().stream().map(row -> row.bindings().get("end")).toList());
        assertEquals("??", test.answer());
        assertEquals("not all, final states", test.remark());
    }

    @Test
    void more_than_the_tools_can_count_is_as_much_as_they_can() {
        assertEquals(Long.MAX_VALUE, table(Assurance.EXHAUSTIVE, Effort.Unit.SCHEDULES, row(5e42, Ending.How.FINISHED, List.of("x=1")))
                .rows().getFirst().count());
    }

    @Test
    void a_bound_and_a_sample_give_an_answer_to_what_should_not_be() {
        Exploration.Row clean = row(9, Ending.How.FINISHED, List.of("x=1"));
        assertEquals("Ok", table(new Assurance.Sampled(9), Effort.Unit.SAMPLES, clean).answer());
        HerdLog.Test bounded = table(new Assurance.Bounded(2, Assurance.Bounded.Of.DELAYS), Effort.Unit.FINAL_STATES, clean);
        assertEquals("Ok at most 2 delays, final states", bounded.answer() + " " + bounded.remark());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            disarm-race                                    | disarm-race/v1+recheck
            reentrant-probe [q.at=bar+0x4]                 | reentrant-probe[q.at_bar+0x4]/v1+recheck
            race [p.post_handler=.Lx$1, machine.fetch=bus] | race[p.post_handler_.Lx_1][machine.fetch_bus]/v1+recheck
            """)
    void a_name_is_one_that_every_version_of_the_tools_takes(String variant, String name) {
        assertEquals(name, OutcomeTable.name(variant, "v1+recheck"));
    }
}
