#include "rt.h"
/* a stack machine's interpreter: one indirect jump a step, data-dependent branches; it counts the steps of Collatz's sequences */
const char name[] = "interp"; const u64 default_scale = 10;
enum { PUSH, LOAD, STORE, ADD, SUB, MUL, MOD, DIV2, ODD, LESS, JZ, JMP, HALT };
static s64 vars[16], stack[64];

static s16 code[128];
static int put(int at, int op, int arg) { code[at] = (s16)op; code[at + 1] = (s16)arg; return at + 2; }

static __attribute__((noinline)) s64 interpret(const s16 *pc0) {
    const s16 *pc = pc0; s64 *sp = stack; u64 steps = 0;
    for (;;) {
        s16 op = pc[0], arg = pc[1];
        pc += 2; steps++;
        switch (op) {
        case PUSH: *sp++ = arg; break;
        case LOAD: *sp++ = vars[arg]; break;
        case STORE: vars[arg] = *--sp; break;
        case ADD: sp--; sp[-1] += *sp; break;
        case SUB: sp--; sp[-1] -= *sp; break;
        case MUL: sp--; sp[-1] *= *sp; break;
        case MOD: sp--; sp[-1] %= *sp; break;
        case DIV2: sp[-1] >>= 1; break;
        case ODD: sp[-1] &= 1; break;
        case LESS: sp--; sp[-1] = sp[-1] < *sp; break;
        case JZ: if (*--sp == 0) pc = pc0 + arg; break;
        case JMP: pc = pc0 + arg; break;
        default: return (s64)steps;
        }
    }
}

static void assemble(int limit) {
    int at = 0, outer, inner, even, join, done_inner, done;
    at = put(at, PUSH, 0); at = put(at, STORE, 1); at = put(at, PUSH, 1); at = put(at, STORE, 0);
    outer = at;
    at = put(at, LOAD, 0); at = put(at, PUSH, limit); at = put(at, LESS, 0); done = at; at = put(at, JZ, 0);
    at = put(at, LOAD, 0); at = put(at, STORE, 2);
    inner = at;
    at = put(at, PUSH, 1); at = put(at, LOAD, 2); at = put(at, LESS, 0); done_inner = at; at = put(at, JZ, 0);
    at = put(at, LOAD, 1); at = put(at, PUSH, 1); at = put(at, ADD, 0); at = put(at, STORE, 1);
    at = put(at, LOAD, 2); at = put(at, ODD, 0); even = at; at = put(at, JZ, 0);
    at = put(at, LOAD, 2); at = put(at, PUSH, 3); at = put(at, MUL, 0); at = put(at, PUSH, 1); at = put(at, ADD, 0);
    at = put(at, STORE, 2); join = at; at = put(at, JMP, 0);
    code[even + 1] = (s16)at;
    at = put(at, LOAD, 2); at = put(at, DIV2, 0); at = put(at, STORE, 2);
    code[join + 1] = (s16)at; at = put(at, JMP, inner);
    code[done_inner + 1] = (s16)at;
    at = put(at, LOAD, 1); at = put(at, PUSH, 9973); at = put(at, MOD, 0); at = put(at, LOAD, 3); at = put(at, ADD, 0); at = put(at, STORE, 3);
    at = put(at, LOAD, 0); at = put(at, PUSH, 1); at = put(at, ADD, 0); at = put(at, STORE, 0); at = put(at, JMP, outer);
    code[done + 1] = (s16)at;
    put(at, HALT, 0);
}

u64 run(u64 scale) {
    u64 steps = 0;
    assemble(300);
    for (u64 k = 0; k < scale; k++) steps += (u64)interpret(code);
    return steps * 1000003 + (u64)vars[3] * 31 + (u64)vars[1];
}
