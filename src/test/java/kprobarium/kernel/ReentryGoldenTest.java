package kprobarium.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import kprobarium.experiment.Rig;
import kprobarium.isa.Operands;
import kprobarium.machine.Cpu;
import kprobarium.machine.Machine;
import kprobarium.machine.Onlooker;
import kprobarium.schedule.Access;
import kprobarium.schedule.RoundRobin;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.Test;

/// What a real Linux 6.12.117 did when probes were hit inside probes, faulted or stood between `ll` and `sc`, line by line: see
/// ORIGIN.md beside the recording. The functions are those that were probed there; the handlers do what those did.
final class ReentryGoldenTest {
    private static final Path RECORDING = Path.of("src", "test", "resources", "golden", "kernel", "reent.txt");
    private static final int ENOUGH_STEPS = 1_000_000;
    private static final int ERA = 0x108;
    private static final String TEXT = """
            leaf_ss:    addi.d  $a0, $a0, 1
                        jr      $ra
            leaf_sim:   b       leaf_sim+0x8
                        break   0
                        addi.d  $a0, $a0, 1
                        jr      $ra
            leaf3:      addi.d  $a0, $a0, 1
                        addi.d  $a0, $a0, 1
                        addi.d  $a0, $a0, 1
                        jr      $ra
            outer:      addi.d  $a0, $a0, 100
                        jr      $ra
            outer_sim:  pcaddi  $t0, 0
                        addi.d  $a0, $a0, 100
                        jr      $ra
            load:       move    $t0, $zero
            load_insn:  ld.d    $a0, $a0, 0
                        move    $a0, $zero
                        jr      $ra
            load_fix:   addi.d  $a0, $zero, -14
                        jr      $ra
            llsc:       move    $t0, $zero               # $a0: the most tries; answers how many failed
                        la      $t1, counter
            llsc_try:   ll.w    $t2, $t1, 0
            llsc_mid:   addi.w  $t2, $t2, 1
            llsc_sc:    sc.w    $t2, $t1, 0
                        bnez    $t2, llsc_done
                        addi.d  $t0, $t0, 1
                        bne     $t0, $a0, llsc_try
            llsc_done:  move    $a0, $t0
                        jr      $ra
            pre_a:      la      $t0, in_pre              # A's handlers call what a scenario has them call, with an argument
                        la      $t2, skip
                        ld.d    $t2, $t2, 0
                        b       handle
            post_a:     la      $t0, in_post
                        move    $t2, $zero
            handle:     addi.d  $sp, $sp, -16
                        st.d    $ra, $sp, 8
                        st.d    $s0, $sp, 0
                        move    $s0, $t2
                        beqz    $s0, handle_call
                        ld.d    $t1, $a1, 0x108
                        addi.d  $t1, $t1, 4
                        st.d    $t1, $a1, 0x108
            handle_call: ld.d   $t1, $t0, 0
                        beqz    $t1, handle_out
                        ld.d    $a0, $t0, 8
                        jirl    $ra, $t1, 0
            handle_out: nop
            back_a:     move    $a0, $s0
                        ld.d    $s0, $sp, 0
                        ld.d    $ra, $sp, 8
                        addi.d  $sp, $sp, 16
                        jr      $ra
            pre_b1:     move    $a0, $zero
                        jr      $ra
            post_b1:    jr      $ra
            pre_b2:     move    $a0, $zero
                        jr      $ra
            post_b2:    jr      $ra
            pre_b3:     move    $a0, $zero
                        jr      $ra
            post_b3:    jr      $ra
            skip_b1:    ld.d    $t1, $a1, 0x108
                        addi.d  $t1, $t1, 4
                        st.d    $t1, $a1, 0x108
                        addi.d  $a0, $zero, 1
                        jr      $ra
            entry:      move    $a0, $zero
                        jr      $ra
            return:     la      $t0, in_return
                        ld.d    $t1, $t0, 0
                        beqz    $t1, return_out
                        addi.d  $sp, $sp, -16
                        st.d    $ra, $sp, 8
                        jirl    $ra, $t1, 0
                        ld.d    $ra, $sp, 8
                        addi.d  $sp, $sp, 16
            return_out: move    $a0, $zero
                        jr      $ra
            """;
    private static final String DATA = """
            in_pre:    .dword 0, 0
            in_post:   .dword 0, 0
            in_return: .dword 0, 0
            skip:      .dword 0
            counter:   .dword 8
            lazy:      .dword 7
            bad:       .dword 0
            """;

