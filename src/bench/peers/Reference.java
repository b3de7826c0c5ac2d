import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.SplittableRandom;

/// The text-patch race as a step machine written by hand, the yardstick for what an explorer that backtracks can reach in plain Java. One
/// step is one access to shared memory and the thread's own work up to the next, as in kprobarium.model.TextPatch.
///
/// `java Reference.java MODE VARIANT EXECS ITERS ROUNDS PAD [N] [SEED]`, MODE one of
///
/// - walk, pct, pos, urw, surw: N schedules by that sampler;
/// - dfs: all states;
/// - traces: one schedule for each Mazurkiewicz trace, with sleep sets, at most N;
/// - count: the number of schedules.
///
/// With -Dstale=true a fetch (walk and dfs only) may see any word that was there since the CPU's last trap. Everything is done three times,
/// and each time is a line, in seconds of CPU time; the last is the warm one.
final class Reference {
    static final int ORIG = 1;
    static final int BRK = 2;
    static final int POISON = 3;
    static final int TEXT = 0;
    static final int TABLE = 1;
    static final int SLOT = 2;
    static final int SCRATCH = 3;
    static final int INH = 4; // 4, 5, 6
    static final int WIN = 7; // 7, 8, 9: the words that a CPU may still fetch, as a bit set
    static final int CPU = 10; // then 3 ints a CPU: pc, k (or r), x (pad counter)
    static final boolean STALE = Boolean.getBoolean("stale");

    final int variant;
    final int execs;
    final int iters;
    final int rounds;
    final int pad;
    final int n; // CPUs
    int[] s;
    boolean failed;

    Reference(String[] a) {
        variant = Integer.parseInt(a[1]);
        execs = Integer.parseInt(a[2]);
        iters = Integer.parseInt(a[3]);
        rounds = Integer.parseInt(a[4]);
        pad = Integer.parseInt(a[5]);
        n = execs + 1;
        reset();
    }

    void reset() {
        s = new int[CPU + 3 * n];
        s[TEXT] = ORIG;
        s[SLOT] = POISON;
        if (STALE) for (int c = 0; c < execs; c++) s[WIN + c] = 1 << ORIG;
        failed = false;
    }

    /// The words that the next step of a CPU may fetch; 0 where the step is no instruction fetch.
    int fetches(int c) {
        return STALE && c < execs && s[CPU + 3 * c] == 0 ? s[WIN + c] : 0;
    }

    void text(int word) {
        s[TEXT] = word;
        if (STALE) for (int c = 0; c < execs; c++) s[WIN + c] |= 1 << word;
    }

    void step(int c) {
        step(c, s[TEXT]);
    }

    boolean enabled(int c) {
        return s[CPU + 3 * c] >= 0;
    }

    int live() {
        int m = 0;
        for (int c = 0; c < n; c++) if (enabled(c)) m |= 1 << c;
        return m;
    }

    /// The next access of a CPU: location * 2 + (1 if a write).
    int access(int c) {
        int pc = s[CPU + 3 * c];
        if (c < execs) {
            return switch (pc) {
                case 0, 3 -> TEXT * 2;
                case 1, 4, 6 -> (INH + c) * 2 + 1;
                case 2 -> TABLE * 2;
                default -> SLOT * 2;
            };
        }
        return switch (pc) {
            case 0, 9 -> SLOT * 2 + 1;
            case 1, 4 -> TABLE * 2 + 1;
            case 2, 3 -> TEXT * 2 + 1;
            case 5, 6, 7 -> (INH + pc - 5) * 2;
            default -> SCRATCH * 2 + 1;
        };
    }

    static boolean dependent(int a, int b) {
        return a >> 1 == b >> 1 && ((a | b) & 1) != 0;
    }

    void again(int b) {
        s[b] = ++s[b + 1] < iters ? 0 : -1;
    }

    /// Back to the fetch. At most once a round, so no bound is needed (the Java peer counts).
    void refetch(int b) {
        s[b] = 0;
    }

