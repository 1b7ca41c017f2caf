/*
 * Visitors: readers that are counted in two phases because they are on no carrier.
 *
 * A visitor reads the phase, enters on some stripe, and leaves with that ticket. The reclaimer unlinks, publishes,
 * drains both phases and frees; carriers have no part in it. As in store-buffer.pml stores may be late until a
 * fence, and so may the read of the object; here one slot for each is enough.
 *
 * Counters only grow, so for safety each visitor comes a bounded number of times. For liveness (-DLIVENESS)
 * visitors come for ever; the model then keeps the difference of enters and exits, which the reclaimer reads in
 * one step.
 */

#ifndef VISITORS
#define VISITORS 2
#endif
#ifndef VISITS
#define VISITS 2                // of each visitor
#endif
#ifndef STRIPES
#define STRIPES 2
#endif
#ifndef GRACE_PERIODS
#define GRACE_PERIODS 3
#endif

#define NOTHING 255

byte phase;
byte linked;                    // the version that readers find
byte freed;                     // versions below it are freed

#define SLOT(stripe, ofPhase) (2 * (stripe) + (ofPhase))
byte enters[2 * STRIPES];
byte exits[2 * STRIPES];

/* What has been done and is not visible yet, or NOTHING. */
byte lateUnlink = NOTHING;
byte latePhase = NOTHING;
byte lateEnter[VISITORS] = NOTHING;
byte lateUse[VISITORS] = NOTHING;

#ifdef LIVENESS
#define COUNT_ENTER(ticket) enters[ticket]++
#define COUNT_EXIT(ticket) enters[ticket]--
#else
#define COUNT_ENTER(ticket) enters[ticket]++
#define COUNT_EXIT(ticket) exits[ticket]++
#endif

proctype Visitor(byte v) {
    byte ticket, version, visits, stripe;

end:do
    :: visits < VISITS ->
        // enter
        ticket = SLOT(0, phase);
#if STRIPES > 1
        if
        :: ticket = ticket + SLOT(1, 0)
        :: skip
        fi;
#endif
        lateEnter[v] = ticket;
#ifndef BROKEN_PLAIN_ENTER
        lateEnter[v] == NOTHING;                // volatile add, then a volatile read
#endif
        // read
        version = linked;
        lateUse[v] = version;
        // exit, an addition that waits for what is before it
#ifdef BROKEN_PLAIN_EXIT
        lateEnter[v] == NOTHING;
#else
        lateEnter[v] == NOTHING && lateUse[v] == NOTHING;
#endif
        atomic { COUNT_EXIT(ticket); ticket = 0; version = 0 };
        lateUse[v] == NOTHING;                  // one slot
#ifndef LIVENESS
        visits++
#endif
    od
}

/* What the hardware under visitor v does by itself. */
proctype VisitorMemory(byte v) {
end:do
    :: atomic { lateEnter[v] != NOTHING -> COUNT_ENTER(lateEnter[v]); lateEnter[v] = NOTHING }
    :: atomic {
            lateUse[v] != NOTHING ->
            assert(lateUse[v] >= freed);        // no read of a freed object
            lateUse[v] = NOTHING
        }
    od
}

proctype ReclaimerMemory() {
end:do
    :: atomic { lateUnlink != NOTHING -> linked = lateUnlink; lateUnlink = NOTHING }
    :: atomic { latePhase != NOTHING -> phase = latePhase; latePhase = NOTHING }
    od
}

inline fullFence() {
    lateUnlink == NOTHING && latePhase == NOTHING
}

/* Stripe by stripe: visitors come and go meanwhile. */
#if STRIPES > 1
#define SUM(result, counters, ofPhase) \
    result = counters[SLOT(0, ofPhase)]; result = result + counters[SLOT(1, ofPhase)]
#else
#define SUM(result, counters, ofPhase) result = counters[SLOT(0, ofPhase)]
#endif

inline awaitDrained(ofPhase) {
    do
#ifdef LIVENESS
    :: enters[SLOT(0, ofPhase)] == 0 -> break
#else
    ::
#ifdef BROKEN_EXITS_LAST
        SUM(entered, enters, ofPhase);
        SUM(left, exits, ofPhase);
#else
        SUM(left, exits, ofPhase);
        SUM(entered, enters, ofPhase);
#endif
        if
        :: left == entered -> break
        :: else
        fi
#endif
    od
}

proctype Reclaimer() {
    byte g, current, left, entered;

    do
    :: g < GRACE_PERIODS && lateUnlink == NOTHING ->
        g++;
        lateUnlink = g;
#ifndef BROKEN_PLAIN_PUBLISH
        fullFence();
#endif
#ifndef BROKEN_ONE_PHASE
        awaitDrained(1 - current);              // latecomers: they read the phase before an earlier flip
#endif
#ifndef BROKEN_NO_FLIP
        current = 1 - current;
        latePhase = current;
#ifndef PLAIN_FLIP
        fullFence();
#endif
        awaitDrained(1 - current);
#else
        fullFence();
        awaitDrained(current);
#endif
        atomic { left = 0; entered = 0; freed = g }
    :: else -> break
    od
}

#ifdef LIVENESS
ltl everyRetireIsFreed { <> (freed == GRACE_PERIODS) }
#endif

init {
    atomic {
        byte v = 0;
        do
        :: v < VISITORS -> run Visitor(v); run VisitorMemory(v); v++
        :: else -> break
        od;
        v = 0;
        run ReclaimerMemory();
        run Reclaimer()
    }
}