    /// What was seen of one probe: how often each handler began, and what it found the last time.
    private static final class Seen {
        int pre;
        int post;
        String atPre = "";
        String atPost = "";
        String inside = "";
    }

    /// A machine that has just been started, and what happens on it.
    private static final class Oracle implements Onlooker {
        private final Rig rig;
        private final Kernel k;
        private final Machine machine;
        private final TreeMap<Long, String> handlers = new TreeMap<>();
        private final TreeMap<String, Kprobe> probes = new TreeMap<>();
        private final TreeMap<String, Seen> seen = new TreeMap<>();
        private final List<String> order = new ArrayList<>();
        private long value;
        private boolean ended;
        private int before;

        Oracle(String kernel) {
            rig = Experiments.rig(Experiments.of("""
                    experiment: oracle
                    about: What the recording kernel's module did.
                    text: |
                      %s
                    data: |
                      %s
                    pages: { lazy: demand, bad: absent }
                    extable: { load_insn: load_fix }
                    cpus: { 0: [] }
                    expect: { v1: { never: [ deadlock ] } }
                    """.formatted(TEXT.strip().replace("\n", "\n  "), DATA.strip().replace("\n", "\n  "))), kernel);
            k = rig.kernel();
            machine = rig.machine();
            machine.watched(this);
            k.tasks.listen((_, returned, dead) -> {
                if (dead) throw new AssertionError("died: " + k.oopses());
                value = returned;
                ended = true;
            });
        }

        Oracle probe(String name, String place, String pre, String post) {
            long address = rig.address(place);
            Kprobe p = k.kprobe(name, address, rig.address(pre), post.isEmpty() ? 0 : rig.address(post), false);
            probes.put(name, p);
            handles(name, p, pre, post);
            register(p, 0);
            return this;
        }

        private void handles(String name, Kprobe p, String pre, String post) {
            handlers.put(rig.address(pre), name + ".pre");
            if (!post.isEmpty()) handlers.put(rig.address(post), name + ".post");
            seen.computeIfAbsent(name, _ -> new Seen());
            assertEquals(name, p.name());
        }

        void register(Kprobe p, long expected) {
            assertEquals(expected, play(new Job.Call("register", Job.Function.REGISTER_KPROBE, p)));
        }

        long call(Job.Function function, String name) {
            return play(new Job.Call("call", function, probes.get(name)));
        }

        void unregisterAll() {
            List.copyOf(probes.values()).forEach(p -> play(new Job.Call("unregister", Job.Function.UNREGISTER_KPROBE, p)));
        }

        /// `handler` of A or of the kretprobe calls `function`.
        Oracle has(String handler, String function) {
            machine.memory().store(rig.address(handler), 8, rig.address(function));
            return this;
        }

        Oracle set(String label, long to) {
            machine.memory().store(rig.address(label), 8, to);
            return this;
        }

        long guest(String function, long... arguments) {
            List<Long> list = new ArrayList<>();
            for (long argument : arguments) list.add(argument);
            return play(new Job.Guest(function, rig.address(function), list));
        }

        long play(Job job) {
            ended = false;
            k.tasks.inject(machine.cpu(0), k.tasks.prepare(job));
            rig.play(new RoundRobin(), ENOUGH_STEPS);
            if (!ended) throw new AssertionError(job.text() + " does not end");
            return value;
        }

        @Override
        public void instruction(Cpu cpu, long pc, Operands instruction) {
            if (pc == rig.address("back_a") && order.getLast().equals("A.pre")) seen.get("A").inside = before + "/" + irqsOff(cpu);
            String handler = handlers.get(pc);
            if (handler == null) return;
            order.add(handler);
            if (!handler.contains(".")) return;
            String name = handler.substring(0, handler.indexOf('.'));
            Seen of = seen.get(name);
            Kprobe p = probes.get(name);
            if (of == null || p == null) return;
            long era = machine.memory().load(cpu.get(Cpu.A0 + 1) + ERA, 8);
            String found = "{era=addr+" + (era - p.addrNow()) + " irqs_off=" + irqsOff(cpu) + " preempt="
                    + k.preemptCount(cpu) + "}";
            if (handler.endsWith(".pre")) {
                of.pre++;
                before = irqsOff(cpu);
                of.atPre = found;
            } else {
                of.post++;
                of.atPost = found;
            }
        }

