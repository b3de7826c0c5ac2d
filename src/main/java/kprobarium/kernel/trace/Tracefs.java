package kprobarium.kernel.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import kprobarium.event.Event;
import kprobarium.kernel.Errno;
import kprobarium.kernel.Job;
import kprobarium.kernel.Kernel;
import kprobarium.kernel.Kprobe;
import kprobarium.kernel.KprobesFiles;
import kprobarium.kernel.Layout;

/// The files of tracefs that have to do with kprobes, as a kernel has them under /sys/kernel/tracing.
///
/// ```
/// kprobe_events  kprobe_profile  error_log  trace  snapshot  tracing_on
/// events/enable  events/GROUP/enable  events/GROUP/EVENT/{enable,filter,trigger,format,id}
/// kprobes/{list,enabled,blacklist}
/// ```
/// The last three are debugfs's, below /sys/kernel/debug.
/// Reading is looking on from outside. Writing is done by a CPU: [#write(String, String, boolean)] is the [Job] of it, and two writes at
/// once wait for each other as they do in the kernel.
public final class Tracefs {
    private static final List<String> ROOTS = List.of("/sys/kernel/tracing/", "/sys/kernel/debug/tracing/", "/sys/kernel/debug/");

    private final Kernel k;
    private final TraceKprobes kprobes;
    private final KprobesFiles debugfs;
    private final ErrorLog errors = new ErrorLog();
    private final TraceBuffer buffer;
    private final TraceBuffer snapshot;
    private final Map<String, String> complaints = new TreeMap<>();
    private boolean tracingOn = true;

    /// Adds the files to a kernel that nothing runs on yet.
    public Tracefs(Kernel k) {
        this.k = k;
        debugfs = new KprobesFiles(k);
        buffer = new TraceBuffer(k.machine.cpus().size());
        snapshot = new TraceBuffer(k.machine.cpus().size());
        kprobes = new TraceKprobes(k, new TraceKprobes.Files() {
            @Override
            public boolean tracingOn() {
                return tracingOn;
            }

            @Override
            public void recorded(Event.TraceRecord record) {
                buffer.add(record);
            }

            // Nobody could read the records of an event that is gone, so the kernel empties the buffer.
            @Override
            public void removed(TraceEvent event) {
                complaints.remove(key(event));
                if (event.wasEnabled()) buffer.clear();
            }

            @Override
            public void triggered(Trigger trigger) {
                act(trigger);
            }
        });
    }

    // Reading.

    /// What a file says; nothing if there is none of this path.
    public Optional<String> read(String path) {
        String file = relative(path);
        return switch (file) {
            case "kprobe_events" -> Optional.of(kprobes.probes().stream().map(probe -> probe.listed() + "\n")
                    .collect(Collectors.joining()));
            case "kprobe_profile" -> Optional.of(kprobes.probes().stream().map(this::profile).collect(Collectors.joining()));
            case "error_log" -> Optional.of(errors.toString());
            case "trace" -> Optional.of(buffer.toString());
            case "snapshot" -> Optional.of(snapshot.toString());
            case "tracing_on" -> Optional.of(tracingOn ? "1\n" : "0\n");
            case "kprobes/list" -> Optional.of(debugfs.list());
            case "kprobes/enabled" -> Optional.of(debugfs.enabled());
            case "kprobes/blacklist" -> Optional.of(debugfs.blacklist());
            default -> file.startsWith("events/") ? readEvents(file.split("/")) : Optional.empty();
        };
    }

    private static String relative(String path) {
        return ROOTS.stream().filter(path::startsWith).findFirst().map(root -> path.substring(root.length())).orElse(path);
    }

    private String profile(TraceProbe probe) {
        long missed = probe.target().map(TraceProbe.Target::nmissed).orElse(0L);
        return String.format(Locale.ROOT, "  %-44s %15d %15d\n", probe.event().name(), kprobes.hits(probe), missed);
    }

    private Optional<String> readEvents(String[] path) {
        String file = path[path.length - 1];
        if (path.length < 4) {
            List<TraceEvent> events = events(path);
            return file.equals("enable") && !events.isEmpty() ? Optional.of(enabled(events) + "\n") : Optional.empty();
        }
        if (path.length > 4) return Optional.empty();
        return kprobes.event(path[1], path[2]).flatMap(event -> switch (file) {
            case "enable" -> Optional.of(event.enable() + "\n");
            case "id" -> Optional.of(event.id() + "\n");
            case "format" -> Optional.of(event.format());
            case "filter" -> Optional.of(Optional.ofNullable(complaints.get(key(event)))
                    .orElseGet(() -> event.filter().map(EventFilter::toString).orElse("none") + "\n"));
            case "trigger" -> Optional.of(event.triggers().isEmpty() ? Trigger.AVAILABLE
                    : event.triggers().stream().map(trigger -> trigger + "\n").collect(Collectors.joining()));
            default -> Optional.empty();
        });
    }

