package kprobarium.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kprobarium.event.Event;
import kprobarium.machine.Cpu;
import kprobarium.machine.Memory;
import org.junit.jupiter.api.Test;

/// What a real 6.12.117 did with a probe on each of these instructions, see golden/kernel/ORIGIN-insn.md, and what `linux-6.12` does.
final class GoldenInsnTest {
    private static final String KERNEL = "linux-6.12";
    /// Where the instruction was, and where it is here: as far into a page.
    private static final long RECORDED_SITE = 0x9000_0000_0042_3280L, SITE = Layout.TEXT + 0x1280;
    private static final int MIX_IN_PAGE = 0x540;
    private static final int REACH = 0x2_0000, NEAR = 1 << 20;
    private static final int WORDS = 32, AT_S1 = 8;
    private static final List<Integer> NOT_LOADED = List.of(0, 2, 3, 21);
    private static final Pattern LINE = Pattern.compile("(same|DIFF) (\\p{XDigit}{8}) (\".*\") seed=(\\d+) .*");

    /// The post_handler notes `regs->csr_era`.
    private static final String HANDLER = """
            handler: la.local $t0, seen
                     ld.d     $t1, $a1, 0x108
                     st.d     $t1, $t0, 0
                     jr       $ra
            """;

    private static final int HANDLER_SIZE = 5 * 4;

