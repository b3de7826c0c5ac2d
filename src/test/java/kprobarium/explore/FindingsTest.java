package kprobarium.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.KernelExpectation;
import kprobarium.model.TextPatch;
import kprobarium.schedule.Schedule;
import kprobarium.testing.Experiments;
import kprobarium.testing.Golden;
import org.junit.jupiter.api.Test;

/// Every way in which a kernel dies or hangs in an experiment of the repository, with the token of its simplest schedule.
///
/// If this fails though no experiment and no kernel was changed on purpose, then moves mean something else than before, and tokens that
/// people have kept show something else: raise [TokenScope#MODEL_VERSION], and write the file anew. The schedules stand beside the tokens
/// so that the difference between the files says which of them changed.
final class FindingsTest {
    private static final String FILE = "findings.txt";
    private static final String HEAD = """
            # Findings of conf/experiments, made by FindingsTest under model version %d:
            # experiment, kernel | token | preemptions and steps | how it ends | schedule
            """.formatted(TokenScope.MODEL_VERSION);

    /// One line of the file.
    private record Finding(String name, String kernel, Token token, Exploration.Witness witness, Ending ending) {
        @Override
        public String toString() {
            return name + ", " + kernel + " | " + token + " | " + witness.preemptions() + " and " + witness.steps() + " | " + ending + " | "
                    + witness.schedule();
        }
    }

    @Test
    void every_finding_has_the_token_it_had() {
        StringBuilder text = new StringBuilder(HEAD);
        Experiments.catalogue().forEach(name -> {
            for (Experiment variant : Experiments.named(name).variants()) {
                for (KernelExpectation expected : variant.expect()) {
                    for (Finding finding : findings(variant, expected.kernel())) {
                        assertReplays(finding, subject(variant, expected.kernel()));
                        text.append(finding).append('\n');
                    }
                }
            }
        });
        for (String failing : List.of("1 1 2 2 0", "2 2 2 2 0", "2 2 2 2 20")) {
            for (Finding finding : findings(failing)) {
                assertReplays(finding, textPatch(failing));
                text.append(finding).append('\n');
            }
        }
        Golden.check(FILE, text.toString());
    }

    private static void assertReplays(Finding finding, Subject fresh) {
        Token token = assertInstanceOf(Token.Parsed.Good.class, Token.parse(finding.token().toString())).token();
        Token.Played played = token.play(fresh);
        assertEquals(Optional.empty(), played.mismatch(), finding::toString);
        assertEquals(finding.witness().schedule(), played.schedule(), finding::toString);
        assertEquals(finding.ending().toString(), played.ending().toString(), finding::toString);
        assertTrue(finding.witness().minimal(), finding::toString);
    }

    private static Subject subject(Experiment variant, String kernel) {
        return new ExperimentSubject(Experiments.rig(variant, kernel), List.of());
    }

    private static Subject textPatch(String parameters) {
        int[] p = Stream.of(parameters.split(" ")).mapToInt(Integer::parseInt).toArray();
        return new ModelSubject(new TextPatch(p[0], p[1], p[2], p[3], p[4]));
    }

    private static List<Finding> findings(Experiment variant, String kernel) {
        Subject subject = subject(variant, kernel);
        Exploration found = new Explorer(subject, 0).search(Strategies.of(variant.search(), 1), Watch.PATIENT);
        return findings(variant.name(), kernel, TokenScope.of(variant, kernel), subject, found);
    }

    private static List<Finding> findings(String parameters) {
        Subject subject = textPatch(parameters);
        return findings("textpatch " + parameters, "-", TokenScope.ofModel("textpatch", parameters), subject,
                new Explorer(subject, 0).exhaustive(Long.MAX_VALUE, Watch.PATIENT));
    }

    private static List<Finding> findings(String name, String kernel, TokenScope scope, Subject subject, Exploration found) {
        List<Exploration.Row> bad = found.endings().stream()
                .filter(row -> !row.ending().oopses().isEmpty() || row.ending().verdict() != Ending.How.FINISHED).toList();
        List<Finding> findings = new ArrayList<>();
        for (Exploration.Row row : new Shortest(subject, Watch.PATIENT)
                .shorten(new Exploration(found.effort(), found.schedules(), bad, found.counts())).endings()) {
            Exploration.Witness witness = row.witness().orElseThrow();
            Schedule schedule = witness.schedule();
            findings.add(new Finding(name, kernel, Token.of(scope, subject, schedule), witness, row.ending()));
        }
        findings.sort(Comparator.comparingInt((Finding finding) -> finding.witness().preemptions())
                .thenComparingInt(finding -> finding.witness().steps()).thenComparing(finding -> finding.ending().toString()));
        return findings;
    }
}
