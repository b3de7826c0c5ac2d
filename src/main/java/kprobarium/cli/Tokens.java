package kprobarium.cli;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.KernelExpectation;
import kprobarium.explore.ExperimentSubject;
import kprobarium.explore.Token;
import kprobarium.explore.TokenScope;
import kprobarium.kernel.Kernels;

/// Tokens as they are typed, and the experiments that they belong to.
final class Tokens {
    /// The experiment, variant and kernel that a token was made on.
    record Home(Path file, Experiment whole, Experiment variant, String kernel) {
        /// The variant on the kernel, at its start.
        ExperimentSubject subject() {
            return Playback.subject(variant, kernel);
        }
    }

    private Tokens() {}

    /// Reads what was typed; refuses what is no token.
    static Token parse(String text) {
        return switch (Token.parse(text)) {
            case Token.Parsed.Good(Token token) -> token;
            case Token.Parsed.Bad(String why) -> throw Refusal.badInput("the token: " + why);
        };
    }

    /// Where `token` was made, if that is a variant of one of `files` on `kernel`, or on any if none is given. A file that cannot be read
    /// is passed over.
    static Optional<Home> home(Token token, List<Path> files, Optional<String> kernel) {
        for (Path file : files) {
            Optional<Experiment> whole = ExperimentFiles.read(file).experiment();
            if (whole.isEmpty()) continue;
            for (Experiment variant : whole.get().variants()) {
                for (String on : kernel.map(List::of).orElseGet(() -> kernels(whole.get()))) {
                    if (TokenScope.of(variant, on).equals(token.scope())) return Optional.of(new Home(file, whole.get(), variant, on));
                }
            }
        }
        return Optional.empty();
    }

    /// What is said of a token that was made elsewhere.
    static Refusal refusal(Token token, String looked) {
        return Refusal.badInput("the token was made of another experiment or kernel, or under another version of the model: its digest is "
                + token.scope() + ", which is none of " + looked + ". " + "--no-strict plays it all the same, as a hint");
    }

    /// The kernels that a token may speak of: what the experiment does, then every version, then each with one patch.
    private static List<String> kernels(Experiment experiment) {
        Set<String> names = new LinkedHashSet<>();
        experiment.expect().stream().map(KernelExpectation::kernel).forEach(names::add);
        names.addAll(Kernels.versions());
        for (String version : Kernels.versions()) for (String patch : Kernels.patches()) names.add(version + "+" + patch);
        return names.stream().filter(name -> Kernels.find(name).isPresent()).toList();
    }
}
