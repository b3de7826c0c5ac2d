package kprobarium.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text-patch race under SPIN, under the reference and under our searches, one after the other in one sitting, each in a process of its
/// own with one thread that searches.
///
/// Only the ratios mean anything elsewhere. Times are CPU time of the search; for SPIN, what it takes to generate and compile the verifier
/// comes on top. Where SPIN is not installed its lines are missing.
public final class Peers {
    private static final Path HERE = Path.of("src/bench/peers").toAbsolutePath();
    private static final Pattern VALUE = Pattern.compile("(\\w+)=([^\\s,()]+)");
    private static final Pattern STORED = Pattern.compile("(\\S+) states, stored");
    private static final Pattern TIMES = Pattern.compile("cpu=(\\S+) (\\S+)");

    /// What a tool did of one piece of work: how many states, schedules or traces, and in how many seconds.
    private record Score(String tool, double count, double seconds, String remark) {}

    private Peers() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        for (String configuration : List.of("3 2 2 2 0", "3 3 3 3 0", "3 3 6 6 0")) {
            List<Score> scores = new ArrayList<>();
            spin("SPIN", configuration, "").ifPresent(scores::add);
            if (!configuration.endsWith("6 6 0")) spin("SPIN, no reduction", configuration, "-DNOREDUCE").ifPresent(scores::add);
            scores.add(score("reference", "states", reference("dfs", configuration)));
            ours("reduced", configuration, "states").ifPresent(scores::add);
            scores.add(score("exhaustive", "states", ours("exhaustive", configuration)));
            print("every state of " + configuration, "states", scores);
        }
        sampling("random", "walk", "3 2 2 2 0", 1_000_000);
        sampling("surw", "surw", "2 2 2 2 20", 100_000);
        sampling("pos", "pos", "2 2 2 2 20", 100_000);
        sampling("pct 3", "pct", "2 2 2 2 20", 100_000);
        List<Score> scores = new ArrayList<>();
        scores.add(score("reference, sleep sets", "schedules", reference("traces", "3 2 2 2 0 100000000")));
        ours("dpor", "3 2 2 2 0", "schedules").ifPresent(scores::add);
        ours("optimal dpor", "3 2 2 2 0", "schedules").ifPresent(scores::add);
        print("every trace of 3 2 2 2 0", "traces", scores);
    }

    private static void sampling(String search, String mode, String configuration, int n) throws IOException, InterruptedException {
        List<Score> scores = new ArrayList<>();
        scores.add(score("reference", "schedules", reference(mode, configuration + " " + n)));
        ours(search + ", " + n + " schedules", configuration, "schedules").ifPresent(scores::add);
        print(search + " on " + configuration, "schedules", scores);
    }

    private static void print(String work, String unit, List<Score> scores) {
        System.out.printf(Locale.ROOT, "%n%-40s %12s %10s %14s %14s%n", work, unit, "seconds", unit + "/s", "time to ours");
        Score ours = scores.getLast();
        for (Score score : scores) {
            String ratio = score == ours ? "" : String.format(Locale.ROOT, "%.2fx", score.seconds / ours.seconds);
            System.out.printf(Locale.ROOT, "  %-38s %12.0f %10.3f %14.0f %14s  %s%n", score.tool, score.count, score.seconds,
                    score.count / score.seconds, ratio, score.remark);
        }
    }

    private static String reference(String mode, String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(java(), HERE.resolve("Reference.java").toString(), mode));
        command.addAll(List.of(arguments.split(" ")));
        return run(HERE, command).orElseThrow();
    }

    private static String ours(String search, String configuration) throws IOException, InterruptedException {
        return ourProcess(search, configuration).orElseThrow();
    }

    /// Nothing if there is no such search.
    private static Optional<Score> ours(String search, String configuration, String unit) throws IOException, InterruptedException {
        return ourProcess(search, configuration).map(said -> score(search, unit, said));
    }

    private static Optional<String> ourProcess(String search, String configuration) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(java(), "-cp", System.getProperty("java.class.path"), Workload.class.getName(), search));
        command.addAll(List.of(configuration.split(" ")));
        return run(Path.of("").toAbsolutePath(), command);
    }

    private static Score score(String tool, String unit, String said) {
        String last = said.lines().reduce((_, line) -> line).orElseThrow();
        String failing = value(last, "failing");
        String blocked = last.contains("blocked=") ? value(last, "blocked") : "0";
        return new Score(tool, Double.parseDouble(value(last, unit)), Double.parseDouble(value(last, "seconds")),
                (failing.equals("0") ? "" : failing + " failing") + (blocked.equals("0") ? "" : blocked + " blocked"));
    }

    private static String value(String line, String key) {
        return VALUE.matcher(line).results().filter(found -> found.group(1).equals(key)).map(found -> found.group(2)).findFirst()
                .orElseThrow();
    }

    private static Optional<Score> spin(String tool, String configuration, String flag) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("spin");
        try {
            return spin(tool, configuration.split(" "), flag, folder);
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) Files.delete(file);
            }
            Files.delete(folder);
        }
    }

    private static Optional<Score> spin(String tool, String[] a, String flag, Path folder) throws IOException, InterruptedException {
        String defines = "-DVARIANT=%s -DEXECS=%s -DITERS=%s -DROUNDS=%s -DPAD=%s".formatted((Object[]) a);
        String program = HERE.resolve("textpatch.pml").toString();
        Optional<String> build = run(folder, List.of("bash", "-c", "set -e; TIMEFORMAT='cpu=%U %S'; time { spin " + defines
                + " -a '" + program + "'; gcc -O2 -w -DSAFETY -DMEMLIM=8000 " + flag + " -o pan pan.c; }"));
        if (build.isEmpty()) return Optional.empty();
        String said = run(folder, List.of("bash", "-c", "TIMEFORMAT='cpu=%U %S'; time ./pan -m1000000")).orElseThrow();
        Matcher stored = STORED.matcher(said);
        if (!stored.find()) throw new IllegalStateException(said);
        return Optional.of(new Score(tool, Double.parseDouble(stored.group(1)), Math.max(cpu(said), 0.001),
                String.format(Locale.ROOT, "and %.1f s to compile", cpu(build.get()))));
    }

    private static double cpu(String said) {
        Matcher times = TIMES.matcher(said);
        if (!times.find()) throw new IllegalStateException(said);
        return Double.parseDouble(times.group(1)) + Double.parseDouble(times.group(2));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /// What it prints; nothing if it fails.
    private static Optional<String> run(Path folder, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? Optional.of(said) : Optional.empty();
    }
}
