package kprobarium.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import kprobarium.symbol.Nearest;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The program: finds the command, runs it, and turns whatever comes of it into a message and an [Exit].
@Command(name = "kprobarium", versionProvider = Main.Version.class,
        header = "LoongArch kprobes on simulated CPUs, every interleaving.",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "%nPlays experiments: a few instructions, probes in them, and what each CPU does, on a kernel rendered from the C source."
                    + " All that hardware and kernel leave open is searched, and what can go wrong is shown with the shortest schedule"
                    + " to it.%n"},
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kprobarium run conf/experiments                 every experiment on the kernels it speaks of",
            "  kprobarium run disarm-race --kernel mainline    one of conf/experiments on one kernel",
            "  kprobarium replay disarm-race --kernel v1 \"1 0*15 1*3\"",
            "                                                  one schedule, every step, a column per CPU"})
public final class Main implements Runnable {
    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    private Main(Terminal terminal) {
        this.terminal = terminal;
    }

    static final class ColourConverter implements ITypeConverter<Terminal.Colour> {
        @Override
        public Terminal.Colour convert(String when) {
            return switch (when) {
                case "auto" -> Terminal.Colour.AUTO;
                case "always" -> Terminal.Colour.ALWAYS;
                case "never" -> Terminal.Colour.NEVER;
                default -> throw new TypeConversionException("found `" + when + "`, expected auto, always or never");
            };
        }
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"kprobarium " + version()};
        }
    }

    static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion()).orElse("(not packaged)");
    }

    @Option(names = "--color", paramLabel = "WHEN", scope = ScopeType.INHERIT, order = 90, converter = ColourConverter.class,
            description = "Colour the output: auto, always or never. auto does so on a terminal, unless NO_COLOR is set.")
    void colour(Terminal.Colour when) {
        terminal.colour(when);
    }

    @Option(names = "--debug", scope = ScopeType.INHERIT, order = 91, description = "Show the stack trace of a defect.")
    void debug(boolean on) {
        terminal.debug(on);
    }

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT, order = 92, description = "Show this help.")
    boolean help;

    @Option(names = {"-V", "--version"}, versionHelp = true, order = 93, description = "Show the version.")
    boolean versionWanted;

    public static void main(String[] args) {
        Interrupt interrupt = Interrupt.ofTheJvm();
        Terminal terminal = Terminal.ofTheProcess(interrupt);
        int status = run(terminal, args);
        terminal.flush();
        interrupt.served();
        // System.exit() looks through all jars for a logger to tell of it, for as long as some programs run; exec has no other threads.
        if (status == Exit.OK.code && args.length > 0 && args[0].equals("exec")) return;
        System.exit(status);
    }

    /// Runs one command and answers its exit status. Neither stream is closed.
    static int run(Terminal terminal, String... args) {
        Optional<ExecCommand> exec = ExecCommand.plain(terminal, args);
        int status = exec.isPresent() ? run(terminal, exec.get()) : runAny(terminal, args);
        terminal.flush();
        return terminal.interrupt.isSet() ? Exit.INTERRUPTED.code : status;
    }

    private static int run(Terminal terminal, ExecCommand exec) {
        try {
            return exec.call();
        } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
            return failed(terminal, "kprobarium exec", e);
        }
    }

    private static int runAny(Terminal terminal, String... args) {
        Main main = new Main(terminal);
        CommandLine line = new CommandLine(main);
        Map<String, Supplier<Object>> commands = commands(terminal);
        Supplier<Object> named = args.length == 0 ? null : commands.get(args[0]);
        // Reading the annotations of all takes longer than some of them run.
        if (named != null) line.addSubcommand(args[0], named.get());
        else commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
        line.setOut(terminal.out).setErr(terminal.err)
                .setExpandAtFiles(false)
                .setUsageHelpWidth(100).setUsageHelpLongOptionsMaxWidth(30)
                .setParameterExceptionHandler((exception, _) -> main.misused(exception))
                .setExecutionExceptionHandler((exception, command, _) -> failed(terminal, name(command), exception));
        layOut(line.getCommandSpec());
        line.getSubcommands().values().forEach(command -> layOut(command.getCommandSpec()));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(main.ansi(args)));
        return execute(line, terminal, args);
    }

    /// The commands by name, as help lists them.
    private static Map<String, Supplier<Object>> commands(Terminal terminal) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("run", () -> new RunCommand(terminal));
        commands.put("replay", () -> new ReplayCommand(terminal));
        commands.put("model", () -> new ModelCommand(terminal));
        commands.put("shrink", () -> new ShrinkCommand(terminal));
        commands.put("serve", () -> new ServeCommand(terminal));
        commands.put("exec", () -> new ExecCommand(terminal));
        commands.put("boot", () -> new BootCommand(terminal));
        commands.put("farm", () -> new FarmCommand(terminal));
        commands.put("check", () -> new CheckCommand(terminal));
        commands.put("cures", () -> new CuresCommand(terminal));
        commands.put("findings", () -> new FindingsCommand(terminal));
        commands.put("kernels", () -> new KernelsCommand(terminal));
        commands.put("verdicts", () -> new VerdictsCommand(terminal));
        commands.put("asm", () -> new AsmCommand(terminal));
        commands.put("disasm", () -> new DisasmCommand(terminal));
        commands.put("isa", () -> new IsaCommand(terminal));
        commands.put("schema", () -> new SchemaCommand(terminal));
        return commands;
    }

    private static int execute(CommandLine line, Terminal terminal, String... args) {
        try {
            return line.execute(args);
        } catch (AssertionError | StackOverflowError | OutOfMemoryError defect) {
            return failed(terminal, "kprobarium", defect);
        }
    }

    /// A command's own options first, and room to breathe.
    private static void layOut(CommandSpec command) {
        command.usageMessage().sortOptions(false).synopsisHeading("%nUsage: ");
    }

    /// Help is printed before the options are read, so `--color` is looked for here.
    private Ansi ansi(String[] args) {
        List<String> list = Arrays.asList(args);
        int at = list.indexOf("--color");
        String when = at >= 0 && at + 1 < args.length ? args[at + 1]
                : list.stream().filter(arg -> arg.startsWith("--color=")).findFirst().orElse("").replace("--color=", "");
        return switch (when) {
            case "always" -> Ansi.ON;
            case "never" -> Ansi.OFF;
            default -> terminal.paint() == Paint.COLOURED ? Ansi.ON : Ansi.OFF;
        };
    }

    @Override
    public void run() {
        spec.commandLine().usage(terminal.out);
    }

    private int misused(ParameterException exception) {
        CommandLine command = exception.getCommandLine();
        String message = exception instanceof UnmatchedArgumentException unmatched ? unknown(unmatched) : exception.getMessage();
        terminal.complain(name(command) + ": " + message);
        terminal.complain("Try `" + name(command) + " --help`.");
        return Exit.USAGE.code;
    }

    private static String unknown(UnmatchedArgumentException unmatched) {
        CommandLine command = unmatched.getCommandLine();
        String word = unmatched.getUnmatched().getFirst();
        if (word.startsWith("-")) {
            return "unknown option `" + word + "`" + Nearest.hint(word, command.getCommandSpec().optionsMap().keySet());
        }
        if (command.getSubcommands().isEmpty()) return "`" + word + "` is one argument too many";
        return "unknown command `" + word + "`" + Nearest.hint(word, command.getSubcommands().keySet());
    }

    private static int failed(Terminal terminal, String command, Throwable exception) {
        if (exception instanceof Refusal refusal) {
            terminal.complain(command + ": " + refusal.getMessage());
            return refusal.exit().code;
        }
        terminal.defect(command, exception);
        return Exit.INTERNAL.code;
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName();
    }
}
