package kprobarium.kernel;

import java.util.ArrayList;
import java.util.List;
import kprobarium.event.Event;
import kprobarium.machine.Cpu;
import kprobarium.machine.State;

/// The deaths of a machine's kernel, as part of its state: the first few, in order.
final class Oopses {
    /// The functions that an oops can be in, of all versions.
    static final List<String> FUNCTIONS = List.of("do_bp", "kprobe_pre_handler", "kprobe_post_handler", "kprobe_breakpoint_handler",
            "kprobe_singlestep_handler", "reenter_kprobe", "do_page_fault", "do_ade", "do_ale", "do_ri", "do_bce", "do_reserved");
    private static final List<String> MESSAGES = List.of("Break instruction in kernel code", "Oops - BUG", "Oops",
            "Unable to handle kernel paging request at virtual address", "Kernel ade access", "Kernel ale access", "Kernel bounds check",
            "Reserved instruction in kernel code", "Unexpected exception", "Kernel stack overflow");
    private static final int MAX = 8;
    private static final int CPU = 0, MESSAGE = 1, FUNCTION = 2, ERA = 3, FIELDS = 4;

    private final Kernel k;
    private final State state;
    private final int count;
    private final int first;

    Oopses(Kernel k) {
        this.k = k;
        state = k.machine.state();
        count = state.allocate(1);
        first = state.allocate(MAX * FIELDS);
    }

    void record(Cpu cpu, String message, String function, long era) {
        int n = (int) state.get(count);
        if (n < MAX) {
            int at = first + n * FIELDS;
            state.set(at + CPU, cpu.number());
            state.set(at + MESSAGE, MESSAGES.indexOf(message));
            state.set(at + FUNCTION, FUNCTIONS.indexOf(function));
            state.set(at + ERA, era);
            state.set(count, n + 1);
        }
        if (k.machine.trace().on()) {
            k.machine.trace().say(cpu, stamp -> new Event.Oops(stamp, message, function, era, k.where(era)));
        }
    }

    boolean any() {
        return state.get(count) != 0;
    }

    List<OopsRecord> list() {
        List<OopsRecord> list = new ArrayList<>();
        for (int n = 0; n < state.get(count); n++) {
            int at = first + n * FIELDS;
            list.add(new OopsRecord((int) state.get(at + CPU), MESSAGES.get((int) state.get(at + MESSAGE)),
                    FUNCTIONS.get((int) state.get(at + FUNCTION)), state.get(at + ERA)));
        }
        return list;
    }
}
