package kprobarium.live;

import java.util.Arrays;
import java.util.Optional;

/// The kernel's error numbers that a write to `kprobe_events` may end with, and the HTTP status that says the same.
enum Errno {
    EPERM(1, 403, "Operation not permitted"),
    ENOENT(2, 404, "No such file or directory"),
    E2BIG(7, 422, "Argument list too long"),
    EAGAIN(11, 503, "Resource temporarily unavailable"),
    ENOMEM(12, 507, "Cannot allocate memory"),
    EACCES(13, 403, "Permission denied"),
    EFAULT(14, 422, "Bad address"),
    EBUSY(16, 409, "Device or resource busy"),
    EEXIST(17, 409, "File exists"),
    ENODEV(19, 404, "No such device"),
    EINVAL(22, 400, "Invalid argument"),
    ENOSPC(28, 507, "No space left on device"),
    ERANGE(34, 422, "Numerical result out of range"),
    ENOSYS(38, 501, "Function not implemented"),
    EILSEQ(84, 422, "Invalid or incomplete multibyte or wide character"),
    EOPNOTSUPP(95, 422, "Operation not supported"),
    ENOTSUPP(524, 422, "Operation is not supported");

    private final int number;
    private final int status;
    private final String text;

    Errno(int number, int status, String text) {
        this.number = number;
        this.status = status;
        this.text = text;
    }

    static Optional<Errno> of(long value) {
        return Arrays.stream(values()).filter(errno -> errno.number == -value).findFirst();
    }

    /// `EINVAL` for -22; the number itself if it is 0 or unknown.
    static String name(long value) {
        return of(value).map(Errno::name).orElse(Long.toString(value));
    }

    int status() {
        return status;
    }

    /// What `strerror` says.
    String text() {
        return text;
    }
}
