package kprobarium.live;

import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kprobarium.event.Event;

/// Which events a client wants: of these CPUs, of these types, about a probe of this name: of several at one address the manager's name
/// is `aggr(foo+0x8)`, and a record's is its event's. An empty part means all.
///
/// As a query: `cpu=0,2-5&type=kprobe_hit,missed&probe=p*`. Equal filters are one group of clients: their batches are rendered
/// once.
record Filter(SortedSet<Integer> cpus, SortedSet<String> types, String probe) {
    static final Filter ALL = new Filter(new TreeSet<>(), new TreeSet<>(), "");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,4})(?:-(\\d{1,4}))?");
    private static final Pattern GLOB = Pattern.compile("[\\w.*?/()+-]{0,128}");
    private static final Map<Class<?>, String> TYPES = Arrays.stream(Event.class.getPermittedSubclasses())
            .collect(Collectors.toUnmodifiableMap(type -> type, Filter::name));

    /// Reads `cpu`, `type` and `probe`; an [IllegalArgumentException] says what is wrong with them.
    static Filter of(MultiMap query) {
        return of(query.get("cpu"), query.get("type"), query.get("probe"));
    }

    static Filter of(String cpu, String type, String probe) {
        var cpus = new TreeSet<Integer>();
        for (String range : words(cpu)) {
            var matcher = RANGE.matcher(range);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("cpu: \"" + range + "\" is neither a CPU number nor a range such as 2-5");
            }
            int first = Integer.parseInt(matcher.group(1));
            int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
            for (int n = first; n <= last; n++) {
                cpus.add(n);
            }
        }
        var types = new TreeSet<String>();
        for (String name : words(type)) {
            if (!TYPES.containsValue(name)) {
                throw new IllegalArgumentException("type: \"" + name + "\" is not one of " + String.join(", ", typeNames()));
            }
            types.add(name);
        }
        String glob = probe == null ? "" : probe;
        if (!GLOB.matcher(glob).matches()) {
            throw new IllegalArgumentException("probe: \"" + glob + "\" is not a probe's name; * and ? stand for any characters");
        }
        return new Filter(cpus, types, glob);
    }

    private static String[] words(String list) {
        return list == null || list.isEmpty() ? new String[0] : list.split(",");
    }

    /// The names of all types of events, sorted.
    static SortedSet<String> typeNames() {
        return new TreeSet<>(TYPES.values());
    }

    static String type(Event event) {
        return TYPES.get(event.getClass());
    }

    /// `KprobeHit` is `kprobe_hit`.
    private static String name(Class<?> type) {
        return type.getSimpleName().replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    boolean wants(Event event) {
        return (cpus.isEmpty() || cpus.contains(event.stamp().cpu()))
                && (types.isEmpty() || types.contains(type(event)))
                && (probe.isEmpty() || matches(probe, probe(event)));
    }

    /// Goes back to the last star only, so a glob of many stars costs no more than glob times name.
    private static boolean matches(String glob, String name) {
        int g = 0;
        int n = 0;
        int star = -1;
        int resume = 0;
        while (n < name.length()) {
            if (g < glob.length() && (glob.charAt(g) == '?' || glob.charAt(g) == name.charAt(n))) {
                g++;
                n++;
            } else if (g < glob.length() && glob.charAt(g) == '*') {
                star = g++;
                resume = n;
            } else if (star >= 0) {
                g = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }

    private static String probe(Event event) {
        return switch (event) {
            case Event.KprobeHit e -> e.probe();
            case Event.Missed e -> e.probe();
            case Event.Hooked e -> e.probe();
            case Event.Unhooked e -> e.probe();
            case Event.ReturnHandled e -> e.probe();
            case Event.Reentered e -> e.probe();
            case Event.PreHandled e -> e.probe();
            case Event.PostHandled e -> e.probe();
            case Event.SingleStepped e -> e.probe();
            case Event.Simulated e -> e.probe();
            case Event.SilentlyMissed e -> e.probe();
            case Event.Armed e -> e.probe();
            case Event.Disarmed e -> e.probe();
            case Event.TraceRecord e -> e.event();
            case Event.AggregateHit e -> e.manager();
            case Event.TrapTaken _, Event.TextPoked _, Event.PatchDelivered _, Event.StaleFetch _, Event.CallStarted _,
                    Event.CallReturned _, Event.Logged _, Event.Signal _, Event.Panic _, Event.Oops _ -> "";
        };
    }
}
