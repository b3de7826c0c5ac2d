package kprobarium.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.file.Diagnostic;
import kprobarium.experiment.file.ExperimentFile;
import kprobarium.experiment.file.Kernels;
import kprobarium.experiment.file.Parsed;
import kprobarium.symbol.Nearest;

/// Finds and reads experiments by what was typed: a file, a directory, or the bare name of one in `conf/experiments`.
final class ExperimentFiles {
    private static final String SUFFIX = ".yaml";
    private static final String CATALOGUE = "conf/experiments";
    private static final int MOST_BYTES = 4 * ExperimentFile.MAX_LENGTH;
    private static final int LONGEST_TEXT = 64 << 20;

    private ExperimentFiles() {}

    /// The files that `arguments` name, each once, those of a directory by name.
    static List<Path> find(List<String> arguments) {
        List<Path> files = new ArrayList<>();
        for (String argument : arguments) {
            Path path = Path.of(argument);
            List<Path> found = Files.isDirectory(path) ? inDirectory(path) : List.of(file(argument));
            if (found.isEmpty()) throw Refusal.badInput(path + ": no *" + SUFFIX + " in this directory");
            found.stream().filter(file -> !files.contains(file)).forEach(files::add);
        }
        return files;
    }

    /// The one file that `argument` names.
    static Path file(String argument) {
        Path path = Path.of(argument);
        if (Files.exists(path)) return path;
        if (!argument.contains("/")) {
            Optional<Path> named = catalogue().map(directory -> directory.resolve(argument.endsWith(SUFFIX) ? argument : argument + SUFFIX))
                    .filter(Files::exists);
            if (named.isPresent()) return named.get();
        }
        throw Refusal.badInput(argument + ": no such file" + nearest(path).map(near -> "; did you mean `" + near + "`?").orElse(""));
    }

    private static Optional<String> nearest(Path path) {
        Path directory = path.getParent() == null ? Path.of("") : path.getParent();
        List<Path> near = new ArrayList<>();
        if (Files.isDirectory(directory.toAbsolutePath())) near.addAll(inDirectory(directory));
        catalogue().ifPresent(catalogue -> near.addAll(inDirectory(catalogue)));
        String wanted = name(path);
        return Nearest.to(wanted, near.stream().map(ExperimentFiles::name).toList())
                .flatMap(name -> near.stream().filter(file -> name(file).equals(name)).findFirst()).map(Path::toString);
    }

    private static String name(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    private static List<Path> inDirectory(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
        } catch (IOException e) {
            throw Refusal.badInput(directory + ": " + reason(e));
        }
    }

    /// The files of conf/experiments; none if there is no such directory.
    static List<Path> catalogueFiles() {
        return catalogue().map(ExperimentFiles::inDirectory).orElse(List.of());
    }

    private static Optional<Path> catalogue() {
        return Optional.of(Path.of(beside(CATALOGUE))).filter(Files::isDirectory);
    }

    /// A file of the project, here or else where the program is.
    static String beside(String file) {
        if (Files.exists(Path.of(file))) return file;
        return home().map(home -> home.resolve(file)).filter(Files::exists).map(Path::toString).orElse(file);
    }

    /// The project's folder, in which the jar is `target/kprobarium.jar`.
    private static Optional<Path> home() {
        try {
            Path jar = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            return Optional.ofNullable(jar.getParent()).map(Path::getParent);
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    /// Reads an experiment, or all that is wrong with it; that it cannot be read is such a thing.
    static Parsed read(Path file) {
        try {
            return ExperimentFile.read(file.toString(), text(file, MOST_BYTES + 1), Kernels.simulated());
        } catch (IOException e) {
            return new Parsed(Optional.empty(), List.of(new Diagnostic(file.toString(), 1, 1, reason(e), "", "", "")));
        }
    }

    /// Reads an experiment; refuses if anything is wrong with it.
    static Experiment readSound(Path file) {
        Parsed parsed = read(file);
        return parsed.experiment().orElseThrow(() -> Refusal.badInput("\n" + parsed.render().stripTrailing()));
    }

    /// All that a file holds.
    static String text(Path file) {
        try {
            String text = text(file, LONGEST_TEXT + 1);
            if (text.length() > LONGEST_TEXT) throw Refusal.badInput(file + ": longer than " + (LONGEST_TEXT >> 20) + " MiB");
            return text;
        } catch (IOException e) {
            throw Refusal.badInput(file + ": " + reason(e));
        }
    }

    private static String text(Path file, int mostBytes) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(mostBytes), StandardCharsets.UTF_8);
        }
    }

    /// Why a file could not be written, without its name.
    static String reasonNotToWrite(IOException e) {
        return e instanceof NoSuchFileException ? "no such directory" : reason(e);
    }

    /// Why a file could not be read, without its name.
    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "no such file";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException system when system.getReason() != null -> system.getReason();
            default -> e.getMessage() == null ? "cannot be read" : e.getMessage();
        };
    }
}
