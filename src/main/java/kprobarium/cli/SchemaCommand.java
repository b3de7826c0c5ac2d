package kprobarium.cli;

import java.util.concurrent.Callable;
import kprobarium.experiment.file.JsonSchema;
import picocli.CommandLine.Command;

/// `schema`: the format of experiment files, for editors.
@Command(name = "schema", header = "Print the JSON schema of experiment files.",
        description = {"%nAn editor that knows it completes keys and words. conf/schema/experiment.schema.json holds the same.%n"})
final class SchemaCommand implements Callable<Integer> {
    private final Terminal terminal;

    SchemaCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out.print(JsonSchema.text());
        return Exit.OK.code;
    }
}
