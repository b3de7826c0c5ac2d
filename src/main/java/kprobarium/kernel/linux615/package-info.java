/// Linux 6.15: the break handler remembers what interrupts were when it was entered (cc73cc6bcdb5).
package kprobarium.kernel.linux615;
