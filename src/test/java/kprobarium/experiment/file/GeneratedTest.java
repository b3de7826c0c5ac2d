package kprobarium.experiment.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

/// What is generated and checked in is what the table says. To write it anew:
/// `mvn -q test -Dtest=GeneratedTest,MalformedTest -Dkprobarium.regenerate=true`.
class GeneratedTest {
    @Test
    void the_schema_is_fresh() throws IOException {
        fresh(Samples.SCHEMA, JsonSchema.text());
    }

    @Test
    void the_reference_is_fresh() throws IOException {
        fresh(Samples.REFERENCE, Reference.text(Samples.catalogue().stream().map(Samples::experiment).toList()));
    }

    private static void fresh(Path file, String generated) throws IOException {
        if (Boolean.getBoolean("kprobarium.regenerate")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, generated);
        }
        assertEquals(generated, Files.readString(file), file + " is stale");
    }
}
