#include "rt.h"
/* floating point, double: five bodies under gravity */
const char name[] = "nbody"; const u64 default_scale = 1000;
struct body { double x[3], v[3], mass; };
static struct body bodies[5];

static __attribute__((noinline)) void advance(double dt) {
    for (int i = 0; i < 5; i++) {
        struct body *a = &bodies[i];
        for (int j = i + 1; j < 5; j++) {
            struct body *b = &bodies[j];
            double d[3], square = 0;
            for (int k = 0; k < 3; k++) d[k] = a->x[k] - b->x[k], square += d[k] * d[k];
            double magnitude = dt / (square * __builtin_sqrt(square));
            for (int k = 0; k < 3; k++) {
                a->v[k] -= d[k] * b->mass * magnitude;
                b->v[k] += d[k] * a->mass * magnitude;
            }
        }
    }
    for (int i = 0; i < 5; i++) for (int k = 0; k < 3; k++) bodies[i].x[k] += dt * bodies[i].v[k];
}

u64 run(u64 scale) {
    for (int i = 0; i < 5; i++) {
        for (int k = 0; k < 3; k++) {
            bodies[i].x[k] = (double)(i * 7 % 5) * 3.25 + (double)k * 0.75 + (double)i;
            bodies[i].v[k] = (double)(k - 1) * 0.015625 * (double)(i + 1);
        }
        bodies[i].mass = i == 0 ? 39.5 : 0.0375 * (double)i;
    }
    for (u64 k = 0; k < scale * 100; k++) advance(0.001);
    u64 r = 0;
    for (int i = 0; i < 5; i++) {
        union { double d; u64 u; } bits = {bodies[i].x[0] + bodies[i].v[1]};
        r = r * 31 + bits.u;
    }
    return r;
}
