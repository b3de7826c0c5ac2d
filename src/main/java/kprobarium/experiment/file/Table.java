package kprobarium.experiment.file;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import kprobarium.experiment.Word;

/// The mappings with fixed keys.
enum Table {
    FILE("experiment", "The file"),
    KPROBE("kprobe", "One probe of `kprobes`"),
    KRETPROBE("kretprobe", "One probe of `kretprobes`"),
    MACHINE("machine", "`machine`"),
    BUS("bus", "`bus` of `machine`"),
    INTERRUPT("interrupt", "One interrupt of `interrupts`"),
    TASK("task", "One task of `tasks`"),
    FIXUP("fixup", "One entry of `extable`"),
    EXPECTATION("expectation", "One kernel of `expect`"),
    FINDING("finding", "`finding`");

    private final String word;
    private final String title;

    Table(String word, String title) {
        this.word = word;
        this.title = title;
    }

    /// Its name in the JSON schema.
    String word() {
        return word;
    }

    /// Its heading in the reference.
    String title() {
        return title;
    }

    List<Key> keys() {
        return Arrays.stream(Key.values()).filter(key -> key.table() == this).toList();
    }

    String names() {
        return quoted(keys());
    }

    static String quoted(List<? extends Word> words) {
        return words.stream().map(w -> "`" + w.word() + "`").collect(Collectors.joining(", "));
    }
}