    /// The events below `events/enable` or `events/GROUP/enable`.
    private List<TraceEvent> events(String[] path) {
        return kprobes.events().stream().filter(event -> path.length == 2 || event.group().equals(path[1])).toList();
    }

    private static String enabled(List<TraceEvent> events) {
        long on = events.stream().filter(TraceEvent::enabled).count();
        return on == 0 ? "0" : on == events.size() ? "1" : "X";
    }

    private static String key(TraceEvent event) {
        return event.group() + "/" + event.name();
    }

    // Writing.

    /// The write of `text` to a file, with what opening it does before: without `append` it is truncated. It returns 0 or a negative errno.
    public Job write(String path, String text, boolean append) {
        String shell = "echo '" + text.strip().replace("\n", "; ") + "' " + (append ? ">> " : "> ") + relative(path);
        return new Job.Routine(shell, _ -> {
            long opened = append ? 0 : truncate(path);
            return opened < 0 || text.isEmpty() ? opened : write(path, text);
        });
    }

    /// The opening alone, and its truncation.
    public Job truncating(String path) {
        return new Job.Routine("> " + relative(path), _ -> truncate(path));
    }

    /// One command of `kprobe_events`, as a live machine takes it: an event is enabled when it has been defined, and disabled before it is
    /// deleted. `why` hears what is wrong with it.
    public Job command(String line, Consumer<CommandError> why) {
        return new Job.Routine("kprobe_events: " + line.strip(), _ -> locked(() -> kprobes.run(line.strip(), true, error -> {
            log(error);
            why.accept(error);
        })));
    }

    private void log(CommandError error) {
        errors.add(k.machine.tick(), "trace_kprobe", error.id().text(), error.command(), error.position());
    }

    /// What the command would be refused for at once; the caller need not have a CPU try.
    public Optional<Refused> refusal(String line) {
        return kprobes.refusal(line.strip());
    }

    /// Why a command was refused; the kernel does not explain everything.
    public record Refused(Errno errno, Optional<CommandError> error) {}

    /// The events there are, by their names.
    public List<String> events() {
        return kprobes.events().stream().map(TraceEvent::name).toList();
    }

    /// The event that a line defines, which [can be read][#refusal(String)].
    public String eventOf(String line) {
        return switch (kprobes.parse(line)) {
            case ProbeCommand.Parsed.Good(ProbeCommand.Define define) -> define.event();
            case ProbeCommand.Parsed.Good(ProbeCommand.Delete _), ProbeCommand.Parsed.Bad _ ->
                throw new IllegalArgumentException("`" + line + "` defines no event");
        };
    }

    /// Makes an event of a probe that is registered and has handlers of its own, so that it can be listed and taken away like one.
    public void adopt(Kprobe p) {
        kprobes.adopt(p);
    }

    private long locked(LongSupplier code) {
        k.strand.lock(Layout.EVENT_MUTEX);
        long ret = code.getAsLong();
        k.strand.unlock(Layout.EVENT_MUTEX);
        return ret;
    }

    private long truncate(String path) {
        String file = relative(path);
        return switch (file) {
            case "kprobe_events" -> locked(kprobes::releaseAll);
            case "error_log" -> done(errors::clear);
            case "trace" -> done(buffer::clear);
            default -> exists(file) ? 0 : Errno.ENOENT.negative();
        };
    }

    private boolean exists(String file) {
        return k.strand.own(_ -> read(file).isPresent() ? 1 : 0) == 1;
    }

    private long done(Runnable effect) {
        if (k.strand.once()) effect.run();
        return 0;
    }

    private long write(String path, String text) {
        String file = relative(path);
        String[] parts = file.split("/");
        String value = text.strip();
        return switch (file) {
            case "kprobe_events" -> locked(() -> run(text));
            case "kprobes/enabled" -> KprobesFiles.enabled(value).map(this::global).orElse((long) Errno.EINVAL.negative());
            case "error_log", "trace" -> 0;
            case "tracing_on" -> {
                OptionalLong on = Numbers.unsigned(value);
                yield on.isEmpty() ? Errno.EINVAL.negative() : done(() -> tracingOn = on.getAsLong() != 0);
            }
            default -> !file.startsWith("events/") ? Errno.ENOENT.negative()
                    : locked(() -> exists(file) ? writeEvents(parts, value) : Errno.ENOENT.negative());
        };
    }

    private long global(Job.Function function) {
        return function == Job.Function.ARM_ALL_KPROBES ? k.kprobes.armAllKprobes() : k.kprobes.disarmAllKprobes();
    }

    /// Line by line, as far as they are accepted.
    private long run(String text) {
        long ret = 0;
        for (String line : text.split("\n")) {
            if (ret == 0 && !ProbeParser.words(line).isEmpty()) ret = kprobes.run(line, false, this::log);
        }
        return ret;
    }

