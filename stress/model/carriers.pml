/*
 * Safety of carriers: no reader uses a freed object, whatever readers, carriers, writer and driver do.
 *
 * Readers run sections without end, nest, park inside and outside, and resume anywhere while they hold nothing.
 * Carriers pick any runnable thread they may mount, and go offline whenever nothing is mounted. The writer
 * replaces the version and frees the old one when the grace period of its cookie has ended; the driver starts
 * grace periods whenever it likes, so a cookie is also taken while one is pending.
 */

#ifndef CARRIERS
#define CARRIERS 2
#endif
#ifndef READERS
#define READERS 2
#endif
#ifndef GRACE_PERIODS
#define GRACE_PERIODS 3
#endif
#ifndef VERSIONS
#define VERSIONS 3
#endif
#ifndef DEPTH
#define DEPTH 2                 // nesting of guards
#endif

#include "protocol.pml"

#ifdef BROKEN_HOLDERS_MIGRATE
#define MAY_MOUNT(t, c) (!task[t].running)
#else
#define MAY_MOUNT(t, c) (!task[t].running && (task[t].home == NOWHERE || task[t].home == c))
#endif

proctype CarrierLoop(byte c) {
    byte t, g;
#ifdef BROKEN_IGNORES_PARKED
    bool outside;
#endif

    do
    :: setPresence(c, true);
        do
        :: atomic {
                if
                :: MAY_MOUNT(0, c) -> t = 0
#if READERS > 1
                :: MAY_MOUNT(1, c) -> t = 1
#endif
#if READERS > 2
                :: MAY_MOUNT(2, c) -> t = 2
#endif
                fi;
                task[t].running = true;
                mount(t, c)
            };
            atomic {
                task[t].mountedOn == NOWHERE;       // until it unmounts
#ifdef BROKEN_IGNORES_PARKED
                outside = carrier[c].holds == 0;
#endif
#ifdef BROKEN_IGNORES_HOLDS
                g = requested;                      // announces before the thread that left is asked for its holds
                announce(c, g);
                unmount(t, c)
#else
                unmount(t, c);
                g = requested
#endif
            };
            atomic {
#if defined(BROKEN_IGNORES_PARKED)
                if
                :: outside -> announce(c, g)        // asks for the holds of the thread that left, and nothing else
                :: else -> g = 0
                fi;
#elif !defined(BROKEN_IGNORES_HOLDS)
                announce(c, g);
#endif
                task[t].running = false;
                t = 0
            }
        :: break
        :: g = requested; announce(c, g); break     // nothing is mounted: allowed, and needed (progress.pml)
        od;
        setPresence(c, false)
    od
}

#define MOUNTED(t) (task[t].mountedOn != NOWHERE)

inline park(t) {
    task[t].mountedOn = NOWHERE;
    MOUNTED(t)
}

proctype Reader(byte t) {
    byte guard;                 // the carrier on which the section began
    byte version;
    byte depth;

    MOUNTED(t);
    do
    :: atomic { guard = task[t].mountedOn; enter(guard) };
        version = linked;
        depth = 1;
        do
        :: park(t)
#if DEPTH > 1
        :: depth < DEPTH -> atomic { enter(guard); depth++ }
        :: depth > 1 -> atomic { release(guard); depth-- }
#endif
        :: depth == 1 -> break
        od;
        atomic {
            use(version);
            release(guard);
            version = 0; guard = 0; depth = 0
        }
    :: park(t)
    od
}

proctype Writer() {
    byte cookie;
    do
    :: linked < VERSIONS - 1 ->
        linked++;                               // unlink
#ifdef BROKEN_COOKIE_TOO_EARLY
        cookie = requested;                     // a grace period that began before the unlink
#else
        cookie = requested + 1;
#endif
end:    atomic { completed >= cookie; cookie = 0; freed++ }     // or never, if no grace period is left
    :: else -> break
    od
}

/* GracePeriods I1: when g ends no reader is older than g. It follows that two counts are enough for g + 1 (I3). */
inline assertNoOlderReader(g, i) {
    for (i : 0 .. CARRIERS - 1) {
        assert(carrier[i].holds == 0 || carrier[i].since >= g)
    };
    for (i : 0 .. READERS - 1) {
        assert(task[i].home == NOWHERE || task[i].savedSince >= g)
    };
    i = 0
}

proctype Driver() {
    byte c;
    byte pending;               // one bit per carrier
    do
    :: requested < GRACE_PERIODS ->
        d_step { requested++; pending = (1 << CARRIERS) - 1 };
        do
        :: pending & 1 -> awaitPassed(0, requested); pending = pending - 1
#if CARRIERS > 1
        :: pending & 2 -> awaitPassed(1, requested); pending = pending - 2
#endif
        :: pending == 0 -> break
        od;
        atomic {
#ifdef INVARIANTS
            assertNoOlderReader(requested, c);
#endif
            completed = requested
        }
    :: else -> break
    od
}

init {
    atomic {
        byte i = 0;
        do
        :: i < READERS -> task[i].home = NOWHERE; task[i].mountedOn = NOWHERE; run Reader(i); i++
        :: else -> break
        od;
        i = 0;
        do
        :: i < CARRIERS -> run CarrierLoop(i); i++
        :: else -> break
        od;
        i = 0;
        run Writer();
        run Driver()
    }
}