    void step(int c, int fetched) {
        int b = CPU + 3 * c;
        if (c < execs) {
            switch (s[b]) {
                case 0 -> {
                    if (fetched != BRK) again(b);
                    else {
                        if (STALE) s[WIN + c] = 1 << s[TEXT]; // exception entry synchronises the fetches
                        s[b] = variant == 3 ? 1 : 2;
                    }
                }
                case 1 -> {
                    s[INH + c] = 1;
                    s[b] = 2;
                }
                case 2 -> {
                    if (s[TABLE] != 0) s[b] = 5;
                    else if (variant == 1) {
                        failed = true;
                        s[b] = -1;
                    } else s[b] = 3;
                }
                case 3 -> {
                    if (variant == 3) s[b] = 4;
                    else refetch(b);
                }
                case 4 -> {
                    s[INH + c] = 0;
                    refetch(b);
                }
                case 5 -> {
                    if (s[SLOT] != ORIG) {
                        failed = true;
                        s[b] = -1;
                    } else if (variant == 3) s[b] = 6;
                    else again(b);
                }
                default -> {
                    s[INH + c] = 0;
                    again(b);
                }
            }
            return;
        }
        int recycle = pad > 0 ? 8 : 9;
        switch (s[b]) {
            case 0 -> {
                s[SLOT] = ORIG;
                s[b] = 1;
            }
            case 1 -> {
                s[TABLE] = 1;
                s[b] = 2;
            }
            case 2 -> {
                text(BRK);
                s[b] = 3;
            }
            case 3 -> {
                text(ORIG);
                s[b] = 4;
            }
            case 4 -> {
                s[TABLE] = 0;
                s[b] = variant == 3 ? 5 : recycle;
            }
            case 5, 6, 7 -> {
                int j = s[b] - 5;
                if (s[INH + j] != 0) s[b] = -1;
                else s[b] = j + 1 < execs ? s[b] + 1 : recycle;
            }
            case 8 -> {
                s[SCRATCH] = s[b + 2];
                if (++s[b + 2] >= pad) {
                    s[b + 2] = 0;
                    s[b] = 9;
                }
            }
            default -> {
                s[SLOT] = POISON;
                s[b] = ++s[b + 1] < rounds ? 0 : -1;
            }
        }
    }

    static long mix(long h) {
        h = (h ^ (h >>> 32)) * 0xd6e8feb86659fd93L;
        h = (h ^ (h >>> 32)) * 0xd6e8feb86659fd93L;
        return h ^ (h >>> 32);
    }

    long fingerprint() {
        long h = 0x9e3779b97f4a7c15L;
        for (int v : s) h = mix(h + v) + 0x9e3779b97f4a7c15L;
        return h == 0 ? 1 : h;
    }

    // ---- randomized strategies ------------------------------------------------------------------

    int pick(SplittableRandom rnd, int mask) {
        int k = rnd.nextInt(Integer.bitCount(mask));
        while (k-- > 0) mask &= mask - 1;
        return Integer.numberOfTrailingZeros(mask);
    }

    int walk(SplittableRandom rnd) {
        int steps = 0;
        for (int m = live(); m != 0 && !failed; m = live(), steps++) {
            int c = pick(rnd, m);
            int f = fetches(c);
            step(c, f == 0 ? s[TEXT] : pick(rnd, f));
        }
        return steps;
    }

    int pct(SplittableRandom rnd, int depth, int len) {
        int[] prio = new int[n];
        for (int i = 0; i < n; i++) { // a random permutation, all above the change points
            int j = rnd.nextInt(i + 1);
            prio[i] = prio[j];
            prio[j] = depth + i;
        }
        int[] change = new int[depth - 1];
        for (int i = 0; i < depth - 1; i++) change[i] = rnd.nextInt(len);
        int steps = 0;
        for (int m = live(); m != 0 && !failed; m = live(), steps++) {
            int best = -1;
            for (int c = 0; c < n; c++) if ((m >> c & 1) != 0 && (best < 0 || prio[c] > prio[best])) best = c;
            for (int i = 0; i < depth - 1; i++) if (change[i] == steps) prio[best] = depth - 2 - i;
            best = -1;
            for (int c = 0; c < n; c++) if ((m >> c & 1) != 0 && (best < 0 || prio[c] > prio[best])) best = c;
            step(best);
        }
        return steps;
    }

