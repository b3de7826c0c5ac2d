package kprobarium.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import kprobarium.board.Board;
import kprobarium.board.Csr;
import kprobarium.board.Ending;
import kprobarium.board.SystemCpu;
import kprobarium.elf.ElfFile;
import kprobarium.symbol.Symbols;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `boot`: runs a bare-metal image on a board of several CPUs.
@Command(name = "boot", header = "Run a bare-metal LoongArch image on a board of one to four CPUs.",
        description = {
            "%nLoads an ELF file into memory and starts it: addresses are not translated, interrupts are off. What the serial port"
                    + " (ns16550 at 0x1fe001e0) transmits is standard output; a summary goes to standard error. CPUs run in turns, and the"
                    + " counter is the instructions of all of them: a run is always the same.%n"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  kprobarium boot image.elf",
            "  kprobarium boot image.elf --cpus 4 --limit 100000000",
            "",
            "Exit status: 0 when the image turns the board off (0x34 to 0x100e001c), 124 when --limit is",
            "reached, 1 when it comes to a standstill; 64 wrong usage, 65 the file is wrong or missing."})
final class BootCommand implements Callable<Integer> {
    private static final int BY_LIMIT = 124;
    private static final long CHUNK = 2_000_000;
    private static final int LARGEST_FILE = 256 << 20, MOST_MEMORY_MIB = 1024;
    private static final double NANOSECONDS = 1e9, MILLION = 1e6;
    private static final long PHYSICAL = (1L << 48) - 1;

    private final Terminal terminal;

    BootCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Parameters(index = "0", paramLabel = "IMAGE", description = "The image: a static executable. It is loaded at the low 48 bits of its"
            + " addresses.")
    private String file;

    @Option(names = "--cpus", paramLabel = "N", defaultValue = "1", description = "How many CPUs, from 1 to 4. (1)")
    private int cpus;

    @Option(names = "--memory", paramLabel = "MIB", defaultValue = "64",
            description = "How much memory; what is more than 256 MiB lies from 0x90000000 on. (64)")
    private int memory;

    @Option(names = "--slice", paramLabel = "N", defaultValue = "10000", description = "Instructions a turn, from 1 to 10000. (10000)")
    private int slice;

    @Option(names = "--limit", paramLabel = "N", description = "Stop after this many instructions, of all CPUs together.")
    private Long limit;

    @Option(names = "--park",
            description = "Start CPU 0 only; the others wait, as firmware leaves them, for an IPI and an address in mailbox 0."
                    + " Without it all CPUs start at the entry.")
    private boolean parks;

    @Option(names = "--tier", paramLabel = "N", defaultValue = "1",
            description = "0: execute word by word; 1: compile what is hot. Nothing but speed depends on it. (1)")
    private int tier;

    @Option(names = {"-q", "--quiet"}, description = "No summary.")
    private boolean quiet;

    @Override
    public Integer call() {
        check();
        ElfFile image = image();
        terminal.flush();
        OutputStream console = new BufferedOutputStream(terminal.rawOut);
        Board board = new Board(new Board.Plan(cpus, memory << 20, slice), c -> write(console, c));
        board.compiles(tier > 0);
        board.load(image).ifPresent(why -> {
            throw Refusal.badInput(file + ": " + why);
        });
        if (parks) board.startFirst(image.entry() & PHYSICAL, 0);
        else board.startAll(image.entry() & PHYSICAL);
        return run(board, console, image.symbols());
    }

    private void check() {
        if (cpus < 1 || cpus > Board.Plan.MOST_CPUS) {
            throw Refusal.usage("--cpus: found " + cpus + ", expected 1 to " + Board.Plan.MOST_CPUS);
        }
        if (memory < 1 || memory > MOST_MEMORY_MIB) {
            throw Refusal.usage("--memory: found " + memory + ", expected 1 to " + MOST_MEMORY_MIB + " MiB");
        }
        if (slice < 1 || slice > Board.Plan.LONGEST_SLICE) {
            throw Refusal.usage("--slice: found " + slice + ", expected 1 to " + Board.Plan.LONGEST_SLICE);
        }
        if (tier < 0 || tier > 1) throw Refusal.usage("--tier: found " + tier + ", expected 0 or 1");
        if (limit != null && limit < 0) throw Refusal.usage("--limit: found " + limit + ", expected 0 or more");
    }

    private ElfFile image() {
        Path path = Path.of(file);
        byte[] bytes;
        try {
            if (Files.isRegularFile(path) && Files.size(path) > LARGEST_FILE) {
                throw Refusal.badInput(file + ": found " + Files.size(path) + " bytes, expected at most " + LARGEST_FILE);
            }
            bytes = Files.readAllBytes(path);
        } catch (IOException _) {
            String why = Files.isDirectory(path) ? "is a folder" : Files.exists(path) ? "cannot be read" : "not found";
            throw Refusal.badInput(file + ": " + why
                    + "; expected a bare-metal image, as clang --target=loongarch64-unknown-none -nostdlib -static makes it");
        }
        return switch (ElfFile.read(file, bytes)) {
            case ElfFile.Parsed.Good(ElfFile good) -> good;
            case ElfFile.Parsed.Bad(var problem) -> throw Refusal.badInput(problem.toString());
        };
    }

    private static void write(OutputStream console, int character) {
        try {
            console.write(character);
            if (character == '\n') console.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int run(Board board, OutputStream console, Symbols symbols) {
        long most = limit == null ? Long.MAX_VALUE : limit;
        long began = System.nanoTime();
        Ending ending = Ending.LIMIT;
        while (ending == Ending.LIMIT && board.executed() < most && !terminal.interrupt.isSet()) {
            ending = board.run(Math.min(most, board.executed() + CHUNK));
            flush(console);
        }
        if (!quiet) summary(board, ending, symbols, (System.nanoTime() - began) / NANOSECONDS);
        return switch (ending) {
            case POWER_OFF -> Exit.OK.code;
            case LIMIT -> terminal.interrupt.isSet() ? Exit.INTERRUPTED.code : BY_LIMIT;
            case ALL_IDLE, HOPELESS -> Exit.NOT_MET.code;
        };
    }

    private static void flush(OutputStream console) {
        try {
            console.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void summary(Board board, Ending ending, Symbols symbols, double seconds) {
        String why = terminal.interrupt.isSet() ? "stopped by Ctrl-C" : ending.meaning();
        terminal.complain(String.format(Locale.ROOT, "%s: %d instructions in %.3f s, %.1f MIPS; counter %d", why, board.executed(), seconds,
                board.executed() / Math.max(seconds, 1e-9) / MILLION, board.now()));
        for (SystemCpu cpu : board.cpus()) {
            String at = ending == Ending.POWER_OFF ? "" : ", at " + place(cpu.pc(), symbols) + state(cpu, symbols);
            terminal.complain("CPU " + cpu.number() + ": " + cpu.retired() + " instructions" + at);
        }
        if (board.lost() > 0) terminal.complain(board.lost() + " accesses to what is not there: they read 0");
    }

    private static String state(SystemCpu cpu, Symbols symbols) {
        if (cpu.isWaiting()) return ", waits for an interrupt";
        if (!cpu.isHopeless()) return "";
        return ", raises exception after exception; ERA " + place(cpu.csr(Csr.ERA), symbols) + ", ESTAT " + hex(cpu.csr(Csr.ESTAT))
                + ", BADV " + hex(cpu.csr(Csr.BADV));
    }

    private static String place(long address, Symbols symbols) {
        return symbols.at(address).map(name -> name + " (" + hex(address) + ")").orElseGet(() -> hex(address));
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
