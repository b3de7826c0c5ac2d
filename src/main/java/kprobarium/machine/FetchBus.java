package kprobarium.machine;

/// The writing CPU sees its write; to every other CPU the patch travels as a message that says which word there is now, and its fetches see
/// that from delivery on, or what memory holds from its own next `ibar` on.
///
/// From each CPU to each other there is a channel. One that keeps its order delivers what was sent first; one that does not, anything
/// in it. What has been sent over different channels arrives in any order, so a CPU can be left with an older word than memory holds, until
/// somebody writes that word again or the CPU executes `ibar`. How often a patch may be lost, arrive twice, or be late is a budget of
/// the whole machine.
///
/// What is on its way to a CPU is a list of (patch, address, word, sender), ordered by sender, or, where order does not matter, by address
/// and word. It is kept packed from its start, so that equal lists are equal state. What a CPU fetches that memory does not hold is
/// a second list.
final class FetchBus implements FetchModel {
    /// A CPU is never further behind than this: then a patch arrives by itself.
    static final int CAPACITY = 64;
    private static final int FIELDS = 4;
    private static final int PATCH = 0, ADDRESS = 1, WORD = 2, SENDER = 3;

    private final Machine machine;
    private final State state;
    private final boolean ordered;
    private final int[] count;
    private final int[] list;
    private final WordLists view;
    private final int last;
    private final int losses;
    private final int duplicates;
    private final int delays;

    FetchBus(Machine machine, int cpus, FetchConfig.Bus config) {
        this.machine = machine;
        state = machine.state();
        ordered = config.order() == FetchConfig.Order.FIFO_PER_SENDER;
        count = new int[cpus];
        list = new int[cpus];
        for (int i = 0; i < cpus; i++) {
            count[i] = state.allocate(1);
            list[i] = state.allocate(CAPACITY * FIELDS);
        }
        view = new WordLists(state, cpus);
        last = state.allocate(1);
        losses = state.allocate(1);
        duplicates = state.allocate(1);
        delays = state.allocate(1);
        state.set(losses, config.lose());
        state.set(duplicates, config.duplicate());
        state.set(delays, config.late());
    }

    @Override
    public int words(Cpu cpu, long address) {
        return 1;
    }

    @Override
    public int fetch(Cpu cpu, long address, int older) {
        int inMemory = machine.memory().word(address);
        if (view.size(cpu) == 0) return inMemory;
        int at = view.first(cpu, address);
        if (at == view.end(cpu, address, at)) return inMemory;
        int word = view.word(cpu, at);
        machine.vector().staleFetch(cpu, address, word, inMemory);
        return word;
    }

    @Override
    public void wrote(Cpu by, long patch, long address, int was) {
        state.note(last, patch);
        int now = machine.memory().word(address);
        for (Cpu cpu : machine.cpus()) {
            if (cpu == by) {
                overtake(by, address);
                sees(by, address, now, now);
                continue;
            }
            int at = view.first(cpu, address);
            boolean behind = at != view.end(cpu, address, at);
            sees(cpu, address, behind ? view.word(cpu, at) : was, now);
            if (size(cpu) == CAPACITY) deliver(cpu, channel(cpu, by));
            send(cpu, size(cpu), patch, address, now, by.number());
        }
    }

    /// From now on `cpu` fetches `word` at `address`, where memory holds `inMemory`.
    private void sees(Cpu cpu, long address, int word, int inMemory) {
        int at = view.first(cpu, address);
        boolean known = at != view.end(cpu, address, at);
        if (word == inMemory) view.remove(cpu, at, known ? at + 1 : at);
        else if (known) view.word(cpu, at, word);
        else if (!view.full(cpu)) view.insert(cpu, at, address, word, 0);
    }

    /// Patches of a word that the CPU has now written itself no longer matter to it.
    private void overtake(Cpu by, long address) {
        for (int i = size(by) - 1; i >= 0; i--) if (get(by, i, ADDRESS) == address) remove(by, i);
    }

    /// Puts a message behind those it must not overtake, looking at the first `n`.
    private void send(Cpu cpu, int n, long patch, long address, int word, int sender) {
        int at = n;
        while (at > 0 && comesBefore(address, word, sender, cpu, at - 1)) at--;
        for (int i = n; i > at; i--) move(cpu, i - 1, i);
        put(cpu, at, patch, address, word, sender);
        state.set(count[cpu.number()], n + 1);
    }

    private boolean comesBefore(long address, int word, int sender, Cpu cpu, int at) {
        if (ordered) return sender < get(cpu, at, SENDER);
        long other = get(cpu, at, ADDRESS);
        return address < other || address == other && word < get(cpu, at, WORD);
    }

