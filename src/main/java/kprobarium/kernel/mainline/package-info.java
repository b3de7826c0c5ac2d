/// Linux 7.1, today's mainline: what has changed since 6.3, on top of it.
package kprobarium.kernel.mainline;
