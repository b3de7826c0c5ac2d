# The first instructions of every CPU, and the way in and out of exceptions.

        .section .text.start, "ax"
        .globl  start
# All CPUs, with addresses not translated. Others than CPU 0 wait here until it calls, as firmware has them wait.
start:
        csrrd   $t0, 0x20               # CPUID
        bnez    $t0, wait
        la.pcrel $t1, secondary_start
        b       windows
wait:
        li.w    $t0, -1
        li.w    $t1, 0x1004             # IPI enable
        iocsrwr.w $t0, $t1
        li.w    $t0, 0x1000
        li.w    $t1, 0x1000
        csrxchg $t0, $t1, 0x4           # ECFG.LIE[12]
1:      li.w    $t1, 0x1000
        iocsrrd.w $t0, $t1              # status
        bnez    $t0, called
        idle    0                       # interrupts are off: it ends all the same
        b       1b
called: li.w    $t1, 0x100c
        iocsrwr.w $t0, $t1              # clear
        li.w    $t1, 0x1020
        iocsrrd.d $t0, $t1              # mailbox 0
        beqz    $t0, 1b
        csrwr   $zero, 0x4
        jr      $t0

        .globl  secondary_start
secondary_start:
windows:
        li.d    $t0, 0x8000000000000001
        csrwr   $t0, 0x180              # DMW0, uncached
        li.d    $t0, 0x9000000000000011
        csrwr   $t0, 0x181              # DMW1, cached
        la.abs  $t0, in_window
        jr      $t0                     # while addresses are still physical
in_window:
        li.w    $t0, 0xb0
        csrwr   $t0, 0x0                # CRMD: PG, no longer DA
        csrrd   $a0, 0x20
        bnez    $a0, 3f
        la.pcrel $t0, bss_start
        la.pcrel $t1, bss_end
2:      st.d    $zero, $t0, 0
        addi.d  $t0, $t0, 8
        bltu    $t0, $t1, 2b
3:      la.pcrel $t0, cpus
        li.w    $t1, 16384              # sizeof(struct cpu)
        mul.d   $t1, $t1, $a0
        add.d   $t0, $t0, $t1
        csrwr   $t0, 0x33               # SAVE3: this CPU's struct cpu, with its stack
        csrrd   $t0, 0x33
        li.w    $t1, 16384
        add.d   $sp, $t0, $t1
        csrrd   $s0, 0x33
        la.pcrel $t1, exception_entry
        csrwr   $t1, 0xc                # EENTRY
        bl      cpu_main
4:      b       4b

# Notes the exception in struct cpu and goes on behind the instruction, or where `resume` says.
        .balign 4096
        .globl  exception_entry
exception_entry:
        csrwr   $t0, 0x30
        csrwr   $t1, 0x31
        csrrd   $t0, 0x33
        csrrd   $t1, 0x5                # ESTAT
        st.d    $t1, $t0, 0
        csrrd   $t1, 0x7                # BADV
        st.d    $t1, $t0, 16
        csrrd   $t1, 0x1                # PRMD
        st.d    $t1, $t0, 24
        csrrd   $t1, 0x8                # BADI
        st.d    $t1, $t0, 32
        ld.d    $t1, $t0, 40
        addi.d  $t1, $t1, 1
        st.d    $t1, $t0, 40            # count
        csrrd   $t1, 0x6                # ERA
        st.d    $t1, $t0, 8
        addi.d  $t1, $t1, 4
        csrwr   $t1, 0x6
        ld.d    $t1, $t0, 48            # resume
        beqz    $t1, 1f
        csrwr   $t1, 0x6
        st.d    $zero, $t0, 48
        csrwr   $zero, 0x1              # at level 0, interrupts off
1:      csrrd   $t0, 0x30
        csrrd   $t1, 0x31
        ertn
        .balign 4096

