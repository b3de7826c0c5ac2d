/// Linux 7.1, today's mainline: text is patched while no CPU runs (e3ef9a28f558), and a hit during a step is fatal again (1c856e158fd3).
package kprobarium.kernel.linux71;
