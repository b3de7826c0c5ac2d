package kprobarium.kernel.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// An event of `kprobe_events`: a name in a group, its probes, and whether and when they record.
final class TraceEvent {
    private static final int FIRST_FIELD = 8;

    private final String group;
    private final String name;
    private final int id;
    private final List<TraceProbe> probes = new ArrayList<>();
    private boolean enabled;
    private boolean wasEnabled;
    private Optional<EventFilter> filter = Optional.empty();
    private final List<Trigger> triggers = new ArrayList<>();
    private int softMode;
    private boolean softDisabled;

    TraceEvent(String group, String name, int id) {
        this.group = group;
        this.name = name;
        this.id = id;
    }

    String group() {
        return group;
    }

    String name() {
        return name;
    }

    /// In the order in which they were added.
    List<TraceProbe> probes() {
        return probes;
    }

    ProbeCommand.Define command() {
        return probes.getFirst().command();
    }

    boolean enabled() {
        return enabled;
    }

    void enabled(boolean on) {
        enabled = on;
        wasEnabled |= on;
        softDisabled = !on && softMode > 0;
    }

    /// Triggers that may enable or disable it keep its probes armed, whether it records or not.
    void softMode(int triggers) {
        softMode += triggers;
        softDisabled = softMode > 0 && (softDisabled || !enabled);
    }

    /// Whether the trace can hold records of it.
    boolean wasEnabled() {
        return wasEnabled;
    }

    /// Whether its probes are to be armed.
    boolean armed() {
        return enabled || softMode > 0;
    }

    /// A trigger has it record, or no longer.
    void softDisabled(boolean off) {
        softDisabled = off;
    }

    boolean records() {
        return armed() && !softDisabled;
    }

    /// The file `enable`.
    String enable() {
        return (enabled && !softDisabled ? "1" : "0") + (softMode > 0 || softDisabled ? "*" : "");
    }

    Optional<EventFilter> filter() {
        return filter;
    }

    void filter(Optional<EventFilter> to) {
        filter = to;
    }

    List<Trigger> triggers() {
        return triggers;
    }

    boolean isReturn() {
        return command().isReturn();
    }

    String id() {
        return Integer.toString(id);
    }

    /// The file `format`.
    String format() {
        StringBuilder text = new StringBuilder("name: " + name + "\nID: " + id + "\nformat:\n");
        field(text, "unsigned short", "common_type", "", 0, 2, false);
        field(text, "unsigned char", "common_flags", "", 2, 1, false);
        field(text, "unsigned char", "common_preempt_count", "", 3, 1, false);
        field(text, "int", "common_pid", "", 4, 4, true);
        text.append('\n');
        int at = FIRST_FIELD;
        for (String ip : isReturn() ? List.of("__probe_func", "__probe_ret_ip") : List.of("__probe_ip")) {
            at = field(text, "unsigned long", ip, "", at, 8, false);
        }
        for (FetchArg arg : command().args()) {
            String elements = arg.count() == 0 ? "" : "[" + arg.count() + "]";
            at = arg.type().isString() ? field(text, arg.type().field() + elements, arg.name(), "", at, arg.size(), true)
                    : field(text, arg.type().field(), arg.name(), elements, at, arg.size(), arg.type().signed());
        }
        return text.append('\n').append(printFormat()).append('\n').toString();
    }

    private static int field(StringBuilder text, String type, String name, String elements, int at, int size, boolean signed) {
        text.append("\tfield:%s %s%s;\toffset:%d;\tsize:%d;\tsigned:%d;\n".formatted(type, name, elements, at, size, signed ? 1 : 0));
        return at + size;
    }

    private String printFormat() {
        List<FetchArg> args = command().args();
        String shown = args.stream().map(arg -> " " + arg.name() + "=" + elements(arg, _ -> arg.type().format(), "{", "}"))
                .collect(Collectors.joining());
        String values = args.stream().map(arg -> ", " + elements(arg, i -> value(arg, i), "", "")).collect(Collectors.joining());
        return "print fmt: \"(" + (isReturn() ? "%lx <- %lx" : "%lx") + ")" + shown + "\", "
                + (isReturn() ? "REC->__probe_func, REC->__probe_ret_ip" : "REC->__probe_ip") + values;
    }

    private static String elements(FetchArg arg, java.util.function.IntFunction<String> element, String open, String close) {
        if (arg.count() == 0) return element.apply(-1);
        return java.util.stream.IntStream.range(0, arg.count()).mapToObj(element)
                .collect(Collectors.joining(open.isEmpty() ? ", " : ",", open, close));
    }

    private static String value(FetchArg arg, int element) {
        String field = arg.name() + (element < 0 ? "" : "[" + element + "]");
        return arg.type().isString() ? "__get_str(" + field + ")" : "REC->" + field;
    }
}
