package kprobarium.kernel;

import java.util.Arrays;
import java.util.Optional;

/// The error numbers that the kernel's functions return, negative (include/uapi/asm-generic/errno.h).
public enum Errno {
    ENOENT(2), ENOMEM(12), EFAULT(14), EBUSY(16), EEXIST(17), EINVAL(22), E2BIG(7), EILSEQ(84), EOPNOTSUPP(95);

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    /// What a function returns: `-EINVAL` is -22.
    public int negative() {
        return -number;
    }

    public static Optional<Errno> of(long returned) {
        return Arrays.stream(values()).filter(errno -> -errno.number == returned).findFirst();
    }
}
