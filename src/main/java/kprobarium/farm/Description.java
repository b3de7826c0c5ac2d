package kprobarium.farm;

import java.util.List;

/// What is searched, in words: enough to set it up anywhere.
public sealed interface Description {
    /// One variant of an experiment on one kernel.
    ///
    /// @param file    the experiment's file, for messages
    /// @param text    all that the file holds
    /// @param variant the variant's name, `reentrant-probe [q.at=bar+0x4]`
    record OfExperiment(String file, String text, String variant, String kernel) implements Description {
        @Override
        public String toString() {
            return variant + " " + kernel;
        }
    }

    /// A model of this program, and the arguments that make it.
    record OfModel(String name, List<String> arguments) implements Description {
        public OfModel {
            arguments = List.copyOf(arguments);
        }

        @Override
        public String toString() {
            return arguments.isEmpty() ? name : name + " " + String.join(" ", arguments);
        }
    }
}
