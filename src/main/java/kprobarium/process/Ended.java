package kprobarium.process;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import kprobarium.isa.Ecode;

/// What has become of a program.
public sealed interface Ended {
    /// It called `exit()` or `exit_group()`; `status` is 0 to 255.
    record Exited(int status) implements Ended {}

    /// A signal ended it.
    ///
    /// @param where     the instruction, as a symbol and an offset
    /// @param address   what it touched, where that is why
    /// @param why       what happened, in words
    /// @param registers the general registers, `r0` to `r31`
    record Killed(Signal signal, String where, long pc, long address, String why, List<Long> registers) implements Ended {
        public Killed {
            registers = List.copyOf(registers);
        }

        /// By an exception at `pc`, where `word` was to be executed.
        static Killed by(Ecode exception, int word, long pc, long address, LongFunction<String> where, long[] registers) {
            return new Killed(Signal.of(exception, word), where.apply(pc), pc, address, exception.meaning(),
                    Arrays.stream(registers).boxed().toList());
        }
    }

    /// The kernel died under it, of a probe.
    record Oopsed(String message) implements Ended {}

    /// It has executed as many instructions as it was given.
    record OutOfInstructions() implements Ended {}
}