    int pos(SplittableRandom rnd) {
        double[] prio = new double[n];
        for (int c = 0; c < n; c++) prio[c] = rnd.nextDouble();
        int steps = 0;
        for (int m = live(); m != 0 && !failed; m = live(), steps++) {
            int best = -1;
            for (int c = 0; c < n; c++) if ((m >> c & 1) != 0 && (best < 0 || prio[c] > prio[best])) best = c;
            int a = access(best);
            for (int c = 0; c < n; c++)
                if (c != best && (m >> c & 1) != 0 && dependent(a, access(c))) prio[c] = rnd.nextDouble();
            step(best);
            prio[best] = rnd.nextDouble();
        }
        return steps;
    }

    int urw(SplittableRandom rnd, int[] events) {
        int[] left = events.clone();
        int steps = 0;
        for (int m = live(); m != 0 && !failed; m = live(), steps++) {
            int sum = 0;
            for (int c = 0; c < n; c++) if ((m >> c & 1) != 0) sum += Math.max(1, left[c]);
            int x = rnd.nextInt(sum);
            int c = -1;
            do {
                c++;
                if ((m >> c & 1) != 0) x -= Math.max(1, left[c]);
            } while (x >= 0);
            left[c]--;
            step(c);
        }
        return steps;
    }

    /// SURW: uniform over the interesting accesses only (here: all but the patcher's scratch).
    int surw(SplittableRandom rnd, int[] events) {
        int[] left = events.clone();
        int intended = -1;
        int blocked = 0;
        int steps = 0;
        for (int m = live(); m != 0 && !failed; m = live()) {
            if (intended < 0 || (m >> intended & 1) == 0) {
                int sum = 0;
                for (int c = 0; c < n; c++) if ((m >> c & 1) != 0) sum += Math.max(1, left[c]);
                int x = rnd.nextInt(sum);
                intended = -1;
                do {
                    intended++;
                    if ((m >> intended & 1) != 0) x -= Math.max(1, left[intended]);
                } while (x >= 0);
                blocked = 0;
            }
            int c = pick(rnd, m & ~blocked);
            if (access(c) >> 1 != SCRATCH) {
                if (c != intended) {
                    blocked |= 1 << c;
                    continue;
                }
                left[c]--;
                intended = -1;
            }
            step(c);
            steps++;
        }
        return steps;
    }

    // ---- systematic searches ---------------------------------------------------------------------

    long states;
    long transitions;
    long failures;
    long complete;
    long blocked;
    long limit = Long.MAX_VALUE;
    long[] seen = new long[1 << 20];
    int seenCount;

    boolean add(long f) {
        if (seenCount * 2 > seen.length) {
            long[] old = seen;
            seen = new long[old.length * 2];
            for (long v : old) if (v != 0) put(v);
        }
        if (!put(f)) return false;
        seenCount++;
        return true;
    }

    boolean put(long f) {
        int m = seen.length - 1;
        int i = (int) (f >>> 17) & m;
        while (seen[i] != 0) {
            if (seen[i] == f) return false;
            i = (i + 1) & m;
        }
        seen[i] = f;
        return true;
    }

    void dfs(int[][] stack, int depth) {
        if (!add(fingerprint())) return;
        states++;
        if (failed) {
            failures++;
            return;
        }
        int m = live();
        if (m == 0) return;
        int[] save = stack[depth];
        System.arraycopy(s, 0, save, 0, s.length);
        for (int c = 0; c < n; c++) {
            if ((m >> c & 1) == 0) continue;
            int f = fetches(c);
            do {
                step(c, f == 0 ? s[TEXT] : Integer.numberOfTrailingZeros(f));
                transitions++;
                dfs(stack, depth + 1);
                System.arraycopy(save, 0, s, 0, s.length);
                failed = false;
                f &= f - 1;
            } while (f != 0);
        }
    }

    void traces(int[][] stack, int depth, int sleep) {
        if (complete >= limit) return;
        int m = live();
        if (m == 0 || failed) {
            complete++;
            if (failed) failures++;
            return;
        }
        int todo = m & ~sleep;
        if (todo == 0) {
            blocked++;
            return;
        }
        int[] save = stack[depth];
        System.arraycopy(s, 0, save, 0, s.length);
        int done = sleep;
        for (int c = 0; c < n; c++) {
            if ((todo >> c & 1) == 0) continue;
            int a = access(c);
            int child = 0;
            for (int d = 0; d < n; d++)
                if ((done >> d & 1) != 0 && (m >> d & 1) != 0 && !dependent(a, access(d))) child |= 1 << d;
            step(c);
            transitions++;
            traces(stack, depth + 1, child);
            System.arraycopy(save, 0, s, 0, s.length);
            failed = false;
            done |= 1 << c;
        }
    }

