package kprobarium.symbol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestTest {
    @Test
    void distance_counts_insertions_deletions_substitutions_and_swaps() {
        assertEquals(0, Nearest.distance("kprobe", "kprobe"));
        assertEquals(1, Nearest.distance("kprobe", "kprobes"));
        assertEquals(1, Nearest.distance("kprobe", "probe"));
        assertEquals(1, Nearest.distance("kprobe", "kprove"));
        assertEquals(1, Nearest.distance("kprobe", "krpobe"));
        assertEquals(3, Nearest.distance("kitten", "sitting"));
        assertEquals(5, Nearest.distance("", "probe"));
    }

    @Test
    void letter_case_is_no_distance() {
        assertEquals(0, Nearest.distance("AddI.D", "addi.d"));
    }

    @Test
    void of_equally_near_words_the_alphabetically_first_is_meant() {
        assertEquals(Optional.of("addi.d"), Nearest.to("addi.x", List.of("addi.w", "addi.d", "andi")));
        assertEquals(Optional.of("addi.d"), Nearest.to("addi.x", List.of("addi.d", "andi", "addi.w")));
    }

    @Test
    void a_far_word_is_no_suggestion() {
        assertEquals(Optional.empty(), Nearest.to("ld", List.of("unregister_kprobe", "mul.w")));
        assertEquals("", Nearest.hint("ld", List.of("unregister_kprobe")));
    }

    @Test
    void a_hint_ends_a_diagnostic() {
        assertEquals("; did you mean `do_bp`?", Nearest.hint("do_pb", List.of("do_sys", "do_bp")));
    }
}
