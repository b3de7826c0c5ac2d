package kprobarium.experiment.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import kprobarium.experiment.Setting;
import kprobarium.experiment.Word;

/// The format as a JSON schema (2020-12), for editors. It knows keys, types and vocabularies; whether a name exists only
/// the reader knows.
public final class JsonSchema {
    private JsonSchema() {
    }

    /// The schema as indented JSON text.
    public static String text() {
        var schema = new LinkedHashMap<String, Object>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$comment", "Generated from the table of keys, kprobarium.experiment.file.Key; a test keeps it fresh.");
        schema.put("title", "kprobarium experiment");
        schema.putAll(table(Table.FILE));
        schema.put("anyOf", somethingIsExpected());
        schema.put("oneOf", List.of(ordered("required", List.of(Key.TEXT.word())), ordered("required", List.of(Key.ELF.word()))));
        var definitions = new LinkedHashMap<String, Object>();
        for (Table table : Table.values()) {
            if (table != Table.FILE) {
                definitions.put(table.word(), table(table));
            }
        }
        schema.put("$defs", definitions);
        var text = new StringBuilder();
        write(schema, "", text);
        return text.append('\n').toString();
    }

    private static Map<String, Object> table(Table table) {
        var properties = new LinkedHashMap<String, Object>();
        var required = new ArrayList<String>();
        for (Key key : table.keys()) {
            var property = new LinkedHashMap<String, Object>();
            property.put("description", key.doc());
            property.putAll(shape(key.shape()));
            key.absent().value().ifPresent(value -> property.put("default", standard(key.shape(), value)));
            properties.put(key.word(), property);
            if (!key.absent().allowed() && key.absent().instead().isEmpty()) {
                required.add(key.word());
            }
        }
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }

    private static Object standard(Shape shape, String value) {
        return switch (shape) {
            case Shape.Number _ -> Integer.valueOf(value);
            case Shape.SomeOf(var words) -> words.stream().map(Word::word).toList();
            case Shape _ -> value;
        };
    }

    private static Map<String, Object> shape(Shape shape) {
        return switch (shape) {
            case Shape.Number(int least, int most) -> ordered("type", "integer", "minimum", least, "maximum", most);
            case Shape.SomeOf(var words) ->
                ordered("type", "array", "items", ordered("enum", words.stream().map(Word::word).toList()), "uniqueItems", true);
            case Shape.Phrase(Notion notion) -> phrase(notion);
            case Shape.OneOf(var words) -> ordered("enum", words.stream().map(Word::word).toList());
            case Shape.Phrases(Notion notion) -> phrases(phrase(notion), notion != Notion.CALL);
            case Shape.Named(Notion name, _) when name == Notion.SETTING -> settings();
            case Shape.Named(Notion name, Shape value) -> named(name, value);
            case Shape.Keys(Table table) -> reference(table);
            case Shape.NoneOr(Shape of) -> ordered("oneOf", List.of(ordered("const", "none"), shape(of)));
            case Shape.Short(Notion notion, Table table) -> ordered("oneOf", List.of(phrase(notion), reference(table)));
        };
    }

    private static Map<String, Object> phrase(Notion notion) {
        return ordered("type", "string", "pattern", notion.pattern());
    }

    private static Map<String, Object> phrases(Map<String, Object> phrase, boolean atLeastOne) {
        var list = ordered("type", "array", "items", phrase);
        if (atLeastOne) {
            list.put("minItems", 1);
        }
        return list;
    }

    private static Map<String, Object> named(Notion name, Shape value) {
        var mapping = ordered("type", "object", "propertyNames", ordered("pattern", name.pattern()), "additionalProperties", shape(value));
        if (name == Notion.CPU) {
            var below = new LinkedHashMap<String, Object>();
            for (int cpu = 1; cpu < ExperimentReader.MAX_CPUS; cpu++) {
                below.put(Integer.toString(cpu), List.of(Integer.toString(cpu - 1)));
            }
            mapping.put("required", List.of("0"));
            mapping.put("dependentRequired", below);
        }
        if (name == Notion.KERNEL) {
            mapping.put("minProperties", 1);
        }
        return mapping;
    }

    /// Each setting takes what the key of the same name takes.
    private static Map<String, Object> settings() {
        var patterns = new LinkedHashMap<String, Object>();
        for (Setting.ProbeSetting setting : Setting.ProbeSetting.values()) {
            patterns.put("^(?!machine\\.)" + Notion.PROBE.pattern().replaceAll("[\\^$]", "") + "\\." + setting.word() + "$",
                    phrases(shape(key(Table.KPROBE, setting).shape()), true));
        }
        for (Setting.MachineSetting setting : Setting.MachineSetting.values()) {
            patterns.put("^machine\\." + setting.word() + "$", phrases(shape(key(Table.MACHINE, setting).shape()), true));
        }
        return ordered("type", "object", "patternProperties", patterns, "additionalProperties", false);
    }

    private static Key key(Table table, Word setting) {
        return table.keys().stream().filter(key -> key.word().equals(setting.word())).findFirst().orElseThrow();
    }

    private static Map<String, Object> reference(Table table) {
        return ordered("$ref", "#/$defs/" + table.word());
    }

    /// Either the file has a condition, or each kernel expects something.
    private static List<Object> somethingIsExpected() {
        var ways = new ArrayList<Object>();
        for (Key key : ExperimentReader.CONDITIONS_OF_FILE) {
            ways.add(ordered("required", List.of(key.word())));
        }
        ways.add(ordered("properties", ordered(Key.EXPECT.word(), ordered("additionalProperties", ordered("minProperties", 1)))));
        return ways;
    }

    private static Map<String, Object> ordered(Object... keysAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    private static void write(Object value, String indent, StringBuilder out) {
        switch (value) {
            case Map<?, ?> map -> {
                String separator = "{\n";
                for (var entry : map.entrySet()) {
                    out.append(separator).append(indent).append("  ");
                    string((String) entry.getKey(), out);
                    out.append(": ");
                    write(entry.getValue(), indent + "  ", out);
                    separator = ",\n";
                }
                out.append(map.isEmpty() ? "{}" : "\n" + indent + "}");
            }
            case List<?> list -> {
                String separator = "[";
                for (Object item : list) {
                    out.append(separator);
                    write(item, indent, out);
                    separator = ", ";
                }
                out.append(list.isEmpty() ? "[]" : "]");
            }
            case String text -> string(text, out);
            default -> out.append(value);
        }
    }

    private static void string(String text, StringBuilder out) {
        out.append('"').append(text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")).append('"');
    }
}