    private static List<String> golden() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/golden/kernel/insn.txt"));
    }

    @Test
    void every_instruction_ends_as_recorded_with_the_probe_and_without() throws IOException {
        // What cpucfg says is the CPU's identity, and this machine has none.
        List<String> recorded = golden().stream().filter(line -> LINE.matcher(line).matches())
                .map(line -> line.contains("cpucfg") ? line.replace("r4=14c010", "r4=0") : line).toList();
        assertEquals(632, recorded.size());
        Site site = new Site();
        List<String> played = new ArrayList<>();
        for (String line : recorded) {
            Matcher m = LINE.matcher(line);
            assertTrue(m.matches());
            played.add(site.line(Integer.parseUnsignedInt(m.group(2), 16), m.group(3), Integer.parseInt(m.group(4))));
        }
        assertEquals(String.join("\n", recorded), String.join("\n", played));
    }

    /// Around the instruction are words that are none, and further off no memory: where it goes on, the CPU dies.
    private static final class Site {
        private final KernelRig rig = new KernelRig(KERNEL, HANDLER + """
                before: .space 0x%x
                site:   .word 0
                after:  .space 0x100
                """.formatted(SITE - Layout.TEXT - HANDLER_SIZE), "seen: .dword 0\nbuffer: .space 0x100");
        private final Cpu cpu = rig.machine.cpu(0);
        private final Memory memory = rig.machine.memory();
        private final long s1 = rig.address("buffer") + 8 * AT_S1;

        private record End(long pc, List<Long> gprs, List<Long> memory) {}

        private final long[] gprs = new long[32];
        private final long[] words = new long[WORDS];

        private void load(int seed) {
            SplittableRandom random = new SplittableRandom(seed);
            for (int r = 0; r < 32; r++) gprs[r] = random.nextLong();
            for (int w = 0; w < WORDS; w++) words[w] = random.nextLong();
            long[] small = {0x1234, 0x1235, -5, 5};
            for (int a = 0; a < 4; a++) gprs[Cpu.A0 + a] = seed % 2 == 0 ? small[a] : random.nextLong();
            gprs[23] = SITE;
            gprs[24] = s1;
            gprs[25] = 24;
            gprs[26] = SITE + 16;
        }

        private End run() {
            for (int r = 0; r < 32; r++) if (!NOT_LOADED.contains(r)) cpu.set(r, gprs[r]);
            for (int w = 0; w < WORDS; w++) memory.store(s1 + 8L * (w - AT_S1), 8, words[w]);
            rig.events.clear();
            rig.guest("site", gprs[4], gprs[5], gprs[6], gprs[7]);
            long pc = rig.events.stream().filter(Event.Oops.class::isInstance).map(Event.Oops.class::cast).findFirst().orElseThrow().era();
            return new End(pc, IntStream.range(0, 32).mapToObj(cpu::get).toList(),
                    IntStream.range(0, WORDS).mapToObj(w -> memory.load(s1 + 8L * (w - AT_S1), 8)).toList());
        }

        String line(int word, String text, int seed) {
            load(seed);
            memory.store(SITE, 4, word);
            End alone = run();
            Kprobe p = rig.k.kprobe("p", SITE, Kprobe.COUNT, rig.address("handler"), false);
            assertEquals(0, rig.register(p), text);
            String how = p.slotNow() == 0 ? "sim" : "ss";
            End probed = run();
            assertEquals(1, rig.k.hits(p), text);
            rig.unregister(p);
            rig.k.forget(p);

            StringBuilder line = new StringBuilder(alone.equals(probed) ? "same " : "DIFF ");
            line.append("%08x %s seed=%d how=%s landed=%s".formatted(word, text, seed, how, landed(alone.pc() - SITE)));
            for (int r = 1; r < 32; r++) {
                if (NOT_LOADED.contains(r)) continue;
                long was = r == 1 ? Long.MIN_VALUE : gprs[r];
                long now = alone.gprs().get(r);
                if (r == 1 && now != SITE + 4 || r != 1 && now == was && now == probed.gprs().get(r)) continue;
                line.append(" r").append(r).append('=').append(nearSite(word, now));
                long with = probed.gprs().get(r);
                if (with != now) line.append(" (probed %s, probed-native %x)".formatted(hex(word, with), with - now));
            }
            for (int w = 0; w < WORDS; w++) {
                if (alone.memory().get(w) != words[w]) line.append(" mem[%d]=%x".formatted(8 * (w - AT_S1), alone.memory().get(w)));
            }
            return line.append(" post_era=").append(nearSite(word, rig.at("seen"))).toString();
        }

        private static String landed(long offset) {
            String digits = Math.abs(offset) < REACH - 4 ? Long.toString(Math.abs(offset)) : "0x" + Long.toHexString(Math.abs(offset));
            return (offset < 0 ? "-" : "+") + digits;
        }

        private static String nearSite(int word, long value) {
            long offset = value - SITE;
            return offset < -NEAR || offset >= NEAR ? hex(word, value) : "site" + (offset < 0 ? "" : "+") + offset;
        }

        /// A value, which is relative to the address if the instruction makes it so.
        private static String hex(int word, long value) {
            return Long.toHexString(LoongarchInstruction.isPcIns(word) ? value - SITE + RECORDED_SITE : value);
        }
    }

    @Test
    void every_instruction_of_a_function_can_carry_a_probe_and_all_can_at_once() throws IOException {
        List<String> recorded = golden().stream().dropWhile(line -> !line.startsWith("oracle_mix:"))
                .takeWhile(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst("post_era=addr-279800", "post_era=caller").replaceAll(" +", " ")).toList();
        Mix mix = new Mix(recorded.stream().filter(line -> line.startsWith(" +")).map(line -> line.split(" ")[2]).toList());
        assertEquals(String.join("\n", recorded), String.join("\n", mix.lines()));
    }

    /// oracle_mix(42, buffer).
    private static final class Mix {
        private final KernelRig rig;
        private final List<String> words;
        private final int size;

        Mix(List<String> words) {
            this.words = words;
            size = words.size();
            rig = new KernelRig(KERNEL, HANDLER + ".space 0x%x\nmix:\n".formatted(MIX_IN_PAGE - HANDLER_SIZE)
                    + words.stream().map(word -> ".word 0x" + word + "\n").collect(Collectors.joining()),
                    "seen: .dword 0\nbuffer: .dword 0, 0");
        }

        private long result() {
            return rig.guest("mix", 42, rig.address("buffer")).orElseThrow();
        }

        private Kprobe probe(int i) {
            Kprobe p = rig.k.kprobe("p" + i, rig.address("mix") + 4L * i, Kprobe.COUNT, rig.address("handler"), false);
            assertEquals(0, rig.register(p));
            return p;
        }

        List<String> lines() {
            List<String> lines = new ArrayList<>();
            long alone = result();
            lines.add("oracle_mix: %d instructions, unprobed result %x".formatted(size, alone));
            for (int i = 0; i < size; i++) {
                Kprobe p = probe(i);
                String how = p.slotNow() == 0 ? "sim" : "ss";
                String same = result() == alone ? "same" : "DIFF";
                long era = rig.at("seen") - p.addrNow();
                boolean hit = rig.k.hits(p) > 0;
                lines.add(" +%d %s %s pre=%d post=%d post_era=%s result %s".formatted(4 * i, words.get(i), how, rig.k.hits(p),
                        rig.k.postHandled(p), !hit ? "addr+0" : i == size - 1 ? "caller" : "addr" + (era < 0 ? "" : "+") + era, same));
                rig.unregister(p);
                rig.k.forget(p);
            }
            Kprobe[] all = IntStream.range(0, size).mapToObj(this::probe).toArray(Kprobe[]::new);
            lines.add("all %d probed at once: result %s; pre counts: %s".formatted(size, result() == alone ? "same" : "DIFF",
                    Arrays.stream(all).map(p -> Long.toString(rig.k.hits(p))).collect(Collectors.joining(" "))));
            for (Kprobe p : all) rig.unregister(p);
            lines.add("after unregister: result " + (result() == alone ? "same" : "DIFF"));
            return lines;
        }
    }
}
