package kprobarium.board;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Images of our own that do what a kernel does while it boots, stage by stage; each prints its checks and turns the board off.
class StagesTest {
    private static final long LIMIT = 50_000_000;

    @TempDir
    static Path folder;

    record Played(String console, Ending ending, List<Long> counts, long counter) {}

    private static Played play(Guests.Image image, int cpus, int slice, boolean compiled) {
        StringBuilder console = new StringBuilder();
        Board board = new Board(Board.Plan.USUAL.withCpus(cpus).withSlice(slice), c -> console.append((char) c));
        board.compiles(compiled);
        board.load(Guests.ENTRY, image.bytes());
        board.startAll(Guests.ENTRY);
        Ending ending = board.run(LIMIT);
        return new Played(console.toString(), ending, board.cpus().stream().map(SystemCpu::retired).toList(), board.now());
    }

    @ParameterizedTest
    @CsvSource({"windows, 1", "windows, 2", "windows, 4", "pages, 1", "pages, 2", "pages, 4", "interrupts, 1", "interrupts, 2", "interrupts, 4"})
    void an_image_passes_its_checks(String stage, int cpus) throws Exception {
        Guests.Image image = new Guests(folder).build(stage, cpus);
        Played played = play(image, cpus, 10_000, true);
        System.out.println(stage + cpus + " " + played.ending() + " " + played.counts());
        System.out.println(played.console().lines().filter(l -> !l.startsWith("ok")).toList());
        System.out.println(played.console().lines().count());
        assertEquals(Ending.POWER_OFF, played.ending());
    }
}
