package kprobarium.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/// Where commands read and write, and what is known about who looks on.
final class Terminal {
    /// When output is coloured.
    enum Colour {
        AUTO, ALWAYS, NEVER
    }

    static final int USUAL_WIDTH = 120;
    private static final int BUFFER = 1 << 16;

    final InputStream in;
    final PrintWriter out;
    final PrintWriter err;
    /// Where [#out] and [#err] lead, for bytes that are no text; [flushed][#flush()] before, these come behind what was printed.
    final OutputStream rawOut;
    final OutputStream rawErr;
    final Interrupt interrupt;
    private final UnaryOperator<String> environment;
    private final boolean outIsTerminal;
    private final boolean errIsTerminal;
    private Colour colour = Colour.AUTO;
    private boolean debugging;
    private int terminalWidth;

    Terminal(InputStream in, OutputStream out, OutputStream err, UnaryOperator<String> environment, boolean outIsTerminal,
            boolean errIsTerminal, Interrupt interrupt) {
        this.in = in;
        rawOut = out;
        rawErr = err;
        this.out = writer(out);
        this.err = writer(err);
        this.environment = environment;
        this.outIsTerminal = outIsTerminal;
        this.errIsTerminal = errIsTerminal;
        this.interrupt = interrupt;
    }

    /// The one that the process was started from.
    static Terminal ofTheProcess(Interrupt interrupt) {
        return new Terminal(System.in, new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err), System::getenv,
                isTerminal(1), isTerminal(2), interrupt);
    }

    private static PrintWriter writer(OutputStream stream) {
        return new PrintWriter(new OutputStreamWriter(new BufferedOutputStream(stream, BUFFER), StandardCharsets.UTF_8), false);
    }

    /// Java does not tell for one stream; Linux does. Elsewhere the console stands for all.
    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        if (Files.isSymbolicLink(link)) {
            try {
                String target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            } catch (IOException _) {
                return false;
            }
        }
        return System.console().isTerminal();
    }

    void colour(Colour when) {
        colour = when;
    }

    /// What to paint with: as `--color` says, or else coloured on a terminal unless `NO_COLOR` is set.
    Paint paint() {
        boolean coloured = switch (colour) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> outIsTerminal && environment("NO_COLOR").isEmpty() && !environment("TERM").equals("dumb");
        };
        return coloured ? Paint.COLOURED : Paint.PLAIN;
    }

    /// Whether somebody watches standard error.
    boolean isWatched() {
        return errIsTerminal;
    }

    private String environment(String name) {
        String value = environment.apply(name);
        return value == null ? "" : value;
    }

    /// How many characters fit a line of standard output.
    int width() {
        return width(outIsTerminal);
    }

    /// How many characters fit a line of standard error.
    int widthOfErr() {
        return width(errIsTerminal);
    }

    private int width(boolean isTerminal) {
        if (environment("COLUMNS").matches("[1-9][0-9]{1,3}")) return Integer.parseInt(environment("COLUMNS"));
        if (!isTerminal) return USUAL_WIDTH;
        if (terminalWidth == 0) terminalWidth = askTheTerminal();
        return terminalWidth;
    }

    private static int askTheTerminal() {
        try {
            Process stty = new ProcessBuilder("stty", "size").redirectInput(Path.of("/dev/tty").toFile()).start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (stty.waitFor(1, TimeUnit.SECONDS) && size.matches("[0-9]+ [1-9][0-9]+")) return Integer.parseInt(size.split(" ")[1]);
        } catch (IOException _) {
            return USUAL_WIDTH;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return USUAL_WIDTH;
    }

    void debug(boolean on) {
        debugging = on;
    }

    /// Something is wrong with kprobarium itself, not with what it was given.
    void defect(String who, Throwable defect) {
        complain(who + ": a defect of kprobarium: " + defect + (debugging ? "" : "; --debug shows where"));
        if (debugging) defect.printStackTrace(err);
        err.flush();
    }

    /// A line on standard error, after what was printed before.
    void complain(String line) {
        out.flush();
        err.println(line);
        err.flush();
    }

    void flush() {
        out.flush();
        err.flush();
    }
}
