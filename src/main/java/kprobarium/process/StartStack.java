package kprobarium.process;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import kprobarium.elf.ElfFile;

/// The top of a program's stack as `execve()` leaves it: argc, argv, envp and the auxiliary vector, and above them what they point to.
///
/// @param pointer `$sp` at the first instruction, a multiple of 16
/// @param bytes   what lies there, up to the top of the stack
record StartStack(long pointer, byte[] bytes) {
    private static final int AT_NULL = 0, AT_PHDR = 3, AT_PHENT = 4, AT_PHNUM = 5, AT_PAGESZ = 6, AT_BASE = 7, AT_FLAGS = 8, AT_ENTRY = 9;
    private static final int AT_UID = 11, AT_EUID = 12, AT_GID = 13, AT_EGID = 14, AT_HWCAP = 16, AT_CLKTCK = 17, AT_SECURE = 23;
    private static final int AT_RANDOM = 25, AT_EXECFN = 31;
    private static final int PROGRAM_HEADER_SIZE = 56, RANDOM_SIZE = 16;
    /// CPUCFG, LAM, UAL, FPU and CRC32: what there is of what programs ask for.
    private static final int HWCAP = 1 | 1 << 1 | 1 << 2 | 1 << 3 | 1 << 6;

    static StartStack of(ElfFile program, List<String> args, List<String> env, long seed, long top) {
        List<byte[]> above = new ArrayList<>();
        long at = top - 16;
        List<Long> words = new ArrayList<>();
        words.add((long) args.size());
        for (List<String> strings : List.of(args, env)) {
            for (String string : strings) {
                byte[] bytes = (string + "\0").getBytes(StandardCharsets.UTF_8);
                at -= bytes.length;
                above.addFirst(bytes);
                words.add(at);
            }
            words.add(0L);
        }
        long name = args.isEmpty() ? 0 : words.get(1);
        byte[] random = new byte[RANDOM_SIZE];
        new Random(seed).nextBytes(random);
        at -= RANDOM_SIZE;
        above.addFirst(random);
        long[] auxiliary = {AT_PHDR, program.programHeaders().address(), AT_PHENT, PROGRAM_HEADER_SIZE, AT_PHNUM,
            program.programHeaders().count(), AT_PAGESZ, Space.PAGE, AT_BASE, 0, AT_FLAGS, 0, AT_ENTRY, program.entry(), AT_UID,
            Syscalls.UID, AT_EUID, Syscalls.UID, AT_GID, Syscalls.UID, AT_EGID, Syscalls.UID, AT_HWCAP, HWCAP, AT_CLKTCK, 100, AT_SECURE, 0,
            AT_RANDOM, at, AT_EXECFN, name, AT_NULL, 0};
        for (long word : auxiliary) words.add(word);
        long pointer = at - 8L * words.size() & -16;
        ByteBuffer bytes = ByteBuffer.allocate((int) (top - pointer)).order(ByteOrder.LITTLE_ENDIAN);
        words.forEach(bytes::putLong);
        bytes.position((int) (at - pointer));
        above.forEach(bytes::put);
        return new StartStack(pointer, bytes.array());
    }

    /// Whether the arguments fit.
    static boolean fits(List<String> args, List<String> env) {
        long size = 0;
        for (List<String> strings : List.of(args, env)) for (String string : strings) size += 3L * string.length() + 9;
        return size < Space.STACK_SIZE / 4;
    }
}
