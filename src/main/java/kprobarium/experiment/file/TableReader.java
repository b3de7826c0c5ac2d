package kprobarium.experiment.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import kprobarium.experiment.Fault;
import kprobarium.experiment.Reading;
import kprobarium.experiment.Word;
import kprobarium.symbol.Nearest;

/// Reads nodes by the table of [Key]s: mappings by their keys, phrases by their notions. What does not fit is noted at
/// its place and left out of the answer, so that the caller can go on and find the rest.
final class TableReader {
    private static final Set<String> YAML_BOOLEANS = Set.of("on", "off", "yes", "no", "true", "false");

    private final Source source;

    TableReader(Source source) {
        this.source = source;
    }

    /// The values of a mapping by the keys of its table; unknown, repeated and missing keys are noted.
    Map<Key, Node> keys(Node node, Table table) {
        var found = new EnumMap<Key, Node>(Key.class);
        if (!(node instanceof Node.Mapping mapping)) {
            wrong(node, new Shape.Keys(table).expected());
            return found;
        }
        var known = new LinkedHashMap<String, Key>();
        table.keys().forEach(key -> known.put(key.word(), key));
        var absent = new LinkedHashSet<>(table.keys());
        for (Node.Entry entry : unique(mapping)) {
            Key key = known.get(entry.key().value());
            if (key == null) {
                unknown(entry.key(), 0, "key", entry.key().value(), known.keySet());
                continue;
            }
            absent.remove(key);
            if (entry.value() instanceof Node.Scalar scalar && scalar.isMissing()) {
                source.problem(entry.key().at(), "`" + key.word() + "` without a value", key.shape().expected(), "");
            } else {
                found.put(key, entry.value());
            }
        }
        for (Key key : absent) {
            if (!key.absent().allowed() && key.absent().instead().stream().noneMatch(other -> found.containsKey(known.get(other)))) {
                source.problem(mapping.at(), "no key `" + key.word() + "`", "`" + key.word() + ":` with " + key.shape().expected(), "");
            }
        }
        return found;
    }

    /// The entries of a mapping, without those whose key came before.
    private List<Node.Entry> unique(Node.Mapping mapping) {
        var first = new HashMap<String, Node.Entry>();
        var unique = new ArrayList<Node.Entry>();
        for (Node.Entry entry : mapping.entries()) {
            Node.Entry before = first.putIfAbsent(entry.key().value(), entry);
            if (before == null) {
                unique.add(entry);
            } else {
                source.problem(entry.key().at(), "key `" + entry.key().value() + "` a second time",
                        "it once, as on line " + before.key().at().line(), "");
            }
        }
        return unique;
    }

    /// The entries of a mapping with free names, those whose name and value have the right look.
    List<Node.Entry> named(Map<Key, Node> file, Key key) {
        Node node = file.get(key);
        if (node == null) {
            return List.of();
        }
        Shape.Named named = named(key.shape());
        Notion name = named.name();
        if (!(node instanceof Node.Mapping mapping)) {
            wrong(node, key.shape().expected());
            return List.of();
        }
        if (mapping.entries().isEmpty() && !key.absent().allowed()) {
            source.problem(mapping.at(), "an empty mapping", key.shape().expected(), "");
        }
        var entries = new ArrayList<Node.Entry>();
        for (Node.Entry entry : unique(mapping)) {
            if (!name.matches(entry.key().value()) || isBoolean(entry.key())) {
                wrong(entry.key(), name.words());
            } else if (entry.value() instanceof Node.Scalar scalar && scalar.isMissing()) {
                source.problem(entry.key().at(), "`" + entry.key().value() + "` without a value",
                        named.value().expected(), "");
            } else {
                entries.add(entry);
            }
        }
        return entries;
    }

    private static Shape.Named named(Shape shape) {
        return (Shape.Named) (shape instanceof Shape.NoneOr(Shape of) ? of : shape);
    }

    /// The phrases of a list; a list may be empty only where it lists calls.
    List<Node.Scalar> phrases(Node node, Notion notion) {
        if (!(node instanceof Node.Sequence sequence)) {
            wrong(node, new Shape.Phrases(notion).expected());
            return List.of();
        }
        if (sequence.items().isEmpty() && notion != Notion.CALL) {
            source.problem(sequence.at(), "an empty list", new Shape.Phrases(notion).expected(), "");
        }
        var phrases = new ArrayList<Node.Scalar>();
        for (Node item : sequence.items()) {
            scalar(item, notion.words()).ifPresent(phrases::add);
        }
        return phrases;
    }

    /// The phrases under a key; none if it is not there.
    List<Node.Scalar> phrases(Map<Key, Node> keys, Key key) {
        return keys.containsKey(key) ? phrases(keys.get(key), ((Shape.Phrases) key.shape()).notion()) : List.of();
    }

