package kprobarium.experiment;

import java.util.ArrayList;
import java.util.List;

/// Reads a call, as a CPU or a task makes it.
///
/// ```
/// call   := ['user'] SYMBOL'('[NUMBER {',' NUMBER}]')' | KPROBES-FUNCTION'('probes')' | 'wait(cpu'N')' | 'wait('TASK')'
///         | 'send_ipi('IRQ', cpu'N')' | 'munmap('SYMBOL')'
/// probes := [PROBE {',' PROBE}]
/// ```
public final class CallNotation extends Words {
    /// The most arguments a call can have: those that travel in `$a0` to `$a7`.
    public static final int MAX_ARGUMENTS = 8;

    private CallNotation(String text, Names names) {
        super(text, names);
    }

    public static Reading<Call> call(String text, Names names) {
        var notation = new CallNotation(text, names);
        return notation.whole(notation::call);
    }

    private Call call() throws Refusal {
        spaces();
        int start = at;
        String name = name("a call such as `foo(41)`");
        if (name.equals("user")) {
            spaces();
            int called = at;
            String function = name("a label of the text");
            symbol(function, called, true, List.of());
            return new Call.UserCall(function, arguments(start));
        }
        if (name.equals("munmap")) {
            return new Call.Munmap(argument(() -> {
                spaces();
                int page = at;
                return symbol(name("a label with a page of its own"), page, false, List.of());
            }));
        }
        if (name.equals("wait")) {
            return argument(this::awaited);
        }
        if (name.equals("send_ipi")) {
            return argument(this::ipi);
        }
        for (KprobesFunction function : KprobesFunction.values()) {
            if (function.word().equals(name)) {
                return new Call.KprobesCall(function, probes(function));
            }
        }
        var others = new ArrayList<>(list(KprobesFunction.values()));
        others.addAll(0, List.of("wait", "user", "munmap"));
        if (!names.ipis().isEmpty()) others.add("send_ipi");
        symbol(name, start, true, others);
        spaces();
        if (at == text.length()) {
            throw new Refusal(start, "`" + name + "` without arguments", "a call", "Write `" + name + "()`.");
        }
        return new Call.GuestCall(name, arguments(start));
    }

    private Call awaited() throws Refusal {
        spaces();
        int start = at;
        String name = name("a CPU such as `cpu0`" + (names.tasks().isEmpty() ? "" : " or a task"));
        return names.tasks().contains(name) ? new Call.AwaitTask(name) : new Call.Await(cpu(name, start));
    }

    private Call ipi() throws Refusal {
        spaces();
        int start = at;
        String interrupt = name("an interrupt that can be sent");
        if (!names.ipis().contains(interrupt)) {
            throw unknown("interrupt that can be sent", interrupt, start, oneOf(names.ipis()), names.ipis());
        }
        spaces();
        expect(',');
        spaces();
        int cpu = at;
        return new Call.SendIpi(interrupt, cpu(name("a CPU such as `cpu0`"), cpu));
    }

    private List<Long> arguments(int start) throws Refusal {
        expect('(');
        var arguments = new ArrayList<Long>();
        spaces();
        while (!text.startsWith(")", at)) {
            arguments.add(number().value());
            spaces();
            if (at == text.length()) {
                throw new Refusal(at, found(), "`)`",
                        "In a [ ] list a comma ends the entry: quote the call.");
            }
            if (!text.startsWith(")", at)) {
                expect(',');
                spaces();
            }
        }
        at++;
        if (arguments.size() > MAX_ARGUMENTS) {
            throw new Refusal(start, arguments.size() + " arguments", "at most " + MAX_ARGUMENTS + ", in $a0 to $a7", "");
        }
        return arguments;
    }
}
