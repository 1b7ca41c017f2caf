/*
 * Memory ordering of announcements, presence and cookies: which fence is needed.
 *
 * One carrier with one reader that parks inside its section, one driver, one writer, each on a processor of its
 * own. The registers of the mounted thread are private to the carrier here; forced.pml looks at them from outside.
 */

#ifndef GRACE_PERIODS
#define GRACE_PERIODS 3
#endif
#ifndef VERSIONS
#define VERSIONS 3
#endif
#ifndef DEPTH
#define DEPTH 2
#endif

#define PROCESSORS 3
#define CARRIER 0
#define DRIVER 1
#define WRITER 2

#define VARIABLES 7
#define REQUESTED 0
#define COMPLETED 1
#define LINKED 2                // the version that readers find
#define PRESENCE 3              // 1: online
#define OBSERVED 4
#define PARKED 5                // and 6: by parity of the stamp

/* Stands for the version number in presence: the driver has read it, and it has not moved since. */
bool watched;
#define COMMITTED(x) watched = watched && (x) != PRESENCE

byte freed;

#include "store-buffer.pml"

#define OLDER(g) (PARKED + (((g) + 1) & 1))     // the parity of g - 1

inline announce(g, observed, older) {
    load(CARRIER, REQUESTED, g);
    load(CARRIER, OBSERVED, observed);
    load(CARRIER, OLDER(g), older);
    if
    :: observed != g && older == 0 ->
#ifdef BROKEN_PLAIN_ANNOUNCE
        store(CARRIER, OBSERVED, g)
#else
        storeRelease(CARRIER, OBSERVED, g)
#endif
    :: else
    fi;
    d_step { g = 0; observed = 0; older = 0 }
}

proctype Carrier() {
    byte since, version;
    bool inside;                // the reader is parked inside its section
    byte g, observed, older;

    do
    :: store(CARRIER, PRESENCE, 1);             // go online
#ifndef BROKEN_PLAIN_ONLINE
        fullFence(CARRIER);
#endif
        do
        ::  // mount
            if
            :: inside -> store(CARRIER, PARKED + (since & 1), 0)
            :: else ->
#ifdef BROKEN_RELAXED_STAMP
                load(CARRIER, LINKED, version);         // floated above the stamp
                load(CARRIER, REQUESTED, since)
#else
                load(CARRIER, REQUESTED, since);
                load(CARRIER, LINKED, version)
#endif
            fi;
            // unmount
            if
            :: store(CARRIER, PARKED + (since & 1), 1); inside = true
            :: use(CARRIER, version); d_step { inside = false; version = 0; since = 0 }
            fi;
            announce(g, observed, older)
        :: break
        od;
#ifdef BROKEN_PLAIN_OFFLINE
        store(CARRIER, PRESENCE, 0)
#else
        storeRelease(CARRIER, PRESENCE, 0)
#endif
    od
}

proctype Driver() {
    byte g, seen, older;
    do
    :: g < GRACE_PERIODS ->
        g++;
        fullFence(DRIVER);
        store(DRIVER, REQUESTED, g);
#ifndef BROKEN_PLAIN_PUBLISH
        fullFence(DRIVER);
#endif
        do
        :: load(DRIVER, OBSERVED, seen);
            if
            :: seen >= g -> break
            :: else
            fi;
            atomic { load(DRIVER, PRESENCE, seen); watched = seen == 0 };
            if
            :: watched ->
                load(DRIVER, OLDER(g), older);
                if
                :: older == 0 && watched -> break
                :: else
                fi
            :: else
            fi
        od;
        atomic { seen = 0; older = 0; watched = false };
        storeRelease(DRIVER, COMPLETED, g)
    :: else -> break
    od
}

proctype Writer() {
    byte version, cookie, done;
    do
    :: version < VERSIONS - 1 ->
        version++;
        store(WRITER, LINKED, version);         // unlink
#ifndef BROKEN_PLAIN_COOKIE
        fullFence(WRITER);
#endif
        load(WRITER, REQUESTED, cookie);
        cookie++;
        do
        :: load(WRITER, COMPLETED, done);
            if
            :: done >= cookie -> break
            :: else
            fi
        od;
        atomic { cookie = 0; done = 0; freed = version }
    :: else -> break
    od
}

init {
    atomic {
        byte p = 0;
        do
        :: p < PROCESSORS -> buffer[p].lateUse = NOTHING; run Memory(p); p++
        :: else -> break
        od;
        run Carrier();
        run Driver();
        run Writer()
    }
}
