/*
 * The text-patch race of the first LoongArch kprobes patch in Promela: the program of
 * kprobarium.model.TextPatch, for SPIN. What stands in one atomic { } is one access to
 * shared memory.
 *
 *   VARIANT 1  as posted: a trap whose look-up finds nothing is fatal
 *   VARIANT 2  such a CPU reads the word again and goes back to it, but the slot is
 *              recycled without a grace period: a CPU may step a foreign word
 *   VARIANT 3  repaired: the patching CPU gives up instead of recycling the slot while
 *              a CPU is in the handler (no bug)
 *
 *   EXECS      executing CPUs, 1 to 3; the patching CPU comes on top
 *   ITERS      how often each of them passes the probed word
 *   ROUNDS     how often it is armed and disarmed
 *   PAD        unrelated writes of the patching CPU before it recycles the slot
 */
#ifndef VARIANT
#define VARIANT 3
#endif
#ifndef EXECS
#define EXECS 1
#endif
#ifndef ITERS
#define ITERS 2
#endif
#ifndef ROUNDS
#define ROUNDS 2
#endif
#ifndef PAD
#define PAD 0
#endif

#define ORIG   1
#define BRK    2
#define POISON 3

byte text = ORIG;      /* the probed word                         */
byte table = 0;        /* 0 = no probe at this address, 1 = probe */
byte slot = POISON;    /* the out-of-line single-step slot        */
byte scratch = 0;      /* written by the patcher only             */
bit  inh[EXECS];       /* CPU i is inside the probe handler       */

active [EXECS] proctype Exec()
{
    byte k = 0, w = 0, p = 0, s = 0;
    do
    :: k < ITERS ->
fetch:  atomic { w = text; }                           /* fetch           */
        if
        :: w != BRK -> atomic { k++; w = 0; }          /* execute in line */
        :: else ->
#if VARIANT == 3
            atomic { inh[_pid] = 1; }                  /* trap entry      */
#endif
            atomic { p = table; }                      /* look-up         */
            if
            :: p == 0 ->
#if VARIANT == 1
                assert(false)                          /* unhandled break */
#else
                atomic { w = text; };                  /* re-read as data */
#if VARIANT == 3
                atomic { inh[_pid] = 0; };
#endif
                goto fetch
#endif
            :: else ->
                atomic { s = slot; }                   /* fetch from slot */
                assert(s == ORIG);                     /* single-step     */
#if VARIANT == 3
                atomic { inh[_pid] = 0; };
#endif
                atomic { k++; w = 0; p = 0; s = 0; }
            fi
        fi
    :: else -> break
    od
}

active proctype Patch()
{
    byte r = 0, i = 0;
    do
    :: r < ROUNDS ->
        atomic { slot = ORIG; }     /* prepare: copy the word */
        atomic { table = 1; }       /* insert in the table    */
        atomic { text = BRK; }      /* arm                    */
        atomic { text = ORIG; }     /* disarm                 */
        atomic { table = 0; }       /* remove from the table  */
#if VARIANT == 3
        if :: inh[0] != 0 -> break :: else fi;
#if EXECS > 1
        if :: inh[1] != 0 -> break :: else fi;
#endif
#if EXECS > 2
        if :: inh[2] != 0 -> break :: else fi;
#endif
#endif
#if PAD > 0
        i = 0;
        do
        :: i < PAD -> atomic { scratch = i; i++; }
        :: else -> break
        od;
#endif
        atomic { slot = POISON; }   /* free and recycle       */
        atomic { r++; }
    :: else -> break
    od
}
