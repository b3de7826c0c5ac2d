package kprobarium.experiment.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import tools.jackson.databind.json.JsonMapper;

class SchemaTest {
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(JsonSchema.text(), InputFormat.JSON);

    /// What the schema has against a file, aliases resolved: a JSON schema knows none.
    static List<String> errors(String yaml) {
        Object plain = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        return SCHEMA.validate(new JsonMapper().writeValueAsString(plain), InputFormat.JSON).stream().map(Object::toString).toList();
    }

    @TestFactory
    Stream<DynamicTest> every_experiment_is_valid() {
        return Samples.everywhere().stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(),
                        () -> assertEquals(List.of(), errors(Samples.text(file)))));
    }

    @Test
    void the_samples_of_the_architecture_are_valid() {
        assertEquals(List.of(), errors(Samples.resource("sample-disarm-race.yaml")));
        assertEquals(List.of(), errors(Samples.resource("sample-reentrant-probe.yaml")));
        assertEquals(List.of(), errors(MalformedTest.BASE));
    }
}
