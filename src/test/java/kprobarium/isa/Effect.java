package kprobarium.isa;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/// All that an instruction asks of and tells its CPU, as text: two words that do the same have the same.
final class Effect {
    /// Half of all values are one of these, so that values are often equal, zero, or of either sign; all are aligned as addresses.
    private static final long[] SMALL = {0, 0x10, -0x10, 0x20};

    private Effect() {
    }

    /// Runs a word on a CPU whose registers, memory and answers are arbitrary but fixed by the seed.
    static List<String> of(int word, long seed) {
        List<String> calls = new ArrayList<>();
        InvocationHandler cpu = (_, method, arguments) -> {
            StringBuilder call = new StringBuilder(method.getName());
            long hash = seed;
            for (Object argument : arguments == null ? new Object[0] : arguments) {
                call.append(' ').append(argument instanceof Number number ? Long.toHexString(number.longValue()) : argument);
                hash = hash * 0x9e3779b97f4a7c15L + argument.hashCode();
            }
            calls.add(call.toString());
            hash ^= hash >>> 29;
            if (method.getReturnType() == long.class) {
                return (hash >>> 50 & 1) == 0 ? SMALL[(int) (hash >>> 40) & 3] : hash & ~0xfL;
            }
            if (method.getReturnType() == int.class) {
                return (int) hash;
            }
            return method.getReturnType() == boolean.class ? (hash & 1) != 0 : null;
        };
        CpuPort port = (CpuPort) Proxy.newProxyInstance(CpuPort.class.getClassLoader(), new Class<?>[] {CpuPort.class}, cpu);
        Decoder.decode(word).execute(port);
        return calls;
    }
}
