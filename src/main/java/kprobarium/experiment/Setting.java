package kprobarium.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One thing in an experiment that a sweep may vary, and that a text can set: `q.at`, `machine.fetch`.
public sealed interface Setting {
    /// What of a probe can be varied.
    enum ProbeSetting implements Word {
        AT("at", "The probe's address."),
        PRE_HANDLER("pre_handler", "Its pre_handler."),
        POST_HANDLER("post_handler", "Its post_handler."),
        STATE("state", "How far it has come when the clock starts.");

        private final String word;
        private final String doc;

        ProbeSetting(String word, String doc) {
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

    /// What of the machine can be varied.
    enum MachineSetting implements Word {
        FETCH("fetch", "When a fetch sees a store to the text."),
        PREEMPT("preempt", "The preemption model."),
        MEMORY("memory", "In which order the accesses of one CPU are seen by the others.");

        private final String word;
        private final String doc;

        MachineSetting(String word, String doc) {
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

    /// The experiment with this set to what `value` says.
    ///
    /// @throws IllegalArgumentException if `value` is no word for it, which the reader has ruled out
    Experiment set(Experiment experiment, String value);

    /// A setting of the probe called `probe`.
    record OfProbe(String probe, ProbeSetting what) implements Setting {
        @Override
        public Experiment set(Experiment experiment, String value) {
            List<KprobeDecl> kprobes = new ArrayList<>();
            for (KprobeDecl p : experiment.kprobes()) {
                kprobes.add(p.name().equals(probe) ? set(p, value) : p);
            }
            return experiment.with(kprobes);
        }

        private KprobeDecl set(KprobeDecl p, String value) {
            return switch (what) {
                case AT -> new KprobeDecl(p.name(), value, p.preHandler(), p.postHandler(), p.state(), p.returns());
                case PRE_HANDLER -> p.with(Handler.of(value), p.postHandler());
                case POST_HANDLER -> p.with(p.preHandler(), Handler.of(value));
                case STATE -> new KprobeDecl(p.name(), p.at(), p.preHandler(), p.postHandler(), word(ProbeState.values(), value),
                        p.returns());
            };
        }

        @Override
        public String toString() {
            return probe + "." + what.word();
        }
    }

    /// A setting of the machine.
    record OfMachine(MachineSetting what) implements Setting {
        @Override
        public Experiment set(Experiment experiment, String value) {
            MachineConfig m = experiment.machine();
            return experiment.with(switch (what) {
                case FETCH -> m.with(word(Fetch.values(), value));
                case PREEMPT -> m.with(word(Preempt.values(), value));
                case MEMORY -> m.with(word(DataOrder.values(), value));
            });
        }

        @Override
        public String toString() {
            return "machine." + what.word();
        }
    }

    private static <W extends Word> W word(W[] words, String text) {
        return Arrays.stream(words).filter(w -> w.word().equals(text)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text));
    }
}
