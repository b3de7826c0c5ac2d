package kprobarium.experiment.file;

import java.util.List;
import java.util.Optional;

import kprobarium.experiment.Experiment;

/// What reading a file gave: the experiment if nothing was wrong, else everything that was, in the order of the file.
public record Parsed(Optional<Experiment> experiment, List<Diagnostic> diagnostics) {
    public Parsed {
        diagnostics = List.copyOf(diagnostics);
        if (experiment.isPresent() != diagnostics.isEmpty()) {
            throw new IllegalArgumentException("an experiment or diagnostics, and not both");
        }
    }

    /// All diagnostics with their source lines; empty if there are none.
    public String render() {
        var text = new StringBuilder();
        diagnostics.forEach(d -> text.append(d.render()));
        return text.toString();
    }
}
