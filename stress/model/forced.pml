/*
 * Forced quiescence: the reclaimer looks at a carrier that does not unmount.
 *
 * It reads the carrier's mount number, makes the carrier's thread answer a handshake, reads the registers, the
 * count of older parked readers, and the mount number again. The thread answers where it polls. Interpreted code
 * polls nearly everywhere, so here there is a poll between any two steps, also in the middle of a context switch
 * and of `enter`.
 *
 * One carrier, whose stores wait in a buffer (store-buffer.pml), mounts readers that park inside their sections,
 * and announces after unmounts as always. The reclaimer is unlinker, driver and observer in one; its accesses are
 * ordered.
 *
 * With -DCUT a membarrier cuts the thread once after each publication, and there is no handshake. An interrupt between any
 * two steps empties the buffer; a read that the compiler has put off stays put off. Looks follow, as many as it takes,
 * and each reads the mount number before and after.
 *
 * With -DLIVENESS the one reader never unmounts, so that nothing but force can end a grace period.
 */

#ifndef READERS
#define READERS 2
#endif
#ifndef GRACE_PERIODS
#define GRACE_PERIODS 3
#endif
#ifndef DEPTH
#define DEPTH 3
#endif

#define PROCESSORS 1
#define CARRIER 0

#define VARIABLES 8
#define REQUESTED 0
#define LINKED 1                // the version that readers find
#define OBSERVED 2
#define HOLDS 3
#define SINCE 4
#define MOUNTS 5                // see `watched`
#define PARKED 6                // and 7: by parity of the stamp

/* Stands for the mount number, which grows for ever: the reclaimer has read it, and it has not moved since. */
bool watched;
#define COMMITTED(x) watched = watched && (x) != MOUNTS

bool handshake;                 // asked for and not answered
byte freed;

#include "store-buffer.pml"

#define OLDER(g) (PARKED + (((g) + 1) & 1))     // the parity of g - 1

typedef ParkedReader {
    bool inside;
    byte savedSince;
    byte version
};

ParkedReader reader[READERS];

/* What other threads see of this one at a poll is all that it did before, and nothing that it does later. */
inline poll() {
    if
#ifdef CUT
    :: handshake -> buffer[CARRIER].used == 0; handshake = false
#else
    :: handshake -> fullFence(CARRIER); handshake = false
#endif
    :: else
    fi
}

/* Who sees the new stamp sees all before it: older sections are over, and readers that parked are counted. */
#ifdef BROKEN_PLAIN_STAMP
#define storeStamp(stamp) store(CARRIER, SINCE, stamp)
#else
#define storeStamp(stamp) storeRelease(CARRIER, SINCE, stamp)
#endif

inline stamp(since) {
    load(CARRIER, REQUESTED, since);
    poll();
    storeStamp(since);
    poll()
}

/* The hold comes first: who sees it, and an old stamp beside it, waits. */
inline enter(since, version) {
#ifdef BROKEN_HOISTED_READ
    load(CARRIER, LINKED, version);             // floated above the poll
    poll();
#endif
#ifdef BROKEN_STAMP_FIRST
    stamp(since);
#endif
    store(CARRIER, HOLDS, 1);
    poll();
#ifndef BROKEN_STAMP_FIRST
    stamp(since);
#endif
#ifndef BROKEN_HOISTED_READ
    load(CARRIER, LINKED, version)
#else
    skip
#endif
}

inline leave(version) {
    use(CARRIER, version);
    poll();
#ifdef BROKEN_PLAIN_DECREMENT
    store(CARRIER, HOLDS, 0)
#else
    storeRelease(CARRIER, HOLDS, 0)
#endif
}

inline restore(t) {
    storeStamp(reader[t].savedSince);
    poll();
    store(CARRIER, HOLDS, 1);
    poll()
}

inline uncount(t) {
    count[reader[t].savedSince & 1]--;
#ifdef BROKEN_PLAIN_UNCOUNT
    store(CARRIER, PARKED + (reader[t].savedSince & 1), count[reader[t].savedSince & 1]);
#else
    storeRelease(CARRIER, PARKED + (reader[t].savedSince & 1), count[reader[t].savedSince & 1]);
#endif
    poll()
}