        private static int irqsOff(Cpu cpu) {
            return cpu.interruptsOn() ? 0 : 1;
        }

        @Override
        public void access(Cpu cpu, Access.Kind kind, long address) {}

        @Override
        public void local(Cpu cpu, long address, long written) {}

        void count(String name, List<String> lines) {
            Seen of = seen.get(name);
            String line = "  %-4s pre=%d post=%d nmissed=%d".formatted(name, of.pre, of.post, probes.get(name).nmissedNow());
            if (of.pre > 0) line += " pre" + of.atPre;
            if (of.post > 0) line += " post" + of.atPost;
            lines.add(line);
        }

        void inside(List<String> lines) {
            lines.add("       irqs_off in A.pre before/after the nested call: " + seen.get("A").inside);
        }

        String order() {
            return "order:" + (order.isEmpty() ? "" : " " + String.join(" ", order));
        }

        void after(List<String> lines) {
            Cpu cpu = machine.cpu(0);
            lines.add("  [after] kprobe_running=" + (k.currentKprobe(cpu).now().isPresent() ? "yes" : "no") + " kprobe_status="
                    + k.kprobeCtlblk(cpu).statusNow() + " irqs_off=" + irqsOff(cpu) + " preempt=" + k.preemptCount(cpu));
        }
    }

    private static List<String> recorded(String from, String to) throws IOException {
        List<String> lines = Files.readAllLines(RECORDING).stream()
                .filter(line -> !line.startsWith("[ ") && !line.startsWith("#")).toList();
        int begin = lines.indexOf(from);
        int end = to.isEmpty() ? lines.size() - 1 : lines.indexOf(to);
        return lines.subList(begin, end);
    }

    /// Three calls of the function with A on it, whose handlers call B's.
    private static void scenario(String title, List<String> lines, String outer, Optional<String> inPre,
            Optional<String> inPost, int calls) {
        Oracle oracle = new Oracle("linux-6.12");
        oracle.probe("A", outer, "pre_a", "post_a");
        String other = inPre.or(() -> inPost).orElse(outer);
        if (!other.equals(outer)) oracle.probe("B", other, "pre_b1", "post_b1");
        inPre.ifPresent(function -> oracle.has("in_pre", function));
        inPost.ifPresent(function -> oracle.has("in_post", function));
        long sum = 0;
        for (int call = 0; call < calls; call++) sum += oracle.guest(outer, 0);
        lines.add(title);
        lines.add("  calls=" + calls + " sum=" + sum);
        oracle.count("A", lines);
        if (inPre.isPresent()) oracle.inside(lines);
        if (!other.equals(outer)) oracle.count("B", lines);
        if (calls == 3) lines.add("  " + oracle.order());
        oracle.after(lines);
    }

    @Test
    void a_hit_inside_a_hit() throws IOException {
        Optional<String> none = Optional.empty();
        Optional<String> ss = Optional.of("leaf_ss");
        Optional<String> sim = Optional.of("leaf_sim");
        List<String> lines = new ArrayList<>();
        scenario("RE A stepped, nothing nested", lines, "outer", none, none, 3);
        scenario("RE A simulated, nothing nested", lines, "outer_sim", none, none, 3);
        scenario("RE A.pre calls B (stepped)", lines, "outer", ss, none, 3);
        scenario("RE A.pre calls B (simulated)", lines, "outer", sim, none, 3);
        scenario("RE A.post calls B (stepped)", lines, "outer", none, ss, 3);
        scenario("RE A.post calls B (simulated)", lines, "outer", none, sim, 3);
        scenario("RE A.pre and A.post call B (stepped)", lines, "outer", ss, ss, 3);
        scenario("RE A (simulated) pre and post call B (stepped)", lines, "outer_sim", ss, ss, 3);
        scenario("RE A (simulated) pre and post call B (simulated)", lines, "outer_sim", sim, sim, 3);
        scenario("RE A.pre calls A itself", lines, "outer", Optional.of("outer"), none, 3);
        scenario("RE A.post calls A itself", lines, "outer", none, Optional.of("outer"), 3);
        scenario("RE A.pre and A.post call A itself, 1000 calls", lines, "outer", Optional.of("outer"), Optional.of("outer"), 1000);
        assertEquals(recorded("RE A stepped, nothing nested",
                "RE A.pre calls leaf3, all three of its instructions probed, B2 disabled"), lines);
    }

