/*
 * The protocol, shared by carriers.pml (safety) and progress.pml (liveness).
 *
 * Each inline is one method of the code and bears its name: GracePeriods (enter), Carrier (release; setPresence
 * for goOnline and goOffline), ContextSwitch (mount, unmount), CarrierRecord (announce for unmounted, awaitPassed for
 * hasPassed). Accesses to memory that another
 * process reads or writes meanwhile are separate steps; what only the one running thread touches is joined with
 * its neighbour. Every step is visible to all at once here: store buffers are the subject of ordering.pml and
 * forced.pml.
 *
 * Variables that mean nothing any more are set back, or equal states would be counted as different ones. The
 * version number in `presence`, which grows for ever, is replaced by what the driver wants to know of it: whether
 * it moved since the driver read it (`watched`).
 */

#define NOWHERE 255             // no carrier

typedef CarrierState {
    byte holds;                 // register of the mounted thread
    byte since;                 // register of the mounted thread
    byte parked[2];             // readers parked here, by parity of their stamp
    bool online;                // presence is odd
    byte observed               // newest grace period announced
};

typedef TaskState {
    byte home;                  // where it must resume, or NOWHERE
    byte savedHolds;
    byte savedSince;
    byte mountedOn;             // or NOWHERE
    bool running                // the state word: a carrier has it
};

CarrierState carrier[CARRIERS];
TaskState task[READERS];
byte requested;                 // newest grace period that has started
byte completed;                 // newest grace period that has ended
byte watched = NOWHERE;         // the carrier whose presence the driver has read and which has not moved since

/* The version that readers find is `linked`; those below `freed` are freed. */
byte linked;
byte freed;

/* ---- the read section, on the thread mounted on carrier c ---- */

inline enter(c) {
    d_step {
        if
        :: carrier[c].holds == 0 -> carrier[c].since = requested
#ifdef BROKEN_INNER_RESTAMPS
        :: else -> carrier[c].since = requested
#else
        :: else
#endif
        fi;
        carrier[c].holds++
    }
}

/* c is the carrier that the guard remembers. By the right rule that is always the one under the thread. */
inline release(c) {
    d_step {
        if
        :: carrier[c].holds > 1 -> carrier[c].holds--
        :: else -> carrier[c].holds = 0; carrier[c].since = 0
        fi
    }
}

inline use(version) {
    assert(version >= freed)    // no read of a freed object
}

/* ---- the context switch, on carrier c ---- */

#ifdef BROKEN_ONE_COUNTER
#define PARITY(stamp) 0         // one count of parked readers, whatever their stamp
#else
#define PARITY(stamp) ((stamp) & 1)
#endif

/* One step: only the driver reads what is written here, and of that only the count. */
inline mount(t, c) {
    d_step {
        if
        :: task[t].home != NOWHERE ->
            carrier[task[t].home].parked[PARITY(task[t].savedSince)]--;
            carrier[c].since = task[t].savedSince;
            carrier[c].holds = task[t].savedHolds;
            task[t].home = NOWHERE;
            task[t].savedSince = 0;
            task[t].savedHolds = 0
        :: else
        fi;
        task[t].mountedOn = c
    }
}

inline unmount(t, c) {
    d_step {
        if
        :: carrier[c].holds != 0 ->
            task[t].savedHolds = carrier[c].holds;
            task[t].savedSince = carrier[c].since;
            task[t].home = c;
            carrier[c].parked[PARITY(carrier[c].since)]++;
            carrier[c].holds = 0;
            carrier[c].since = 0
        :: else
        fi
    }
}

/* ---- quiescence ---- */

/* No parked reader is older than grace period g: those that are have the parity of g - 1. */
#if defined(BROKEN_IGNORES_PARKED)
#define QUIESCENT(c, g) true
#elif defined(BROKEN_WRONG_PARITY)
#define QUIESCENT(c, g) (carrier[c].parked[PARITY(g)] == 0)
#else
#define QUIESCENT(c, g) (carrier[c].parked[PARITY((g) + 1)] == 0)
#endif

/* Nothing is mounted, and g was read from `requested` since. */
inline announce(c, g) {
    d_step {
        if
        :: carrier[c].observed != g && QUIESCENT(c, g) -> carrier[c].observed = g
        :: else
        fi;
        g = 0
    }
}

inline setPresence(c, now) {
    d_step {
        carrier[c].online = now;
        watched = (watched == c -> NOWHERE : watched)
    }
}

/* Waits, as the driver does, until the carrier was quiescent once after g was published. */
inline awaitPassed(c, g) {
    do
    :: carrier[c].observed >= g -> break
#ifndef BROKEN_WAITS_FOR_IDLE
    :: d_step { carrier[c].observed < g && !carrier[c].online -> watched = c };
        // An offline carrier announces nothing; its count is exact if the carrier stayed offline while it was read.
        if
        :: QUIESCENT(c, g) ->
#ifndef BROKEN_PRESENCE_ONCE
            if
            :: d_step { watched == c -> watched = NOWHERE }; break
            :: else
            fi
#else
            watched = NOWHERE; break
#endif
        :: else -> watched = NOWHERE
        fi
#endif
    od
}
