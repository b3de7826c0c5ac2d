package kprobarium.farm;

import java.util.List;
import java.util.stream.Collectors;

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

    /// A model, and the values it is made with.
    ///
    /// @param name one of the [table][kprobarium.model.Models], or whatever else whoever makes models knows
    record OfModel(String name, List<Integer> values) implements Description {
        public OfModel {
            values = List.copyOf(values);
        }

        @Override
        public String toString() {
            return name + values.stream().map(value -> " " + value).collect(Collectors.joining());
        }
    }
}