    Optional<Node.Scalar> scalar(Node node, String expected) {
        if (node instanceof Node.Scalar scalar && !scalar.isMissing() && !isBoolean(scalar)) {
            return Optional.of(scalar);
        }
        wrong(node, expected);
        return Optional.empty();
    }

    /// A phrase that its pattern alone can judge; empty text when there is none.
    String phrase(Map<Key, Node> file, Key key) {
        Notion notion = ((Shape.Phrase) key.shape()).notion();
        Optional<Node.Scalar> scalar = Optional.ofNullable(file.get(key)).flatMap(node -> scalar(node, notion.words()));
        if (scalar.isPresent() && (!notion.matches(scalar.get().value()) || isNumber(scalar.get()))) {
            wrong(scalar.get(), notion.words());
        }
        return scalar.map(s -> s.value().strip()).orElse("");
    }

    /// The value of a key that takes one of a few words; its default when it is not there or wrong.
    <W extends Word> W word(Map<Key, Node> keys, Key key, W[] words) {
        W standard = word(words, key.absent().value().orElseThrow()).orElseThrow();
        return Optional.ofNullable(keys.get(key))
                .flatMap(node -> scalar(node, key.shape().expected()))
                .flatMap(scalar -> word(scalar, 0, words))
                .orElse(standard);
    }

    /// The value of a key that takes a number; its default when it is not there or wrong.
    int number(Map<Key, Node> keys, Key key) {
        int standard = Integer.parseInt(key.absent().value().orElseThrow());
        Shape.Number bounds = (Shape.Number) key.shape();
        Optional<Node.Scalar> scalar = Optional.ofNullable(keys.get(key)).flatMap(node -> scalar(node, bounds.expected()));
        if (scalar.isEmpty()) return standard;
        String text = scalar.get().value();
        int number = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : -1;
        if (number >= bounds.least() && number <= bounds.most()) return number;
        wrong(scalar.get(), bounds.expected());
        return standard;
    }

    /// The values of a key that takes some of a few words; all of them when it is not there.
    <W extends Word> List<W> words(Map<Key, Node> keys, Key key, W[] words) {
        if (!keys.containsKey(key)) return List.of(words);
        if (!(keys.get(key) instanceof Node.Sequence sequence)) {
            wrong(keys.get(key), key.shape().expected());
            return List.of();
        }
        var found = new LinkedHashSet<W>();
        for (Node item : sequence.items()) {
            scalar(item, "one of " + Table.quoted(List.of(words))).flatMap(scalar -> word(scalar, 0, words)).ifPresent(found::add);
        }
        return List.copyOf(found);
    }

    /// The word that a scalar is from `offset` on.
    <W extends Word> Optional<W> word(Node.Scalar scalar, int offset, W[] words) {
        String text = scalar.value().substring(offset);
        Optional<W> word = word(words, text);
        if (word.isEmpty()) {
            unknown(scalar, offset, "word", text, Arrays.stream(words).map(Word::word).toList());
        }
        return word;
    }

    private static <W extends Word> Optional<W> word(W[] words, String text) {
        return Arrays.stream(words).filter(w -> w.word().equals(text)).findFirst();
    }

    void wrong(Node node, String expected) {
        boolean bool = node instanceof Node.Scalar scalar && isBoolean(scalar);
        source.problem(node.at(), node.found(), expected,
                bool ? "Some readers of YAML take it for a boolean: use another word, or quote it." : "");
    }

    void unknown(Node.Scalar scalar, int offset, String kind, String word, Iterable<String> known) {
        if (isBoolean(scalar)) {
            wrong(scalar, "one of: " + String.join(", ", known));
            return;
        }
        String shown = word.length() > 40 ? word.substring(0, 40) + "…" : word;
        source.problem(source.within(scalar, offset), "unknown " + kind + " `" + shown + "`", "one of: " + String.join(", ", known),
                Nearest.to(word, known).map(near -> "Did you mean `" + near + "`?").orElse(""));
    }

    private static boolean isBoolean(Node.Scalar scalar) {
        return scalar.style() == Node.Style.PLAIN && YAML_BOOLEANS.contains(scalar.value().toLowerCase(Locale.ROOT));
    }

    private static boolean isNumber(Node.Scalar scalar) {
        return scalar.style() == Node.Style.PLAIN && scalar.value().matches("[-+]?[0-9][0-9_.,]*");
    }

    /// What a notation was read as; a refusal is noted at its place in the file.
    <T> Optional<T> take(Node.Scalar scalar, Reading<T> reading) {
        return switch (reading) {
            case Reading.Read<T>(T value) -> Optional.of(value);
            case Reading.Refused<T>(Fault fault) -> {
                source.problem(source.within(scalar, fault.offset()), fault.found(), fault.expected(), fault.hint());
                yield Optional.empty();
            }
        };
    }
}
