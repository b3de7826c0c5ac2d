package kprobarium.experiment;

import java.util.List;

/// A setting and the values it takes in turn; each value makes a variant of the experiment.
public record Sweep(Setting setting, List<String> values) {
    public Sweep {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException(setting + " takes no value");
        }
    }
}
