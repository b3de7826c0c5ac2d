/// Linux 6.5: what cannot be probed is known by inst.c, which uprobes share (3d2c3daf8254), and atomics are refused (b82fad4d5deb).
package kprobarium.kernel.linux65;
