package kprobarium.explore;

import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import kprobarium.experiment.Call;
import kprobarium.experiment.CpuProgram;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Handler;
import kprobarium.experiment.Image;
import kprobarium.experiment.KprobeDecl;
import kprobarium.experiment.MachineConfig;
import kprobarium.experiment.TaskDecl;
import kprobarium.symbol.Symbols;

/// What a [Token] belongs to: one variant of an experiment on one kernel, or a model with its parameters, under one version of what all of
/// it means. 25 bits of its SHA-256.
///
/// All that decides what can be played is in it: the text and the data as assembled, the probes, what each CPU calls, what a file says of
/// its machine. What does not is left out: names, comments, what is expected or observed, and the values that a key has when the file does
/// not mention it; so a new key leaves the tokens of old files as they are.
public record TokenScope(int digest) {
    /// The version of what moves mean. It is raised when an experiment or a model, unchanged itself, offers other moves than before, or
    /// comes by the same moves to another end: the tokens made until then are refused from then on. `FindingsTest` fails when that is
    /// due.
    public static final int MODEL_VERSION = 1;
    static final int BITS = 25;

    /// `kernel` is its name, `v1+recheck`; `variant` one of an experiment's [variants][Experiment#variants()].
    public static TokenScope of(Experiment variant, String kernel) {
        return of("kernel " + kernel + "\n" + normal(variant));
    }

    /// A model of this name; `parameters` are all that its moves depend on.
    public static TokenScope ofModel(String name, String parameters) {
        return of("model " + name + "\n" + parameters);
    }

    private static TokenScope of(String normal) {
        try {
            byte[] sha = MessageDigest.getInstance("SHA-256").digest((MODEL_VERSION + "\n" + normal).getBytes(StandardCharsets.UTF_8));
            return new TokenScope(ByteBuffer.wrap(sha).getInt() >>> Integer.SIZE - BITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// The five letters that a token has for it.
    @Override
    public String toString() {
        return Crockford.letters(digest, BITS / Crockford.BITS);
    }

    private static String normal(Experiment variant) {
        Image image = Image.of(variant);
        Symbols symbols = image.symbols();
        List<String> probes = variant.kprobes().stream().map(KprobeDecl::name).toList();
        StringBuilder normal = new StringBuilder();
        normal.append("text ").append(HexFormat.of().formatHex(image.text().image())).append('\n');
        normal.append("data ").append(HexFormat.of().formatHex(image.data().image())).append('\n');
        image.elf().stream().flatMap(program -> program.segments().stream()).forEach(segment -> normal.append("segment ")
                .append(Long.toHexString(segment.address())).append(' ').append(HexFormat.of().formatHex(segment.content())).append('\n'));
        for (Image.Page page : image.pages()) {
            normal.append("page ").append(HexFormat.of().formatHex(page.assembly().image())).append('\n');
        }
        for (KprobeDecl probe : variant.kprobes()) {
            normal.append(String.join(" ", "probe", address(symbols, probe.at()), handler(symbols, probe.preHandler()),
                    handler(symbols, probe.postHandler()), probe.state().name()));
            probe.returns().ifPresent(returns -> normal.append(String.join(" ", " returns", handler(symbols, returns.handler()),
                    handler(symbols, returns.entryHandler()), Integer.toString(returns.maxactive()))));
            normal.append('\n');
        }
        for (String event : variant.kprobeEvents()) normal.append("event ").append(event).append('\n');
        for (CpuProgram program : variant.cpus()) {
            normal.append("cpu ").append(program.cpu()).append(program.calls().stream().map(call -> call(symbols, probes, call))
                    .collect(Collectors.joining("; ", " ", "\n")));
        }
        for (TaskDecl task : variant.tasks()) {
            normal.append("task ").append(task.name()).append(task.cpus()).append(task.calls().stream()
                    .map(call -> call(symbols, probes, call)).collect(Collectors.joining("; ", " ", "\n")));
        }
        settings("machine", variant.machine(), MachineConfig.DEFAULT, normal);
        return normal.toString();
    }

    private static String address(Symbols symbols, String text) {
        return Long.toHexString(symbols.resolve(text).orElseThrow());
    }

    private static String handler(Symbols symbols, Handler handler) {
        return handler instanceof Handler.Guest(String symbol) ? address(symbols, symbol) : handler.toString();
    }

    private static String call(Symbols symbols, List<String> probes, Call call) {
        return switch (call) {
            case Call.GuestCall(String symbol, List<Long> arguments) -> address(symbols, symbol) + arguments;
            case Call.UserCall(String symbol, List<Long> arguments) -> "user " + address(symbols, symbol) + arguments;
            case Call.Munmap(String symbol) -> "munmap " + address(symbols, symbol);
            case Call.KprobesCall(var function, List<String> names) -> function.word() + names.stream()
                    .map(name -> " " + probes.indexOf(name)).collect(Collectors.joining());
            case Call.Await(int cpu) -> "wait " + cpu;
            case Call.AwaitTask(String task) -> "wait " + task;
            case Call.SendIpi(String interrupt, int cpu) -> "send " + interrupt + " " + cpu;
        };
    }

    /// What is not as in a file that says nothing of it.
    private static void settings(String name, Record value, Record standard, StringBuilder normal) {
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            try {
                Object set = component.getAccessor().invoke(value);
                Object usual = component.getAccessor().invoke(standard);
                String called = name + "." + component.getName();
                if (set instanceof Record inner) settings(called, inner, (Record) usual, normal);
                else if (!set.equals(usual)) normal.append(called).append(' ').append(set).append('\n');
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a record's components can be read", e);
            }
        }
    }
}
