/*
 * Liveness of carriers: everything that is retired is freed at last, although readers open section after section
 * for ever, park in each one, and overlap.
 *
 * What is assumed: every thread and every carrier that can take a step takes one some day (weak fairness), a
 * section ends after finitely many steps, a parked reader is unparked some day, and run queues are queues. Home
 * inboxes go first, as in CarrierLoop.
 */

#ifndef CARRIERS
#define CARRIERS 2
#endif
#ifndef READERS
#define READERS 2
#endif
#ifndef RETIRES
#define RETIRES 2
#endif

#include "protocol.pml"

chan home[CARRIERS] = [READERS] of { byte };    // taken from by its carrier only
chan shared = [READERS] of { byte };

proctype CarrierLoop(byte c) {
    byte t, g;

    do
    :: (len(home[c]) + len(shared) > 0) ->      // idle carriers are offline
        setPresence(c, true);
        do
        :: atomic {
                if
                :: home[c] ? t
                :: empty(home[c]) && nempty(shared) -> shared ? t
                fi;
                mount(t, c)
            };
            atomic { task[t].mountedOn == NOWHERE; unmount(t, c); g = requested };
            atomic { announce(c, g); task[t].running = false; t = 0 }
        :: empty(home[c]) && empty(shared) -> break
        od;
#ifndef BROKEN_SILENT_DOZE
        g = requested;
        announce(c, g);                         // it may have gone online for nothing, and unmounted nothing
#endif
        setPresence(c, false)
    od
}

#define MOUNTED(t) (task[t].mountedOn != NOWHERE)

/* Parks; is unparked; comes back. */
inline park(t) {
    task[t].mountedOn = NOWHERE;
    atomic {
        !task[t].running ->
        task[t].running = true;
        if
        :: task[t].home != NOWHERE -> home[task[t].home] ! t
        :: else -> shared ! t
        fi
    };
    MOUNTED(t)
}

proctype Reader(byte t) {
    byte guard;
    byte version;

    park(t);
    do
    :: atomic { guard = task[t].mountedOn; enter(guard) };
        version = linked;
        park(t);
        atomic {
            use(version);
            release(guard);
            version = 0; guard = 0
        };
        if
        :: park(t)              // outside
        :: skip                 // the next section begins at once
        fi
    od
}

/* Retires, waits for a grace period that it drives itself, and frees: the reclaimer. */
active proctype Reclaimer() {
    do
    :: requested < RETIRES ->
        linked++;
        requested++;
        awaitPassed(0, requested);
#if CARRIERS > 1
        awaitPassed(1, requested);
#endif
        atomic { completed = requested; freed++ }
    :: else -> break
    od
}

ltl everyRetireIsFreed { <> (freed == RETIRES) }

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
        i = 0
    }
}
