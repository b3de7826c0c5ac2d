package kprobarium.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import kprobarium.event.render.Json;
import kprobarium.kernel.Change;
import kprobarium.kernel.Changes;
import kprobarium.kernel.KernelPatch;
import kprobarium.kernel.KernelVersion;
import kprobarium.kernel.Kernels;
import kprobarium.kernel.patch.Cures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `kernels`: the versions there are, what upstream has changed between them, and the cures that can be put on them.
@Command(name = "kernels", header = "List the kernels and the patches for them, or what differs between two.",
        description = {"%nA kernel is a version, followed by the patches on it: v1, v1+recheck, mainline+badi+rendezvous.%n"})
final class KernelsCommand implements Callable<Integer> {
    private static final int NAME = 18;

    private final Terminal terminal;

    KernelsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Option(names = "--json", description = "Print a JSON object: versions and patches, each with name and sentence.")
    private boolean json;

    @Option(names = "--diff", arity = "2", paramLabel = "KERNEL", description = "Print the changes that only one of two kernels has.")
    private List<String> diff = List.of();

    @Option(names = "--functions", description = "With each change, print the C functions that it concerns.")
    private boolean functions;

    @Override
    public Integer call() {
        if (!diff.isEmpty()) {
            Kernels.Choice a = KernelNames.find(diff.get(0));
            Kernels.Choice b = KernelNames.find(diff.get(1));
            if (json) {
                terminal.out.println(new Json().put(diff.get(0), changes(only(a, b))).put(diff.get(1), changes(only(b, a))));
            } else {
                diff(diff.get(0), only(a, b), diff.get(1), only(b, a));
            }
        } else if (json) {
            terminal.out.println(new Json()
                    .put("versions", Kernels.VERSIONS.stream().map(KernelsCommand::json).toList())
                    .put("patches", Kernels.PATCHES.stream().map(patch -> json(patch.name(), patch.sentence())).toList())
                    .put("changes", changes(Changes.ALL)));
        } else {
            list();
        }
        return Exit.OK.code;
    }

    private void list() {
        terminal.out.println(terminal.paint().strong("Versions"));
        for (KernelVersion version : Kernels.VERSIONS) {
            entry(version.name(), version.sentence() + (version.alias().isEmpty() ? "" : " (also `" + version.alias() + "`)"));
        }
        terminal.out.println();
        terminal.out.println(terminal.paint().strong("Changes upstream")
                + ", each a patch for the versions before it, but those in (brackets)");
        for (Change change : Changes.ALL) change(change);
        terminal.out.println();
        terminal.out.println(terminal.paint().strong("Cures"));
        for (KernelPatch cure : Cures.ALL) change(cure);
    }

    private void diff(String a, List<KernelPatch> onlyA, String b, List<KernelPatch> onlyB) {
        if (onlyA.isEmpty() && onlyB.isEmpty()) terminal.out.println(a + " and " + b + " do not differ.");
        only(a, onlyA);
        if (!onlyA.isEmpty() && !onlyB.isEmpty()) terminal.out.println();
        only(b, onlyB);
    }

    private void only(String kernel, List<KernelPatch> changes) {
        if (changes.isEmpty()) return;
        terminal.out.println(terminal.paint().strong("Only " + kernel));
        changes.forEach(this::change);
    }

    /// What `a` has and `b` has not.
    private static List<KernelPatch> only(Kernels.Choice a, Kernels.Choice b) {
        return Stream.<KernelPatch>concat(a.changes().stream().filter(change -> !b.changes().contains(change)),
                a.cures().stream().filter(cure -> !b.cures().contains(cure))).toList();
    }

    private static List<Json> changes(List<? extends KernelPatch> changes) {
        return changes.stream().map(change -> json(change.name(), change.sentence())
                .put("commit", commit(change)).put("concerns", change.concerns()).put("functions", change.functions())).toList();
    }

    private static String commit(KernelPatch change) {
        return change instanceof Change upstream ? upstream.commit() : "";
    }

    private static Json json(KernelVersion version) {
        return json(version.name(), version.sentence()).put("alias", version.alias())
                .put("changes", version.changes().stream().map(Change::name).toList());
    }

    private static Json json(String name, String sentence) {
        return new Json().put("name", name).put("sentence", sentence);
    }

    private void change(KernelPatch change) {
        String name = change instanceof Change upstream && !upstream.isPatch() ? "(" + change.name() + ")" : "+" + change.name();
        List<String> about = new ArrayList<>(change.concerns());
        if (change instanceof Change upstream) about.addFirst(upstream.commit());
        entry(name, change.sentence() + ". [" + String.join(" ", about) + "]");
        if (functions) entry("", "in " + String.join("(), ", change.functions()) + "()");
    }

    private void entry(String name, String sentence) {
        StringBuilder line = new StringBuilder("  " + Columns.pad(name, NAME));
        for (String word : sentence.split(" ")) {
            if (line.length() + 1 + word.length() > terminal.width()) {
                terminal.out.println(line);
                line = new StringBuilder(" ".repeat(2 + NAME));
            }
            line.append(' ').append(word);
        }
        terminal.out.println(line);
    }
}