/* To a handshake a plain store would do: that orders it for who reads it before, the release in uncount for who reads it
   after. Behind a cut nothing orders the first but a release. */
inline number() {
#if defined(CUT) && !defined(BROKEN_PLAIN_NUMBER)
    storeRelease(CARRIER, MOUNTS, 0);
#else
    store(CARRIER, MOUNTS, 0);
#endif
    poll()
}

/* Registers first, then the number, then the count: who reads the old number still finds the reader counted, who reads
   the new one finds it in the registers. */
inline mount(t) {
#if defined(BROKEN_NUMBER_FIRST)
    number();
    restore(t);
    uncount(t)
#elif defined(BROKEN_UNCOUNT_FIRST)
    uncount(t);
    restore(t);
    number()
#else
    restore(t);
    number();
    uncount(t)
#endif
}

inline unmount(t, since, version) {
    d_step {
        reader[t].inside = true;
        reader[t].savedSince = since;
        reader[t].version = version;
        count[since & 1]++
    };
    store(CARRIER, PARKED + (since & 1), count[since & 1]);
    poll();
#ifdef BROKEN_PLAIN_CLEAR
    store(CARRIER, HOLDS, 0);
#else
    storeRelease(CARRIER, HOLDS, 0);
#endif
    poll()
}

inline announce(g, observed) {
    load(CARRIER, REQUESTED, g);
    load(CARRIER, OBSERVED, observed);
    poll();
    if
    :: observed != g && count[(g + 1) & 1] == 0 -> storeRelease(CARRIER, OBSERVED, g)
    :: else
    fi;
    atomic { g = 0; observed = 0 }
}

proctype Carrier() {
    byte t, since, version, g, observed;
    byte count[2];              // what the carrier knows of its own PARKED
    bool inside;

end:do
    :: poll();
#if READERS > 1
        if
        :: t = 0
        :: t = 1
        fi;
#endif
        if
        :: reader[t].inside ->
            mount(t);
            atomic {
                since = reader[t].savedSince;
                version = reader[t].version;
                inside = true;
                reader[t].inside = false;
                reader[t].savedSince = 0;
                reader[t].version = 0
            }
        :: else
        fi;
        do
        :: !inside -> enter(since, version); inside = true; poll()
        :: inside -> leave(version); atomic { inside = false; since = 0; version = 0 }; poll()
#ifndef LIVENESS
        :: break
#endif
        od;
        if
        :: inside -> unmount(t, since, version); atomic { inside = false; since = 0; version = 0 }
        :: else
        fi;
        t = 0;
        announce(g, observed)
    od
}

inline observe(g, quiescent) {
    watched = true;                             // reads the mount number
#if !defined(CUT) && !defined(BROKEN_NO_HANDSHAKE)
    handshake = true;
    !handshake;
#endif
    quiescent = memory[HOLDS] == 0;
    quiescent = quiescent || memory[SINCE] >= g;
#ifdef BROKEN_IGNORES_HOLDS
    quiescent = true;
#endif
#ifndef BROKEN_IGNORES_PARKED
    quiescent = quiescent && memory[OLDER(g)] == 0;
#endif
#ifndef BROKEN_NO_MOUNT_NUMBER
    quiescent = quiescent && watched;           // reads it again
#endif
    watched = false
}

proctype Reclaimer() {
    byte g;
    bool quiescent;

    do
    :: g < GRACE_PERIODS ->
        g++;
        memory[LINKED] = g;                     // unlinks g - 1
        memory[REQUESTED] = g;
#if defined(CUT) && !defined(BROKEN_NO_CUT)
        handshake = true;
        !handshake;
#endif
        do
        :: memory[OBSERVED] >= g -> break
#ifndef BROKEN_NOT_FORCED
        :: observe(g, quiescent);
            if
            :: quiescent -> break
            :: else
            fi
#endif
        od;
        atomic { quiescent = false; freed = g }
    :: else -> break
    od
}

#ifdef LIVENESS
ltl everyRetireIsFreed { <> (freed == GRACE_PERIODS) }
#endif

init {
    atomic {
        buffer[CARRIER].lateUse = NOTHING;
        run Memory(CARRIER);
        run Carrier();
        run Reclaimer()
    }
}
