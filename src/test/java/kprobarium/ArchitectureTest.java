package kprobarium;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

import kprobarium.architecture.Rules;
import kprobarium.testing.SourceTree;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The plan of the house. Each rule is named as the sentence it enforces, and is also shown a house that breaks it, `kprobarium.fixture`,
/// where it must find those who are at fault and nobody else.
final class ArchitectureTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("kprobarium");
    private static final JavaClasses CROOKED_HOUSE = new ClassFileImporter().importPackages("kprobarium.fixture");

    @Test
    void the_arrows_point_down() {
        enforce(Rules::theArrowsPointDown,
                "attic.IsNotOnThePlan", "event.KnowsItsRendering", "isa.KnowsTheMachine", "live.KnowsTheCommandLine");
    }

    @Test
    void the_core_is_pure_java() {
        enforce(Rules::theCoreIsPureJava, "experiment.SpeaksJunit", "experiment.SpeaksYaml", "kernel.SpeaksVertx",
                "schedule.SpeaksPicocli");
    }

    @Test
    void only_live_speaks_vertx() {
        enforce(rules -> rules.only("live", "io.vertx", "com.hazelcast", "io.micrometer", "io.prometheus", "io.netty"),
                "cli.SpeaksMicrometer", "kernel.SpeaksVertx");
    }

    @Test
    void only_cli_speaks_picocli() {
        enforce(rules -> rules.only("cli", "picocli"), "schedule.SpeaksPicocli");
    }

    @Test
    void only_experiment_file_speaks_yaml() {
        enforce(rules -> rules.only("experiment.file", "org.yaml"), "experiment.SpeaksYaml");
    }

    @Test
    void only_junit_speaks_junit() {
        enforce(rules -> rules.only("junit", "org.junit", "org.opentest4j"), "cli.SpeaksJunit", "experiment.SpeaksJunit");
    }

    @Test
    void the_core_has_no_clock() {
        enforce(Rules::theCoreHasNoClock, "explore.AsksTheTime", "isa.KnowsTheDate", "machine.HasAThread", "schedule.ThrowsDice");
    }

    @Test
    void iteration_order_is_defined() {
        enforce(Rules::iterationOrderIsDefined, "experiment.CollectsInNoOrder", "explore.SeesInNoOrder", "symbol.HasASetOfNoOrder");
    }

    @Test
    void variants_are_strangers() {
        enforce(Rules::variantsAreStrangers, "kernel.linux63.KnowsV1", "kernel.v1.KnowsLinux71");
    }

    @Test
    void events_are_records() {
        enforce(Rules::eventsAreRecords, "event.CarriesAMachine", "event.IsNoRecord");
    }

    @Test
    void verticles_do_not_think() {
        enforce(Rules::verticlesDoNotThink, "live.ThinkingVerticle");
    }

    @Test
    void every_package_introduces_itself(@TempDir Path crooked) throws IOException {
        assertEquals(List.of(), SourceTree.packagesWithoutIntroduction(Path.of("src/main/java")));

        write(crooked.resolve("a/package-info.java"), "/// Introduced.\npackage a;\n");
        write(crooked.resolve("a/A.java"), "package a;\n");
        write(crooked.resolve("a/silent/package-info.java"), "package a.silent;\n");
        write(crooked.resolve("a/without/A.java"), "/// Not here.\npackage a.without;\n");
        assertEquals(List.of(crooked.resolve("a/silent"), crooked.resolve("a/without")), SourceTree.packagesWithoutIntroduction(crooked));
    }

    private static void enforce(Function<Rules, ArchRule> rule, String... atFault) {
        rule.apply(new Rules("kprobarium")).check(HOUSE);

        var found = new TreeSet<String>();
        for (String violation : rule.apply(new Rules("kprobarium.fixture")).evaluate(CROOKED_HOUSE).getFailureReport().getDetails()) {
            found.add(violation.substring(0, violation.indexOf(' ')).replace("kprobarium.fixture.", "").replace("Tenants$", ""));
        }
        assertEquals(List.of(atFault), List.copyOf(found));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
