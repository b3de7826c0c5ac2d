package kprobarium.experiment;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What is to be told of a defect that today's kernel still has.
///
/// @param what     the defect, in a sentence or two
/// @param evidence how sure we are that a real kernel has it
/// @param where    what confirmed it: `Linux 6.12.117 under QEMU`
/// @param cures    the patches that cure it, a stack in each: `badi`, `badi+rendezvous`
public record Finding(String what, Evidence evidence, Optional<String> where, List<String> cures) {
    /// How a defect is known.
    public enum Evidence implements Word {
        CONFIRMED("confirmed", "A real kernel was seen to do it."),
        DEDUCED("deduced", "It follows from the source, and the simulation does it; no real kernel was seen to.");

        private final String word;
        private final String doc;

        Evidence(String word, String doc) {
            this.word = word;
            this.doc = doc;
        }

        @Override
        public String word() {
            return word;
        }

        @Override
        public String doc() {
            return doc;
        }
    }

    public Finding {
        Objects.requireNonNull(what);
        Objects.requireNonNull(evidence);
        Objects.requireNonNull(where);
        cures = List.copyOf(cures);
    }
}
