package kprobarium.process;

/// Where a program's standard streams lead.
public interface Console {
    int STANDARD_INPUT = 0, STANDARD_OUTPUT = 1, STANDARD_ERROR = 2;

    /// The program has written to standard output or standard error.
    void write(int fd, byte[] bytes);

    /// Up to `most` bytes of standard input; none at its end.
    byte[] read(int most);
}
