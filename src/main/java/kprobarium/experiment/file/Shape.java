package kprobarium.experiment.file;

import java.util.List;

import kprobarium.experiment.Word;

/// What the value of a key looks like.
sealed interface Shape {
    /// One word or phrase.
    record Phrase(Notion notion) implements Shape {
    }

    /// One of a few words.
    record OneOf(List<? extends Word> words) implements Shape {
        OneOf(Word[] words) {
            this(List.of(words));
        }
    }

    /// A number, within bounds.
    record Number(int least, int most) implements Shape {
    }

    /// A list of some of a few words.
    record SomeOf(List<? extends Word> words) implements Shape {
        SomeOf(Word[] words) {
            this(List.of(words));
        }
    }

    /// A list of phrases.
    record Phrases(Notion notion) implements Shape {
    }

    /// A mapping from free names to values of one shape.
    record Named(Notion name, Shape value) implements Shape {
    }

    /// A mapping with the keys of a table.
    record Keys(Table table) implements Shape {
    }

    /// A phrase that is short for a mapping with the first key of a table alone, or that mapping.
    record Short(Notion notion, Table table) implements Shape {
    }

    /// The word `none`, or something of a shape.
    record NoneOr(Shape shape) implements Shape {
    }

    /// As a diagnostic calls it.
    default String expected() {
        return switch (this) {
            case Phrase(Notion notion) -> notion.words();
            case OneOf(var words) -> words.size() == 1 ? "`" + words.getFirst().word() + "`" : "one of " + Table.quoted(words);
            case Number(int least, int most) -> "a number from " + least + " to " + most;
            case SomeOf(var words) -> "a list of some of " + Table.quoted(words);
            case Phrases(Notion notion) -> "a list of entries, each " + notion.words();
            case Named(Notion name, Shape value) -> "a mapping from " + name.words() + " to " + value.expected();
            case Keys(Table table) -> "a mapping with keys from " + table.names();
            case NoneOr(Shape shape) -> "`none`, or " + shape.expected();
            case Short(Notion notion, Table table) -> notion.words() + ", or a mapping with keys from " + table.names();
        };
    }
}
