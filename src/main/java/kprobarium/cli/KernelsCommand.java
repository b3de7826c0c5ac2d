package kprobarium.cli;

import java.util.concurrent.Callable;
import kprobarium.event.render.Json;
import kprobarium.kernel.KernelPatch;
import kprobarium.kernel.KernelVersion;
import kprobarium.kernel.Kernels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `kernels`: the versions there are, and the fixes that can be put on them.
@Command(name = "kernels", header = "List the kernels and the patches for them.",
        description = {"%nA kernel is a version, followed by the patches on it: v1, v1+recheck, mainline+badi+rendezvous.%n"})
final class KernelsCommand implements Callable<Integer> {
    private static final int NAME = 18;

    private final Terminal terminal;

    KernelsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Option(names = "--json", description = "Print a JSON object: versions and patches, each with name and sentence.")
    private boolean json;

    @Override
    public Integer call() {
        if (json) {
            terminal.out.println(new Json()
                    .put("versions", Kernels.VERSIONS.stream().map(version -> json(version.name(), version.sentence())).toList())
                    .put("patches", Kernels.PATCHES.stream().map(patch -> json(patch.name(), patch.sentence())).toList()));
            return Exit.OK.code;
        }
        terminal.out.println(terminal.paint().strong("Versions"));
        for (KernelVersion version : Kernels.VERSIONS) entry(version.name(), version.sentence());
        terminal.out.println();
        terminal.out.println(terminal.paint().strong("Patches"));
        for (KernelPatch patch : Kernels.PATCHES) entry("+" + patch.name(), patch.sentence());
        return Exit.OK.code;
    }

    private static Json json(String name, String sentence) {
        return new Json().put("name", name).put("sentence", sentence);
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
