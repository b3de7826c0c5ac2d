/* Prints the triangular number of its argument, and exits with it. Built by:
 *
 * clang-22 --target=loongarch64-unknown-linux-gnu -march=loongarch64 -mno-lsx -O1 -ffreestanding -fno-pic -nostdlib -static \
 *     -fno-optimize-sibling-calls -fuse-ld=lld-22 -Wl,-z,max-page-size=4096,--build-id=none -o triangle.elf triangle.c
 */
__asm__(".globl _start\n_start: move $a0, $sp\n b begin\n");

static inline long system_call(long number, long a, long b, long c) {
    register long a7 __asm__("a7") = number, a0 __asm__("a0") = a, a1 __asm__("a1") = b, a2 __asm__("a2") = c;
    __asm__ volatile("syscall 0" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a7)
                     : "memory", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8");
    return a0;
}

__attribute__((noinline)) long triangle(long n) {
    __asm__ volatile("" : "+r"(n));
    return n == 0 ? 0 : n + triangle(n - 1);
}

void begin(const long *stack) {
    const char *argument = stack[0] > 1 ? (const char *)stack[2] : "0";
    long sum = triangle(*argument - '0');
    char line[] = {(char)('0' + sum / 10), (char)('0' + sum % 10), '\n'};
    system_call(64, 1, (long)line, 3);
    system_call(93, sum, 0, 0);
    *(volatile long *)8 = 0;
}
