/*
 * Recorded visitors: a platform thread that reads on no carrier, with a record that drivers look at.
 *
 * A section stores its hold and its stamp plainly. A driver takes a new stamp for proof; otherwise it makes the
 * thread drowsy, makes it answer a handshake, and reads the hold. Who was found outside is asleep: drivers pass it
 * by until its next section wakes it. The thread answers where it polls; as in forced.pml that is between any two
 * steps.
 *
 * One visitor, whose stores wait in a buffer (store-buffer.pml): records are independent of each other. The
 * reclaimer is unlinker and driver in one; its accesses are ordered. It may fail after the stop, and another driver
 * begins with the stop again.
 *
 * With -DLIVENESS no driver fails, and the visitor may stay outside for ever.
 */

#ifndef GRACE_PERIODS
#define GRACE_PERIODS 3
#endif
#ifndef DEPTH
#define DEPTH 3
#endif

#define PROCESSORS 1
#define VISITOR 0

#define VARIABLES 6
#define REQUESTED 0
#define LINKED 1                // the version that readers find
#define HOLDS 2
#define SINCE 3
#define ASLEEP 4                // the next section must wake
#define LISTED 5                // drivers know of it

#define COMMITTED(x) skip

bool handshake;                 // asked for and not answered
bool found = true;              // drivers only: found outside since they set ASLEEP
byte freed;

#include "store-buffer.pml"

/* What other threads see of this one at a poll is all that it did before, and nothing that it does later. */
inline poll() {
    if
    :: handshake -> fullFence(VISITOR); handshake = false
    :: else
    fi
}

/* Under a lock, before the first section. No poll follows: nobody stops who is asleep. */
inline register() {
    store(VISITOR, LISTED, 1);
#ifndef BROKEN_PLAIN_REGISTRATION
    fullFence(VISITOR)
#else
    skip
#endif
}

inline wakeIfAsleep(asleep) {
    if
    :: asleep ->
        store(VISITOR, ASLEEP, 0);
#ifndef BROKEN_PLAIN_WAKE
        fullFence(VISITOR);
#endif
        poll()
    :: else
    fi;
    asleep = 0
}

/* The hold comes first: who is stopped after it is found inside, who is stopped before it reads ASLEEP afterwards. */
inline enter(since, asleep, version) {
#ifdef BROKEN_ASLEEP_FIRST
    load(VISITOR, ASLEEP, asleep);
    poll();
#endif
#ifdef BROKEN_STAMP_FIRST
    load(VISITOR, REQUESTED, since);
    poll();
    load(VISITOR, LINKED, version);
    poll();
#endif
    store(VISITOR, HOLDS, 1);
    poll();
#ifndef BROKEN_ASLEEP_FIRST
    load(VISITOR, ASLEEP, asleep);
    poll();
#endif
    wakeIfAsleep(asleep);
#ifndef BROKEN_STAMP_FIRST
    load(VISITOR, REQUESTED, since);
    poll();
#endif
    storeRelease(VISITOR, SINCE, since);
    poll();
#ifndef BROKEN_STAMP_FIRST
    load(VISITOR, LINKED, version);
#endif
    poll()
}

inline leave(version) {
    use(VISITOR, version);
    poll();
#ifdef BROKEN_PLAIN_EXIT
    store(VISITOR, HOLDS, 0);
#else
    storeRelease(VISITOR, HOLDS, 0);
#endif
    poll()
}

proctype Visitor() {
    byte since, version;
    bit asleep;

    register();
end:do
    :: enter(since, asleep, version);
        leave(version);
        atomic { since = 0; version = 0 }
#ifdef LIVENESS
    :: break
#else
    :: poll()
#endif
    od;
#ifdef LIVENESS
endIdle:do
    :: handshake -> fullFence(VISITOR); handshake = false
    od
#endif
}

inline stop() {
    found = false;
    memory[ASLEEP] = 1;
#ifdef BROKEN_SLEEPS_INSIDE
    found = true;
#endif
#ifndef BROKEN_NO_HANDSHAKE
    handshake = true;
    !handshake;
#endif
    stopped = true
}

proctype Reclaimer() {
    byte g;
    bool stopped;

    do
    :: g < GRACE_PERIODS ->
        g++;
        memory[LINKED] = g;                     // unlinks g - 1
        memory[REQUESTED] = g;
        if
        :: memory[LISTED] == 0
        :: memory[LISTED] == 1 && found && memory[ASLEEP] == 1
        :: memory[LISTED] == 1 && !(found && memory[ASLEEP] == 1) ->
            do
            :: memory[SINCE] >= g -> break
#ifndef BROKEN_NOT_STOPPED
            :: !stopped -> stop()
#endif
            :: stopped && memory[HOLDS] == 0 -> found = true; break
#ifndef LIVENESS
            :: stopped -> stopped = false       // the driver fails
#endif
            od
        fi;
        atomic { stopped = false; freed = g }
    :: else -> break
    od
}

#ifdef LIVENESS
ltl everyRetireIsFreed { <> (freed == GRACE_PERIODS) }
#endif

init {
    atomic {
        buffer[VISITOR].lateUse = NOTHING;
#ifdef BROKEN_PLAIN_REGISTRATION
        found = false;                          // it comes on the list awake
#else
        memory[ASLEEP] = 1;
#endif
        run Memory(VISITOR);
        run Visitor();
        run Reclaimer()
    }
}
