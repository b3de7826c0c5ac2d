/// The live machine: Vert.x verticles around one [Session][kprobarium.experiment.Session], and the only package that knows
/// Vert.x, HTTP, metrics or a clock.
///
/// Each simulated CPU is a [CpuVerticle][kprobarium.live.CpuVerticle]. It runs while it holds the machine's *turn*, a
/// message that the [SchedulerVerticle][kprobarium.live.SchedulerVerticle] sends to one CPU at a time and gets back with what
/// happened. Patches of text travel from the CPU that wrote them to the others by the bus, and until one arrives a CPU
/// fetches the old word: that gap is the race this machine exists to show.
///
/// Every verticle here translates: message in, one call, message out. What a kprobe is, they do not know.
///
/// ```text
///                      Turn / TurnDone                        EventBatch              EventBatch
///   CpuVerticle 0..n  <───────────────>  SchedulerVerticle  ────────────> FeedVerticle ────────> HttpVerticle ═══> page,
///        ▲   TextPatch / PatchAck          │ ▲  Turn                        (ring)               (sockets)        curl,
///        └──────────── KprobesVerticle <───┘ └───> MachineVerticle  <───────────────────────────────┘             Prometheus
///                            ▲  commands               views, journal
/// ```
///
/// Apart from that, a [Farm][kprobarium.live.Farm] opens a search to other machines: each is a [FarmNode][kprobarium.live.FarmNode] that
/// asks the [FarmVerticle][kprobarium.live.FarmVerticle] for units on a clustered bus. Nothing of the cluster is loaded until then.
///
/// Whatever the threads do, the machine's inputs are taken under a turn and written to the session's journal in the order in
/// which they were taken. The journal replays the whole session on one thread, event for event.
package kprobarium.live;
