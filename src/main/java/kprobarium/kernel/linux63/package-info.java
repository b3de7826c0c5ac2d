/// Linux 6.3, the first release with kprobes on LoongArch (merged as 6d4cc40fb5f5).
package kprobarium.kernel.linux63;
