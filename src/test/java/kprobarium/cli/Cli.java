package kprobarium.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// The program as a test runs it: in this process, with its own streams and environment.
final class Cli {
    /// What came of it. `err` and `out` are whole.
    record Result(int status, String out, String err) {
        /// The same, with a folder called FOLDER.
        Result without(Path folder) {
            return new Result(status, out.replace(folder.toString(), "FOLDER"), err.replace(folder.toString(), "FOLDER"));
        }
    }

    private final Map<String, String> environment = new TreeMap<>();
    private String input = "";
    private boolean outIsTerminal;

    Cli input(String text) {
        input = text;
        return this;
    }

    Cli environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Cli onATerminal() {
        outIsTerminal = true;
        return this;
    }

    Result run(String... args) {
        var in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int status = Main.run(new Terminal(in, out, err, environment::get, outIsTerminal, false, new Interrupt()), args);
        return new Result(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    static Result kprobarium(String... args) {
        return new Cli().run(args);
    }
}