    @Test
    void several_probes_missed_at_once_and_an_aggregate() throws IOException {
        List<String> lines = new ArrayList<>();
        Oracle oracle = new Oracle("linux-6.12");
        oracle.probe("A", "outer", "pre_a", "post_a").probe("B1", "leaf3", "pre_b1", "post_b1")
                .probe("B2", "leaf3+0x4", "pre_b2", "post_b2")
                .probe("B3", "leaf3+0x8", "pre_b3", "post_b3").has("in_pre", "leaf3");
        oracle.call(Job.Function.DISABLE_KPROBE, "B2");
        long sum = oracle.guest("outer", 0) + oracle.guest("leaf3", 0);
        lines.add("RE A.pre calls leaf3, all three of its instructions probed, B2 disabled");
        lines.add("  sum=" + sum + " " + oracle.order());
        for (String name : List.of("A", "B1", "B2", "B3")) oracle.count(name, lines);
        oracle.after(lines);

        oracle = new Oracle("linux-6.12");
        oracle.probe("A", "outer", "pre_a", "post_a").probe("B1", "leaf_ss", "pre_b1", "post_b1").probe("B2", "leaf_ss", "pre_b2", "")
                .probe("B3", "leaf_ss", "pre_b3", "post_b3").has("in_pre", "leaf_ss");
        sum = oracle.guest("outer", 0) + oracle.guest("leaf_ss", 0);
        lines.add("RE three probes at one address (aggregate), missed once through A.pre, hit once directly");
        lines.add("  sum=" + sum + " " + oracle.order());
        for (String name : List.of("A", "B1", "B2", "B3")) oracle.count(name, lines);
        oracle.call(Job.Function.DISABLE_KPROBE, "B2");
        oracle.order.clear();
        lines.add("  disable B2, call leaf: " + oracle.guest("leaf_ss", 0) + " " + oracle.order());
        oracle.call(Job.Function.ENABLE_KPROBE, "B2");
        oracle.order.clear();
        oracle.machine.memory().store(Kprobe.address(oracle.probes.get("B1")) + Kprobe.PRE_HANDLER, 8, oracle.rig.address("skip_b1"));
        oracle.handles("B1", oracle.probes.get("B1"), "skip_b1", "post_b1");
        lines.add("  B1.pre now returns 1 having skipped the instruction: " + oracle.guest("leaf_ss", 0) + " " + oracle.order());
        for (String name : List.of("B1", "B2", "B3")) oracle.count(name, lines);
        oracle.after(lines);

        oracle = new Oracle("linux-6.12");
        oracle.probe("A", "leaf_ss", "pre_a", "post_a").set("skip", 1);
        long result = oracle.guest("leaf_ss", 0);
        lines.add("RE pre handler skips the instruction and returns 1");
        lines.add("  result=" + result + " " + oracle.order());
        oracle.count("A", lines);
        oracle.after(lines);
        assertEquals(recorded("RE A.pre calls leaf3, all three of its instructions probed, B2 disabled", "KRET register=0"), lines);
    }

