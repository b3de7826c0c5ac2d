package kprobarium.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import kprobarium.model.TextPatch;
import kprobarium.schedule.Access;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ContrastTest {
    @ParameterizedTest
    @CsvSource({"1, unhandled break, table, 6, 7", "2, recycled slot stepped, slot, 8, 9"})
    void the_pair_that_decides_is_the_race(int variant, String failure, String place, int first, int second) {
        TextPatch model = new TextPatch(variant, 1, 2, 2, 0);
        Subject subject = new ModelSubject(model);
        Exploration all = new Explorer(subject, 1).exhaustive(Long.MAX_VALUE, Watch.PATIENT);
        Exploration.Row row = new Shortest(subject, Watch.PATIENT).shorten(all).endings().stream()
                .filter(each -> each.ending().oopses().contains(failure)).findFirst().orElseThrow();
        int[] failing = row.witness().orElseThrow().schedule().codes();

        Contrast contrast = Contrast.of(subject, row.witness().orElseThrow().schedule(), ending -> !ending.oopses().isEmpty())
                .orElseThrow();

        assertTrue(contrast.ending().oopses().isEmpty());
        assertEquals(contrast.ending(), new Play(new ModelSubject(new TextPatch(variant, 1, 2, 2, 0))).play(contrast.schedule(), _ -> {}));
        int same = contrast.step() - 1;
        int[] passing = contrast.schedule().codes();
        assertArrayEquals(Arrays.copyOf(failing, same), Arrays.copyOf(passing, same));
        assertNotEquals(failing[same], passing[same]);
        Contrast.Touched written = contrast.first().orElseThrow();
        Contrast.Touched read = contrast.second().orElseThrow();
        assertEquals(place, model.nameOf(written.address()));
        assertEquals(new Contrast.Touched(first, 1, Access.Kind.WRITE, written.address()), written);
        assertEquals(new Contrast.Touched(second, 0, Access.Kind.READ, written.address()), read);
    }
}