    /// Where a new way to deliver begins: the head of a channel, or a message unlike the one before it.
    private boolean begins(Cpu cpu, int at) {
        if (at == 0) return true;
        if (ordered) return get(cpu, at, SENDER) != get(cpu, at - 1, SENDER);
        return get(cpu, at, ADDRESS) != get(cpu, at - 1, ADDRESS) || get(cpu, at, WORD) != get(cpu, at - 1, WORD);
    }

    @Override
    public int deliverable(Cpu cpu) {
        int ways = 0;
        for (int at = size(cpu) - 1; at >= 0; at--) if (begins(cpu, at)) ways++;
        return ways;
    }

    private int find(Cpu cpu, int which) {
        int at = 0;
        for (int left = which; left > 0; left--) at = next(cpu, at);
        return at;
    }

    private int next(Cpu cpu, int at) {
        int next = at + 1;
        while (next < size(cpu) && !begins(cpu, next)) next++;
        return next;
    }

    /// Which delivery takes the oldest message from `sender`, or else the first.
    private int channel(Cpu cpu, Cpu sender) {
        int ways = deliverable(cpu);
        for (int which = 0; which < ways; which++) if (get(cpu, find(cpu, which), SENDER) == sender.number()) return which;
        return 0;
    }

    @Override
    public int oldest(Cpu cpu) {
        int ways = deliverable(cpu);
        int oldest = 0;
        for (int which = 1; which < ways; which++) {
            if (get(cpu, find(cpu, which), PATCH) < get(cpu, find(cpu, oldest), PATCH)) oldest = which;
        }
        return oldest;
    }

    @Override
    public void deliver(Cpu cpu, int which) {
        int at = find(cpu, which);
        apply(cpu, at);
        remove(cpu, at);
    }

    private void apply(Cpu cpu, int at) {
        long address = get(cpu, at, ADDRESS);
        int word = (int) get(cpu, at, WORD);
        sees(cpu, address, word, machine.memory().word(address));
        machine.delivered(cpu, get(cpu, at, PATCH), address, word, (int) get(cpu, at, SENDER));
    }

    boolean canLose() {
        return state.get(losses) > 0;
    }

    boolean canDuplicate() {
        return state.get(duplicates) > 0;
    }

    /// Whether that message can be late: there is a budget left, and another that it would come behind.
    boolean canBeLate(Cpu cpu, int which) {
        if (!ordered || state.get(delays) == 0) return false;
        int at = find(cpu, which);
        return next(cpu, at) > at + 1;
    }

    /// That message never arrives.
    void lose(Cpu cpu, int which) {
        state.set(losses, state.get(losses) - 1);
        remove(cpu, find(cpu, which));
    }

    /// That message arrives, and another copy of it is behind the sender's others.
    void deliverTwice(Cpu cpu, int which) {
        state.set(duplicates, state.get(duplicates) - 1);
        int at = find(cpu, which);
        apply(cpu, at);
        again(cpu, at);
    }

    /// That message is lost, and its sender, whose time is up, sends it again behind its others.
    void delay(Cpu cpu, int which) {
        state.set(delays, state.get(delays) - 1);
        again(cpu, find(cpu, which));
    }

    private void again(Cpu cpu, int at) {
        long patch = get(cpu, at, PATCH);
        long address = get(cpu, at, ADDRESS);
        int word = (int) get(cpu, at, WORD);
        int sender = (int) get(cpu, at, SENDER);
        remove(cpu, at);
        send(cpu, size(cpu), patch, address, word, sender);
    }

    @Override
    public void synchronise(Cpu cpu) {
        while (size(cpu) > 0) deliver(cpu, 0);
        view.clear(cpu);
    }

    @Override
    public void settle(Cpu cpu) {
        synchronise(cpu);
    }

    @Override
    public long delivered(Cpu cpu) {
        return size(cpu) == 0 ? state.get(last) : get(cpu, find(cpu, oldest(cpu)), PATCH) - 1;
    }

    private int size(Cpu cpu) {
        return (int) state.get(count[cpu.number()]);
    }

    private void remove(Cpu cpu, int at) {
        int n = size(cpu);
        for (int i = at; i < n - 1; i++) move(cpu, i + 1, i);
        put(cpu, n - 1, 0, 0, 0, 0);
        state.set(count[cpu.number()], n - 1);
    }

    private void move(Cpu cpu, int from, int to) {
        put(cpu, to, get(cpu, from, PATCH), get(cpu, from, ADDRESS), get(cpu, from, WORD), get(cpu, from, SENDER));
    }

    private void put(Cpu cpu, int at, long patch, long address, long word, long sender) {
        int entry = list[cpu.number()] + at * FIELDS;
        state.note(entry + PATCH, patch);
        state.set(entry + ADDRESS, address);
        state.set(entry + WORD, word);
        if (ordered) state.set(entry + SENDER, sender);
        else state.note(entry + SENDER, sender);
    }

    private long get(Cpu cpu, int at, int field) {
        return state.get(list[cpu.number()] + at * FIELDS + field);
    }
}
