package kprobarium.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FingerprintsTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void it_is_a_map(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Fingerprints fingerprints = new Fingerprints();
        Map<Long, Integer> model = new LinkedHashMap<>();
        List<Long> keys = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            long key = switch (random.nextInt(4)) {
                case 0 -> random.nextLong();
                // Neighbours, and keys that differ only where the table does not look at first.
                case 1 -> 2 + random.nextInt(3000);
                case 2 -> (long) random.nextInt(8) << 40 | 0x1234;
                default -> keys.isEmpty() ? 5 : keys.get(random.nextInt(keys.size()));
            };
            keys.add(key);
            if (random.nextInt(5) < 2) {
                fingerprints.remove(key);
                model.remove(key);
            } else {
                fingerprints.put(key, i);
                model.put(key, i);
            }
            assertEquals(model.getOrDefault(key, Fingerprints.NONE), fingerprints.get(key));
            assertEquals(model.size(), fingerprints.size());
        }
        for (long key : keys) assertEquals(model.getOrDefault(key, Fingerprints.NONE), fingerprints.get(key));
    }

    @Test
    void removing_what_is_not_there_changes_nothing() {
        Fingerprints fingerprints = new Fingerprints();
        fingerprints.put(7, 1);
        fingerprints.remove(8);
        assertEquals(1, fingerprints.size());
        assertEquals(1, fingerprints.get(7));
    }

    @Test
    void the_digest_0_is_a_key_like_any_other() {
        Fingerprints fingerprints = new Fingerprints();
        assertEquals(Fingerprints.NONE, fingerprints.get(0));
        fingerprints.put(0, 3);
        assertEquals(3, fingerprints.get(0));
        fingerprints.remove(0);
        assertEquals(Fingerprints.NONE, fingerprints.get(0));
    }
}
