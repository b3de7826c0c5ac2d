/// The machine: CPUs, memory, what each may fetch, and the strands of kernel code that run on them.
///
/// Everything that changes lives in one flat [State][kprobarium.machine.State] that can be undone, so that a search may go back to any
/// earlier point for the price of what was written since. [Machine][kprobarium.machine.Machine] offers the ways to go on and
/// takes them; it knows no kernel, only the port [TrapVector][kprobarium.machine.TrapVector] through which one is entered, and it
/// never decides anything: what is open is a [Move][kprobarium.schedule.Move] for a scheduler to choose.
///
/// ## What a CPU fetches
///
/// Text can be written while other CPUs run it, by kernel code ([Strand#poke][kprobarium.machine.Strand#poke(long, int)]) or by guest
/// stores to words that are [writable][kprobarium.machine.Machine#makeWritable(long)]. Data reads see that at once. When fetches do is
/// the [FetchModel][kprobarium.machine.FetchModel], the same for kernel text, guest text and single-step slots. Its page has the rules;
/// how they become moves:
///
/// - Fetching a word that can be written is a step, and if the instruction makes an access that others see, that is the next step.
/// - Where several words may be fetched, the step takes the one in memory, and `1:old-2` right after it in the list the second
///   different one before.
/// - Where exceptions synchronise, being about to do so is a step of its own on the way in and on the way out.
/// - Under [FetchBus][kprobarium.machine.FetchBus] each patch that can arrive next is a move of the CPU that it reaches, and so is
///   each fault that the budgets allow.
/// - A write of text is announced as what it conflicts with: the fetches and barriers of other CPUs, or everything, where a window is
///   measured in instructions.
///
/// ## What a CPU loads
///
/// Under any other [order of memory][kprobarium.machine.MemoryOrder] than SC, memory is [weak][kprobarium.machine.WeakMemory]: a store
/// waits in its CPU's [buffer][kprobarium.machine.StoreBuffers], stores to text too, and reaches memory in a move of its own, `1:flush`,
/// even when the CPU has long finished. Under LA a load may look behind the newest writes, as far as its CPU's
/// [views][kprobarium.machine.Views] let it: `1:old-1`. [DataPath][kprobarium.machine.DataPath] says what of instructions and kernel code
/// waits, stops, or is ordered. Its bounds:
///
/// - A CPU with 14 stores waiting makes no other before one has reached memory.
/// - Of more than 32 writes that somebody need not have seen, everyone has seen the oldest.
/// - What kernel code does to its CPU's own data, or under a lock to data that nobody reads without, is done at once.
/// - Entering and leaving an RCU read section is a full barrier; in Linux the grace period has it.
/// - No load waits for a later store of its CPU: load buffering is not looked for.
///
/// Under SC there is none of this, and it costs a test for null.
///
/// ## Where a CPU runs by itself
///
/// On a [plain][kprobarium.machine.State#makePlain()] machine a CPU is [run][kprobarium.machine.Machine#run(Cpu, long)] without choices:
/// its guest code on the [engine][kprobarium.engine], and kernel code straight through in between. What stops nowhere needs no log, and
/// what finds all as it found it before need not even be called, if nobody listens: see [Strand][kprobarium.machine.Strand]. Only a
/// routine that looks at nothing but memory and counts gets into such a habit; one that takes a lock, calls guest code or traces its
/// arguments runs every time. None of it can be told from registers, memory, events or counts.
///
/// Whether a fetch was ordered after a write at all can be [watched][kprobarium.machine.Race] besides, whatever the model.
package kprobarium.machine;
