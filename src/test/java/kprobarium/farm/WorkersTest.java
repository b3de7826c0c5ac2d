package kprobarium.farm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.KernelExpectation;
import kprobarium.experiment.Search;
import kprobarium.explore.Exploration;
import kprobarium.explore.Explorer;
import kprobarium.explore.Watch;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same is found by however many workers, whatever becomes of them.
@Timeout(60)
final class WorkersTest {
    private static final String FILE = "conf/experiments/disarm-race.yaml";
    private static final Search SAMPLE = Search.random(6000);
    private static final Search ALL = Search.exhaustive(Search.UNBOUNDED, Search.UNBOUNDED);

    private static Job job(String kernel, Search search, Job.Until until) {
        try {
            return new Job(new Description.OfExperiment(FILE, Files.readString(Path.of(FILE)), "disarm-race", kernel), search, 7, until);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Job model(String name, Search search) {
        return new Job(new Description.OfModel(name, List.of(1, 1, 2, 2, 0, 0, 0, 0)), search, 7, Job.Until.END);
    }

    /// What a number of workers make of the jobs, as text.
    private static List<String> found(int workers, List<Job> jobs) throws InterruptedException {
        Ledger<String> ledger = new Ledger<>(jobs);
        try (var _ = Workers.start(workers, ledger, (job, _, found) -> job + " " + text(found), SetUp::ofTheTable)) {
            return results(ledger, jobs.size());
        }
    }

    private static List<String> results(Ledger<String> ledger, int jobs) throws InterruptedException {
        List<String> results = new ArrayList<>();
        for (int job = 0; job < jobs; job++) results.add(text(ledger.await(job, 60_000).orElseThrow()));
        return results;
    }

    private static String text(JobResult<String> result) {
        return switch (result) {
            case JobResult.Finished<String>(String found) -> found;
            case JobResult.Broken<String>(Throwable defect) -> "broken: " + defect.getMessage();
            case JobResult.Nothing<String>() -> "nothing";
        };
    }

    private static String text(UnitResult.Found found) {
        return found.ended() + " " + found.failed() + " " + found.exploration();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void however_many_workers_find_the_same(int workers) throws InterruptedException {
        List<Job> jobs = List.of(job("v1", SAMPLE, Job.Until.END), job("v1", ALL, Job.Until.END), model("textpatch", Search.random(50_000)),
                job("mainline", SAMPLE, Job.Until.FAILURE), job("v1+badi", SAMPLE, Job.Until.FAILURE), model("textpatch", ALL),
                job("linux-6.3", Search.oneSchedule(), Job.Until.END));
        assertEquals(String.join("\n", found(1, jobs)), String.join("\n", found(workers, jobs)));
    }

    @Test
    void a_sample_in_units_is_the_sample_in_one_piece() throws InterruptedException {
        Job job = job("v1", SAMPLE, Job.Until.END);
        assertTrue(job.units() > 1);
        Ledger<Exploration> ledger = new Ledger<>(List.of(job));
        try (var _ = Workers.start(2, ledger, (_, _, found) -> found.exploration(), SetUp::ofTheTable)) {
            JobResult<Exploration> result = ledger.await(0, 60_000).orElseThrow();
            Exploration inUnits = assertInstanceOf(JobResult.Finished.class, result).result() instanceof Exploration e ? e : null;
            Experiment experiment = Experiments.named("disarm-race");
            var predicates = experiment.expect().stream().filter(expected -> expected.kernel().equals("v1")).findFirst()
                    .map(KernelExpectation::expectation).orElseThrow().lines().stream().map(line -> line.predicate()).toList();
            Exploration inOne = new Explorer(Experiments.rig(experiment, "v1"), predicates).sample(7, 6000, Watch.PATIENT);
            assertEquals(inOne, inUnits);
        }
    }

    @Test
    void of_a_search_until_a_failure_nothing_after_the_lowest_failing_unit_is_reported() throws InterruptedException {
        Job job = job("v1+badi", SAMPLE, Job.Until.FAILURE);
        Ledger<UnitResult.Found> ledger = new Ledger<>(List.of(job));
        Worker worker = new Worker(SetUp::ofTheTable);
        List<UnitResult.Found> results = new ArrayList<>();
        List<Unit> units = new ArrayList<>();
        for (Optional<Unit> unit = ledger.take("far"); unit.isPresent(); unit = ledger.take("far")) units.add(unit.get());
        for (Unit unit : units) results.add((UnitResult.Found) worker.work(unit, Watch.PATIENT, () -> true));
        int lowest = results.stream().filter(UnitResult.Found::failed).findFirst().map(results::indexOf).orElseThrow();

        for (int n = units.size() - 1; n >= 0; n--) ledger.done("far", units.get(n).id(), results.get(n));
        try (var _ = Workers.start(0, ledger, (_, _, found) -> found, SetUp::ofTheTable)) {
            ledger.await(0, 60_000);
        }
        double plays = results.subList(0, lowest + 1).stream().mapToDouble(found -> found.exploration().schedules()).sum();
        assertEquals(plays, ledger.progress().done().schedules());
    }

    @Test
    void the_units_of_a_lost_worker_are_done_by_another() throws InterruptedException {
        List<Job> jobs = List.of(job("v1", SAMPLE, Job.Until.END));
        List<String> expected = found(1, jobs);

        Ledger<String> ledger = new Ledger<>(jobs);
        Unit first = ledger.take("far").orElseThrow();
        Unit second = ledger.take("far").orElseThrow();
        UnitResult late = new Worker(SetUp::ofTheTable).work(second, Watch.PATIENT, () -> true);
        ledger.lost("far");
        try (var _ = Workers.start(1, ledger, (job, _, found) -> job + " " + text(found), SetUp::ofTheTable)) {
            assertEquals(expected, results(ledger, 1));
        }
        ledger.done("far", second.id(), late);
        assertEquals(2, ledger.progress().lost());
        assertEquals(1, ledger.progress().unwanted());
        assertEquals(jobs.getFirst().units() + 2, ledger.progress().handedOut());
        assertEquals(0, first.number());
    }

    @Test
    void what_is_stopped_answers_with_its_lowest_units_without_a_gap() throws InterruptedException {
        List<Job> jobs = List.of(job("v1", SAMPLE, Job.Until.END), job("mainline", SAMPLE, Job.Until.END));
        Ledger<Exploration> ledger = new Ledger<>(jobs);
        Worker worker = new Worker(SetUp::ofTheTable);
        Unit first = ledger.take("far").orElseThrow();
        Unit second = ledger.take("far").orElseThrow();
        Unit third = ledger.take("far").orElseThrow();
        UnitResult.Found found = (UnitResult.Found) worker.work(first, Watch.PATIENT, () -> true);
        ledger.done("far", first.id(), found);
        ledger.done("far", third.id(), worker.work(third, Watch.PATIENT, () -> true));
        assertTrue(ledger.isWanted(second.id()));
        ledger.stop();
        try (var _ = Workers.start(1, ledger, (_, _, all) -> all.exploration(), SetUp::ofTheTable)) {
            assertEquals(new JobResult.Finished<>(found.exploration()), ledger.await(0, 60_000).orElseThrow());
            assertInstanceOf(JobResult.Nothing.class, ledger.await(1, 60_000).orElseThrow());
        }
    }

    @Test
    void a_job_that_cannot_be_done_breaks_and_leaves_the_others_alone() throws InterruptedException {
        List<String> found = found(2, List.of(model("textbatch", SAMPLE), model("textpatch", ALL)));
        assertEquals("broken: there is no model textbatch", found.getFirst());
        assertTrue(found.getLast().startsWith("1 DONE true"), found.getLast());
    }
}
