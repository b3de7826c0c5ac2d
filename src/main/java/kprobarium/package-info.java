/// kprobarium: LoongArch kprobes on simulated CPUs, every interleaving.
package kprobarium;
