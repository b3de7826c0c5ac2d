package kprobarium.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import kprobarium.process.Console;

/// The standard streams of a program that runs in `exec`: the terminal's.
final class ProgramConsole implements Console {
    private final Terminal terminal;

    ProgramConsole(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void write(int fd, byte[] bytes) {
        terminal.flush();
        OutputStream to = fd == STANDARD_ERROR ? terminal.rawErr : terminal.rawOut;
        try {
            to.write(bytes);
            to.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] read(int most) {
        try {
            byte[] bytes = new byte[most];
            int length = terminal.in.read(bytes);
            return length <= 0 ? new byte[0] : Arrays.copyOf(bytes, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