    private long writeEvents(String[] path, String value) {
        String file = path[path.length - 1];
        if (!file.equals("enable")) {
            TraceEvent event = kprobes.event(path[1], path[2]).orElseThrow();
            return switch (file) {
                case "filter" -> k.strand.own(_ -> filter(event, value));
                case "trigger" -> trigger(event, value);
                default -> Errno.EINVAL.negative();
            };
        }
        OptionalLong on = Numbers.unsigned(value);
        if (on.isEmpty() || on.getAsLong() < 0 || on.getAsLong() > 1) return Errno.EINVAL.negative();
        List<TraceEvent> events = path.length == 4 ? List.of(kprobes.event(path[1], path[2]).orElseThrow()) : events(path);
        long ret = 0;
        for (TraceEvent event : events) {
            long one = on.getAsLong() == 1 ? kprobes.enable(event) : kprobes.disable(event);
            if (ret == 0) ret = one;
        }
        return ret;
    }

    // Filters and triggers.

    /// The fields that a condition may ask for, and which of them are texts.
    private static Map<String, Boolean> fields(TraceEvent event) {
        var fields = new TreeMap<String, Boolean>();
        List<String> places = event.isReturn() ? List.of("__probe_func", "__probe_ret_ip") : List.of("__probe_ip");
        places.forEach(place -> fields.put(place, false));
        fields.put("common_pid", false);
        event.command().args().stream().filter(arg -> arg.count() == 0).forEach(arg -> fields.put(arg.name(), arg.type().isString()));
        return fields;
    }

    private long filter(TraceEvent event, String text) {
        complaints.remove(key(event));
        if (text.equals("0")) {
            event.filter(Optional.empty());
            return 0;
        }
        return switch (EventFilter.parse(text, fields(event))) {
            case EventFilter.Parsed.Good(EventFilter filter) -> {
                event.filter(Optional.of(filter));
                yield 0;
            }
            case EventFilter.Parsed.Bad bad -> {
                complaints.put(key(event), EventFilter.complaint(text, bad));
                errors.add(k.machine.tick(), "event filter parse error", bad.message(), text, bad.position());
                yield Errno.EINVAL.negative();
            }
        };
    }

    private long trigger(TraceEvent event, String text) {
        boolean removing = text.startsWith("!");
        List<Trigger> read = new ArrayList<>();
        long errno = k.strand.own(_ -> {
            Optional<Trigger> trigger = readTrigger(event, removing ? text.substring(1) : text);
            if (trigger.isEmpty()) return Errno.EINVAL.negative();
            boolean there = event.triggers().stream().anyMatch(trigger.get()::isLike);
            if (there == removing) return 0;
            return removing ? 1 : Errno.EEXIST.negative();
        });
        if (errno != 0) return Math.min(errno, 0);
        readTrigger(event, removing ? text.substring(1) : text).ifPresent(read::add);
        Trigger trigger = read.getFirst();
        if (k.strand.once()) {
            if (removing) event.triggers().removeIf(trigger::isLike);
            else event.triggers().add(trigger);
        }
        return trigger.other().isEmpty() ? 0 : kprobes.softMode(trigger.other().get(), removing ? -1 : 1);
    }

    /// `ACTION[:GROUP:EVENT][:COUNT] [if CONDITION]`.
    private Optional<Trigger> readTrigger(TraceEvent event, String text) {
        String[] halves = text.split("\\s+if\\s+", 2);
        String[] words = halves[0].strip().split(":");
        Optional<Trigger.Action> action = Trigger.Action.of(words[0]);
        if (action.isEmpty()) return Optional.empty();
        boolean ofEvent = action.get() == Trigger.Action.ENABLE_EVENT || action.get() == Trigger.Action.DISABLE_EVENT;
        int counts = ofEvent ? 3 : 1;
        Optional<TraceEvent> other = ofEvent && words.length >= 3 ? kprobes.event(words[1], words[2]) : Optional.empty();
        OptionalLong times = words.length <= counts ? OptionalLong.of(Trigger.UNLIMITED)
                : words.length == counts + 1 ? Numbers.unsigned(words[counts]) : OptionalLong.empty();
        if (ofEvent && other.isEmpty() || times.isEmpty()) return Optional.empty();
        if (halves.length == 1) return Optional.of(new Trigger(action.get(), other, times.getAsLong(), Optional.empty()));
        return switch (EventFilter.parse(halves[1].strip(), fields(event))) {
            case EventFilter.Parsed.Good(EventFilter filter) ->
                Optional.of(new Trigger(action.get(), other, times.getAsLong(), Optional.of(filter)));
            case EventFilter.Parsed.Bad _ -> Optional.empty();
        };
    }

    private void act(Trigger trigger) {
        if (!trigger.acts()) return;
        switch (trigger.action()) {
            case TRACEON -> tracingOn = true;
            case TRACEOFF -> tracingOn = false;
            case SNAPSHOT -> snapshot.copy(buffer);
            case ENABLE_EVENT -> trigger.other().orElseThrow().softDisabled(false);
            case DISABLE_EVENT -> trigger.other().orElseThrow().softDisabled(true);
        }
    }
}