    BigInteger count(HashMap<Long, BigInteger> memo) {
        int m = live();
        if (m == 0 || failed) return BigInteger.ONE;
        long f = fingerprint();
        BigInteger known = memo.get(f);
        if (known != null) return known;
        int[] save = s.clone();
        BigInteger sum = BigInteger.ZERO;
        for (int c = 0; c < n; c++) {
            if ((m >> c & 1) == 0) continue;
            step(c);
            sum = sum.add(count(memo));
            s = save.clone();
            failed = false;
        }
        memo.put(f, sum);
        return sum;
    }

    public static void main(String[] a) throws Exception {
        Thread t = new Thread(null, () -> run(a), "ref", 1L << 30);
        t.start();
        t.join();
    }

    static long cpuTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    static void run(String[] a) {
        Reference m = new Reference(a);
        String mode = a[0];
        long runs = a.length > 6 ? Long.parseLong(a[6]) : 1_000_000;
        SplittableRandom rnd = new SplittableRandom(a.length > 7 ? Long.parseLong(a[7]) : 1);
        int[][] stack = new int[4096][CPU + 3 * m.n];
        String what = String.join(" ", a);
        for (int rep = 0; rep < 3; rep++) { // repeats: the last line is the warm one
            m.reset();
            m.states = m.transitions = m.failures = m.complete = m.blocked = 0;
            Arrays.fill(m.seen, 0);
            m.seenCount = 0;
            long t0 = cpuTime();
            switch (mode) {
                case "dfs" -> {
                    m.dfs(stack, 0);
                    double s = (cpuTime() - t0) / 1e9;
                    System.out.printf("%s: states=%d transitions=%d failing=%d seconds=%.3f states/s=%.0f transitions/s=%.0f%n",
                            what, m.states, m.transitions, m.failures, s, m.states / s, m.transitions / s);
                }
                case "traces" -> {
                    m.limit = runs;
                    m.traces(stack, 0, 0);
                    double s = (cpuTime() - t0) / 1e9;
                    System.out.printf("%s: schedules=%d blocked=%d failing=%d steps=%d seconds=%.3f schedules/s=%.0f steps/s=%.0f%n",
                            what, m.complete, m.blocked, m.failures, m.transitions, s, m.complete / s, m.transitions / s);
                }
                case "count" -> {
                    BigInteger c = m.count(new HashMap<>());
                    System.out.printf("%s: schedules=%s (%.3g)%n", what, c, c.doubleValue());
                    return;
                }
                default -> {
                    int[] events = new int[m.n];
                    int len = 0;
                    if (mode.endsWith("urw") || mode.equals("pct")) { // one profiling run, as SURW and PCT do
                        SplittableRandom p = new SplittableRandom(42);
                        for (int live = m.live(); live != 0 && !m.failed; live = m.live(), len++) {
                            int c = m.pick(p, live);
                            if (!mode.equals("surw") || m.access(c) >> 1 != SCRATCH) events[c]++;
                            m.step(c);
                        }
                    }
                    long steps = 0;
                    long fails = 0;
                    long first = -1;
                    for (long i = 0; i < runs; i++) {
                        m.reset();
                        steps += switch (mode) {
                            case "walk" -> m.walk(rnd);
                            case "pct" -> m.pct(rnd, 3, Math.max(1, len));
                            case "pos" -> m.pos(rnd);
                            case "surw" -> m.surw(rnd, events);
                            default -> m.urw(rnd, events);
                        };
                        if (m.failed) {
                            fails++;
                            if (first < 0) first = i + 1;
                        }
                    }
                    double s = (cpuTime() - t0) / 1e9;
                    System.out.printf("%s: schedules=%d steps=%d failing=%d (p=%.3g) first=%d seconds=%.3f schedules/s=%.0f steps/s=%.0f%n",
                            what, runs, steps, fails, fails / (double) runs, first, s, runs / s, steps / s);
                }
            }
        }
    }
}
