/// A LoongArch computer, small and whole: CPUs with everything that an operating system asks of them, interrupt chips, a serial port and a
/// switch that turns it off.
///
/// A [kprobarium.board.Board] runs its [CPUs][kprobarium.board.SystemCpu] in turns counted in instructions, and its clock is the number of
/// instructions that all of them have retired: so a run is the same to the last byte on any machine, whatever tier executes it, and time
/// never runs backwards from one CPU to the next. The devices are those of a 3A5000 with a 7A1000 bridge, as far as Linux touches them.
package kprobarium.board;
