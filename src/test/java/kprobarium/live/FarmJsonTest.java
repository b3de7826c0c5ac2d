package kprobarium.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kprobarium.experiment.Count;
import kprobarium.experiment.Search;
import kprobarium.explore.Assurance;
import kprobarium.explore.Effort;
import kprobarium.explore.Ending;
import kprobarium.explore.Exploration;
import kprobarium.farm.Description;
import kprobarium.farm.Job;
import kprobarium.farm.Unit;
import kprobarium.farm.UnitResult;
import kprobarium.schedule.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What travels between the members of a farm comes out as it went in, to the last bit.
final class FarmJsonTest {
    private static UnitResult.Found found(Effort.Unit unit, Assurance assurance) {
        Schedule schedule = ((Schedule.Parsed.Good) Schedule.parse("1*2 0:patch 1:old-3 0*12345")).schedule();
        List<Exploration.Row> rows = new ArrayList<>();
        for (Ending.How how : Ending.How.values()) {
            rows.add(new Exploration.Row(new Ending(List.of("cpu1.a0=42", "x=\"\u2028é\""), List.of("oops in do_bp at foo+0x8"),
                    Long.MIN_VALUE | 5, how), 1e300 / 3, Long.MAX_VALUE,
                    Optional.of(new Exploration.Witness(schedule, 2, 12350, true, 1L << 60))));
        }
        Ending nothing = new Ending(List.of(), List.of(), 0, Ending.How.FINISHED);
        rows.add(new Exploration.Row(nothing, Double.POSITIVE_INFINITY, 0, Optional.empty()));
        Effort effort = new Effort(Long.MAX_VALUE, 1L << 54 | 1, 7, 8, 9, unit, assurance);
        return new UnitResult.Found(new Exploration(effort, 0.1 + 0.2, rows, List.of(new Count(1, 3, true), new Count(0, 3, false))),
                UnitResult.Ended.TIME, true, List.of("one", "two"));
    }

    private static JsonObject carried(JsonObject json) {
        return new JsonObject(json.encode());
    }

    @ParameterizedTest
    @EnumSource
    void results_arrive_as_they_were_sent(Effort.Unit unit) {
        for (Assurance assurance : List.of(Assurance.EXHAUSTIVE, Assurance.NONE, new Assurance.Sampled(1L << 62),
                new Assurance.Bounded(3, Assurance.Bounded.Of.DELAYS))) {
            UnitResult.Found found = found(unit, assurance);
            assertEquals(found, FarmJson.result(carried(FarmJson.result(found))));
        }
    }

    @Test
    void of_what_broke_the_words_arrive() {
        var broken = (UnitResult.Broken) FarmJson.result(carried(FarmJson.result(new UnitResult.Broken(new StackOverflowError("deep")))));
        assertEquals("java.lang.StackOverflowError: deep", broken.defect().getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void units_of_every_search_arrive_as_they_were_sent(Search.Method method) {
        Search search = new Search(method, method.takesParameter() ? 2 : 0, 12_345, 90_000);
        for (Description subject : List.of(new Description.OfExperiment("a file.yaml", "experiment: x\n", "x [p.at=foo]", "v1+badi"),
                new Description.OfModel("textpatch", List.of(1, 2, 3)))) {
            for (Job.Until until : Job.Until.values()) {
                Unit unit = new Unit(3, Long.MAX_VALUE, new Job(subject, search, -1, until));
                assertEquals(unit, FarmJson.unit(carried(FarmJson.unit(unit))));
            }
        }
    }
}
