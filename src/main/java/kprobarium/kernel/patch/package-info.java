/// Single fixes, each by its name, for whatever kernel has the functions that they replace: `v1+recheck`, `mainline+badi+rendezvous`.
package kprobarium.kernel.patch;