# Copied to the vector of each interrupt line: calls interrupt().
        .globl  interrupt_stub, interrupt_stub_end
interrupt_stub:
        csrwr   $t0, 0x30
        la.abs  $t0, interrupt_entry
        jr      $t0
interrupt_stub_end:

interrupt_entry:
        addi.d  $sp, $sp, -160
        st.d    $ra, $sp, 0
        st.d    $a0, $sp, 8
        st.d    $a1, $sp, 16
        st.d    $a2, $sp, 24
        st.d    $a3, $sp, 32
        st.d    $a4, $sp, 40
        st.d    $a5, $sp, 48
        st.d    $a6, $sp, 56
        st.d    $a7, $sp, 64
        st.d    $t1, $sp, 72
        st.d    $t2, $sp, 80
        st.d    $t3, $sp, 88
        st.d    $t4, $sp, 96
        st.d    $t5, $sp, 104
        st.d    $t6, $sp, 112
        st.d    $t7, $sp, 120
        st.d    $t8, $sp, 128
        csrrd   $a0, 0x33
        bl      interrupt
        ld.d    $ra, $sp, 0
        ld.d    $a0, $sp, 8
        ld.d    $a1, $sp, 16
        ld.d    $a2, $sp, 24
        ld.d    $a3, $sp, 32
        ld.d    $a4, $sp, 40
        ld.d    $a5, $sp, 48
        ld.d    $a6, $sp, 56
        ld.d    $a7, $sp, 64
        ld.d    $t1, $sp, 72
        ld.d    $t2, $sp, 80
        ld.d    $t3, $sp, 88
        ld.d    $t4, $sp, 96
        ld.d    $t5, $sp, 104
        ld.d    $t6, $sp, 112
        ld.d    $t7, $sp, 120
        ld.d    $t8, $sp, 128
        addi.d  $sp, $sp, 160
        csrrd   $t0, 0x30
        ertn

# The refill handler, as an operating system with tables of three levels writes it.
        .balign 4096
        .globl  refill_entry
refill_entry:
        csrwr   $t0, 0x8b               # TLBRSAVE
        csrrd   $t0, 0x1b               # PGD
        lddir   $t0, $t0, 3
        lddir   $t0, $t0, 1
        ldpte   $t0, 0
        ldpte   $t0, 1
        tlbfill
        csrrd   $t0, 0x8b
        ertn

# void at_user_level(void (*text)(void)): runs it at privilege level 3 until it raises an exception. The caller has set `resume` to
# back_from_user.
        .globl  at_user_level, back_from_user
at_user_level:
        addi.d  $sp, $sp, -96
        st.d    $ra, $sp, 0
        st.d    $s0, $sp, 8
        st.d    $s1, $sp, 16
        st.d    $s2, $sp, 24
        st.d    $s3, $sp, 32
        st.d    $s4, $sp, 40
        st.d    $s5, $sp, 48
        st.d    $s6, $sp, 56
        st.d    $s7, $sp, 64
        st.d    $s8, $sp, 72
        st.d    $fp, $sp, 80
        csrrd   $t0, 0x33
        st.d    $sp, $t0, 56
        csrwr   $a0, 0x6                # ERA
        li.w    $t0, 3
        csrwr   $t0, 0x1                # PRMD: level 3, interrupts off
        ertn
back_from_user:
        csrrd   $t0, 0x33
        ld.d    $sp, $t0, 56
        ld.d    $ra, $sp, 0
        ld.d    $s0, $sp, 8
        ld.d    $s1, $sp, 16
        ld.d    $s2, $sp, 24
        ld.d    $s3, $sp, 32
        ld.d    $s4, $sp, 40
        ld.d    $s5, $sp, 48
        ld.d    $s6, $sp, 56
        ld.d    $s7, $sp, 64
        ld.d    $s8, $sp, 72
        ld.d    $fp, $sp, 80
        addi.d  $sp, $sp, 96
        ret
