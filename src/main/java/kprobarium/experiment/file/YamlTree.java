package kprobarium.experiment.file;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import kprobarium.experiment.file.Node.Style;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;

/// Composes the events of one YAML document into nodes. An aliased node is shared and not copied, and may not contain
/// itself; depth, aliases and entries are bounded, so the cost of a file is bounded by its length.
final class YamlTree {
    static final int MAX_DEPTH = 12;
    static final int MAX_ALIASES = 100;
    static final int MAX_ENTRIES = 1000;

    /// Ends the composing after a problem was noted; never leaves this class.
    private static final class Stop extends Exception {
        private static final long serialVersionUID = 1;

        Stop() {
            super(null, null, false, false);
        }
    }

    private final Source source;
    private final Iterator<Event> events;
    private final Map<String, Node> anchors = new HashMap<>();
    private int aliases;

    private YamlTree(Source source, Iterator<Event> events) {
        this.source = source;
        this.events = events;
    }

    /// The document's root; empty, with a problem noted, if it is not one YAML document.
    static Optional<Node> compose(String content, Source source) {
        var options = new LoaderOptions();
        options.setProcessComments(false);
        try {
            var events = new Yaml(options).parse(new StringReader(content)).iterator();
            return new YamlTree(source, events).document();
        } catch (MarkedYAMLException e) {
            syntax(source, e);
            return Optional.empty();
        } catch (YAMLException e) {
            source.problem(new Position(1, 1), "no YAML: " + e.getMessage(), "", "");
            return Optional.empty();
        } catch (Stop _) {
            return Optional.empty();
        }
    }

    private static void syntax(Source source, MarkedYAMLException e) {
        String problem = e.getProblem() == null ? String.valueOf(e.getContext()) : e.getProblem();
        Mark mark = e.getProblemMark();
        boolean atEnd = problem.contains("end of stream") || problem.contains("<stream end>");
        if (mark == null || atEnd && e.getContextMark() != null) {
            mark = e.getContextMark();
        }
        Position at = mark == null ? new Position(1, 1) : position(mark);
        if (problem.contains("TAB")) {
            source.problem(at, "a tab", "spaces: YAML is not indented with tabs", "");
            return;
        }
        String context = e.getContext() == null || e.getContextMark() == null ? ""
                : " " + e.getContext() + " from line " + (e.getContextMark().getLine() + 1);
        source.problem(at, "no YAML" + context + ": " + problem, "", hint(problem));
    }

    /// What usually is behind a problem that YAML states in its own terms.
    private static String hint(String problem) {
        if (problem.startsWith("mapping values are not allowed")) {
            return "Quote text that contains a colon and a space.";
        }
        if (problem.startsWith("expected <block end>")) {
            return "The keys of one mapping start in one column; so do the dashes of one list.";
        }
        if (problem.contains("cannot start any token")) {
            return "Quote text that begins with this character.";
        }
        return "";
    }

    private Optional<Node> document() throws Stop {
        events.next();
        Event start = events.next();
        if (start.is(Event.ID.StreamEnd)) {
            source.problem(new Position(1, 1), "nothing in this file", "an experiment", "");
            return Optional.empty();
        }
        Node root = node(events.next(), 0);
        events.next();
        Event end = events.next();
        if (!end.is(Event.ID.StreamEnd)) {
            source.problem(position(end.getStartMark()), "a second document", "one experiment a file", "");
            return Optional.empty();
        }
        return Optional.of(root);
    }

    private Node node(Event event, int depth) throws Stop {
        Position at = position(event.getStartMark());
        if (depth > MAX_DEPTH) {
            throw stop(at, "nesting deeper than " + MAX_DEPTH + " levels");
        }
        if (event instanceof AliasEvent alias) {
            return aliased(alias, at);
        }
        Node node = switch (event) {
            case ScalarEvent scalar -> scalar(scalar, at);
            case SequenceStartEvent sequence -> {
                noTag(sequence.getTag(), at);
                yield new Node.Sequence(at, items(depth, at));
            }
            case MappingStartEvent mapping -> {
                noTag(mapping.getTag(), at);
                yield new Node.Mapping(at, entries(depth, at));
            }
            default -> throw new IllegalStateException(event.toString());
        };
        String anchor = ((NodeEvent) event).getAnchor();
        if (anchor != null) {
            anchors.put(anchor, node);
        }
        return node;
    }

    private Node aliased(AliasEvent alias, Position at) throws Stop {
        if (++aliases > MAX_ALIASES) {
            throw stop(at, "more than " + MAX_ALIASES + " aliases");
        }
        Node node = anchors.get(alias.getAnchor());
        if (node == null) {
            source.problem(at, "unknown anchor `*" + alias.getAnchor() + "`", "an anchor whose value ends before this place",
                    "Write `&" + alias.getAnchor() + "` before the value that is meant.");
            throw new Stop();
        }
        return node;
    }

    private Node.Scalar scalar(ScalarEvent scalar, Position at) throws Stop {
        noTag(scalar.getTag(), at);
        return new Node.Scalar(at, scalar.getValue(), switch (scalar.getScalarStyle()) {
            case PLAIN, JSON_SCALAR_STYLE -> Style.PLAIN;
            case SINGLE_QUOTED, DOUBLE_QUOTED -> Style.QUOTED;
            case LITERAL -> Style.LITERAL;
            case FOLDED -> Style.FOLDED;
        });
    }

    private List<Node> items(int depth, Position at) throws Stop {
        var items = new ArrayList<Node>();
        for (Event event = events.next(); !event.is(Event.ID.SequenceEnd); event = events.next()) {
            items.add(node(event, depth + 1));
            notTooMany(items, at);
        }
        return List.copyOf(items);
    }

    private List<Node.Entry> entries(int depth, Position at) throws Stop {
        var entries = new ArrayList<Node.Entry>();
        for (Event event = events.next(); !event.is(Event.ID.MappingEnd); event = events.next()) {
            Node key = node(event, depth + 1);
            Node value = node(events.next(), depth + 1);
            if (!(key instanceof Node.Scalar name)) {
                source.problem(position(event.getStartMark()), key.found() + " as a key", "a word", "");
                throw new Stop();
            }
            entries.add(new Node.Entry(name, value));
            notTooMany(entries, at);
        }
        return List.copyOf(entries);
    }

    private void noTag(String tag, Position at) throws Stop {
        if (tag != null && !tag.equals("!")) {
            source.problem(at, "a tag `" + tag + "`", "a value without a tag", "");
            throw new Stop();
        }
    }

    private void notTooMany(List<?> entries, Position at) throws Stop {
        if (entries.size() > MAX_ENTRIES) {
            throw stop(at, "more than " + MAX_ENTRIES + " entries");
        }
    }

    private Stop stop(Position at, String found) {
        source.problem(at, found, "a file that a person can read", "");
        return new Stop();
    }

    private static Position position(Mark mark) {
        return new Position(mark.getLine() + 1, mark.getColumn() + 1);
    }
}
