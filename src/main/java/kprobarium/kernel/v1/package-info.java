/// The first posting, "[PATCH 1/4] LoongArch: Add kprobe support", 2022-09-20, on the 6.0 kernel of its day. To be read beside it.
package kprobarium.kernel.v1;
