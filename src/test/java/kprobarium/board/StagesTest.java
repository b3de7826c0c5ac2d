package kprobarium.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import kprobarium.testing.OutsideTool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Images of our own that do what a kernel does while it boots, in three stages: direct-mapped windows; page tables; interrupts. On each
/// CPU in turn, and then on all at once, they check what they find, print it and turn the board off.
class StagesTest {
    private static final long LIMIT = 50_000_000;
    private static final int USUAL_SLICE = 10_000;

    /// What QEMU 7.2 does otherwise than the manual says, and what it leaves to chance: names of checks that may differ there.
    private static final Pattern OTHERWISE_ON_QEMU = Pattern.compile(String.join("|",
            "mask .*|zero ESTAT", // CSRs keep all that is written to them; there is no MISC
            "PRCFG[12]",
            "LLBCTL.ROLLB",
            "unaligned amadd.*", // works
            "tlbrd: TLBELO[01]|a huge page: the upper half", // bits of software reach the TLB
            "the TLB still knows|address space 1 again|invtlb [25].*", // the entry that tlbfill replaces is chosen by chance
            "TVAL counts down", // goes by the host's clock, and on below 0
            "a software interrupt.*|idle ends on what is pending already", // not noticed, and not tried
            "fetch from a page not to be executed|text of level 0 at level 3")); // never end, and are not tried

    @TempDir
    private Path folder;
    private Guests guests;

    @BeforeEach
    void findTools() {
        guests = new Guests(folder);
    }

    /// How an image was played: by its console and, for each CPU, how many instructions it retired.
    private record Played(String console, Ending ending, List<Long> counts, long counter) {}

    private static Board board(Guests.Image image, int cpus, int slice, StringBuilder console) {
        Board board = new Board(Board.Plan.USUAL.withCpus(cpus).withSlice(slice), c -> console.append((char) c));
        assertTrue(board.load(Guests.ENTRY, image.bytes()));
        board.startAll(Guests.ENTRY);
        return board;
    }

    private static Played play(Board board, StringBuilder console) {
        Ending ending = board.run(LIMIT);
        return new Played(console.toString(), ending, board.cpus().stream().map(SystemCpu::retired).toList(), board.now());
    }

    private static Played play(Guests.Image image, int cpus, int slice, boolean compiled) {
        StringBuilder console = new StringBuilder();
        Board board = board(image, cpus, slice, console);
        board.compiles(compiled);
        return play(board, console);
    }

    @ParameterizedTest
    @CsvSource({
        "windows, 1", "windows, 2", "windows, 4", "pages, 1", "pages, 2", "pages, 4", "interrupts, 1", "interrupts, 2", "interrupts, 4"
    })
    void a_stage_is_passed_alike_in_slices_of_any_length_and_in_both_tiers(String stage, int cpus) throws Exception {
        Guests.Image image = guests.build(stage, cpus);
        String console = play(image, cpus, USUAL_SLICE, true).console();
        assertEquals(List.of(), console.lines().filter(line -> line.startsWith("FAIL")).toList());
        for (int slice : List.of(USUAL_SLICE, 777, 10)) {
            Played compiled = play(image, cpus, slice, true);
            assertEquals(Ending.POWER_OFF, compiled.ending());
            assertEquals(console, compiled.console());
            assertEquals(compiled, play(image, cpus, slice, false));
        }
    }

    @ParameterizedTest
    @CsvSource({"windows, 2", "pages, 2", "interrupts, 2", "interrupts, 4"})
    void cpus_that_firmware_left_waiting_start_where_the_mailbox_says(String stage, int cpus) throws Exception {
        Guests.Image image = guests.build(stage, cpus);
        StringBuilder console = new StringBuilder();
        Board board = board(image, cpus, USUAL_SLICE, console);
        board.startFirst(Guests.ENTRY, 0);
        Played played = play(board, console);
        assertEquals(Ending.POWER_OFF, played.ending());
        assertEquals(play(image, cpus, USUAL_SLICE, true).console(), played.console());
    }

    /// With several threads QEMU 7.2 loses an IPI now and then.
    @ParameterizedTest
    @CsvSource({
        "windows, 1", "windows, 2", "windows, 4", "pages, 1", "pages, 2", "pages, 4", "interrupts, 1", "interrupts, 2", "interrupts, 4"
    })
    void qemu_prints_the_same(String stage, int cpus) throws Exception {
        Path qemu = OutsideTool.require("each stage against QEMU's board", "qemu-system-misc", "qemu-system-loongarch64");
        Guests.Image image = guests.build(stage, cpus);
        String said = Guests.run(List.of(
                qemu.toString(), "-M", "virt", "-cpu", "la464", "-smp", String.valueOf(cpus), "-m", "1G", "-nic", "none", "-nographic",
                "-accel", "tcg,thread=single", "-monitor", "none", "-serial", "stdio", "-kernel", image.elf().toString()));
        assertLinesMatch(comparable(play(image, cpus, USUAL_SLICE, true).console()), comparable(said));
    }

    private static List<String> comparable(String console) {
        List<String> lines = new ArrayList<>(console.lines().toList());
        lines.removeIf(line -> OTHERWISE_ON_QEMU.matcher(line.replaceFirst("^(ok|FAIL) ", "").replaceFirst(": found .*", "")).matches());
        return lines;
    }
}