    @Test
    void return_probes() throws IOException {
        List<String> lines = new ArrayList<>();
        Oracle oracle = new Oracle("linux-6.12");
        Kretprobe rp = oracle.k.kretprobe("R", oracle.rig.address("outer"), oracle.rig.address("return"),
                oracle.rig.address("entry"), 4, 0, false);
        oracle.handlers.put(oracle.rig.address("entry"), "entry");
        oracle.handlers.put(oracle.rig.address("return"), "return(105)");
        lines.add("KRET register=" + oracle.play(new Job.Call("register", Job.Function.REGISTER_KRETPROBE, rp.kp)));
        lines.add("  result=" + oracle.guest("outer", 5) + " " + oracle.order() + " nmissed=" + rp.nmissedNow() + " kp.nmissed="
                + rp.kp.nmissedNow());
        oracle.probe("B", "leaf_ss", "pre_b1", "post_b1").has("in_return", "leaf_ss");
        oracle.order.clear();
        lines.add("  return handler calls a probed function: result=" + oracle.guest("outer", 5) + " " + oracle.order() + " nmissed="
                + rp.nmissedNow());
        oracle.count("B", lines);
        oracle.set("in_return", 0);
        oracle.unregisterAll();
        oracle.probe("C", "leaf_ss", "pre_a", "post_a").has("in_pre", "outer");
        oracle.seen.put("A", new Seen());
        oracle.order.clear();
        lines.add("  kretprobed function called from C.pre: result=" + oracle.guest("leaf_ss", 0) + " " + oracle.order() + " rp.nmissed="
                + rp.nmissedNow() + " rp.kp.nmissed=" + rp.kp.nmissedNow());
        oracle.after(lines);
        assertEquals(recorded("KRET register=0", "FAULT bad user address with an exception-table entry, unprobed: -14"), lines);
    }

    @Test
    void faults_in_the_slot() throws IOException {
        List<String> lines = new ArrayList<>();
        Oracle oracle = new Oracle("linux-6.12");
        long bad = oracle.rig.address("bad");
        lines.add("FAULT bad user address with an exception-table entry, unprobed: " + oracle.guest("load", bad));
        oracle.probe("B", "load_insn", "pre_b1", "post_b1");
        lines.add("  probed: " + oracle.guest("load", bad));
        oracle.count("B", lines);
        oracle.after(lines);

        oracle = new Oracle("linux-6.12");
        long lazy = oracle.rig.address("lazy");
        oracle.probe("B", "load_insn", "pre_b1", "post_b1");
        lines.add("FAULT valid user page not yet present");
        for (String touch : List.of("first", "second")) {
            lines.add("  probed, " + touch + " touch: " + oracle.guest("load", lazy));
            oracle.count("B", lines);
        }
        oracle.after(lines);

        oracle = new Oracle("linux-6.12");
        oracle.probe("A", "outer", "pre_a", "post_a").probe("B", "load_insn", "pre_b1", "post_b1").has("in_pre", "load")
                .set("in_pre+0x8", bad);
        lines.add("FAULT re-entered: A.pre calls the faulting, probed load (fixup)");
        lines.add("  result=" + oracle.guest("outer", 0) + " " + oracle.order());
        oracle.count("A", lines);
        oracle.inside(lines);
        oracle.count("B", lines);
        oracle.after(lines);
        assertEquals(recorded("FAULT bad user address with an exception-table entry, unprobed: -14",
                "LLSC unprobed: failed tries=0 value=8"),
                lines);
    }

    @Test
    void between_ll_and_sc() throws IOException {
        List<String> lines = new ArrayList<>();
        Oracle oracle = new Oracle("linux-6.12");
        oracle.set("counter", 7);
        lines.add("LLSC unprobed: failed tries=" + oracle.guest("llsc", 1000) + " value="
                + oracle.rig.memory(oracle.rig.address("counter")));
        for (String name : List.of("ll", "sc")) {
            Kprobe p = oracle.k.kprobe(name, oracle.rig.address(name.equals("ll") ? "llsc_try" : "llsc_sc"), 0, 0, false);
            long errno = oracle.play(new Job.Call("register", Job.Function.REGISTER_KPROBE, p));
            lines.add("register " + name + " = " + errno);
            lines.add("  probe on " + name + ".w: " + errno);
        }
        oracle.probe("mid", "llsc_mid", "pre_b1", "post_b1");
        lines.add("  probe between them: failed tries=" + oracle.guest("llsc", 1000) + " (limit 1000) value="
                + oracle.rig.memory(oracle.rig.address("counter")));
        oracle.count("mid", lines);
        oracle.unregisterAll();
        lines.add("  after: failed tries=" + oracle.guest("llsc", 1000) + " value=" + oracle.rig.memory(oracle.rig.address("counter")));
        assertEquals(recorded("LLSC unprobed: failed tries=0 value=8", ""), lines);
    }
}
