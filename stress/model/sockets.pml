/*
 * Carriers that wait for sockets: somebody watches. See SocketWatch and Parker.
 *
 * Workers share one queue of events. One that has nothing to run publishes that it dozes, and then leads, which is to
 * block in the queue, or parks because another one leads. Events come, tasks are submitted from outside by a waker,
 * and the number of workers falls to one, so that workers step aside at any moment. No lookout helps: the protocol
 * has to be right without. When nothing can move any more there must be no event that nobody has seen, and no task
 * that nobody has run.
 *
 * All accesses that cross threads are volatile in the code, so the model is sequentially consistent. A thread that
 * computes for ever is not in it: for those there is the lookout.
 */

#ifndef WORKERS
#define WORKERS 2
#endif
#ifndef EVENTS
#define EVENTS 1
#endif
#ifndef TASKS
#define TASKS 1
#endif

mtype = { AWAKE, DOZING, CALLED };

mtype state[WORKERS] = AWAKE;   // Parker.state
bool permit[WORKERS];           // of the platform thread
bool sleepsIn[WORKERS];         // Parker.sleepsIn
bool leading;                   // SocketWatch.leader is set
bool signalled;                 // the descriptor of signals is readable
byte unseen;                    // events that wait in the queue
byte unrun;                     // tasks that wait in the shared queue
byte taking = WORKERS;          // workers that take work: Workers.active
byte goal = WORKERS;

/* Parker.rouse: the state was changed before. */
inline rouse(who) {
#ifdef BROKEN_UNPARKS_THE_LEADER
    permit[who] = true;
#else
    if
    :: sleepsIn[who] -> signalled = true
    :: else -> permit[who] = true
    fi
#endif
}

/* Workers.callDozing, and Wakeups.wakeOne without the searching token. */
inline callDozing(i, claimed) {
    do
    :: i == WORKERS || claimed -> break
    :: else ->
        d_step {
            claimed = (state[i] == DOZING);
            if
            :: claimed -> state[i] = CALLED
            :: else -> skip
            fi
        }
        if
        :: claimed -> rouse(i)
        :: else -> i++
        fi
    od;
    atomic { i = 0; claimed = false }
}

proctype Worker(byte w) {
    byte i;
    bool claimed, led, found, seen;

round:
    atomic { i = 0; claimed = false; led = false; found = false; seen = false }
    // Workers.stepAside
    if
    :: atomic { taking > goal -> taking-- } goto aside
    :: else -> skip
    fi
    if
    :: atomic { unrun > 0 -> unrun-- } goto round
    :: else -> skip
    fi
    // SocketDuty.look
    if
    :: leading -> skip
    :: else ->
        if
        :: atomic { unseen > 0 -> unseen-- } goto round
        :: else -> skip
        fi
    fi
#ifdef BROKEN_ASKS_FIRST
    d_step { led = leading; leading = true }
    state[w] = DOZING;
#else
    state[w] = DOZING;
#endif
    if
    :: unrun > 0 ->
#ifdef BROKEN_ASKS_FIRST
        if
        :: !led -> leading = false
        :: else -> skip
        fi
#endif
        goto wakeUp
    :: else -> skip
    fi
    // Parker.sleep
    found = false;
    do
    :: state[w] != DOZING || found ->
#ifdef BROKEN_ASKS_FIRST
        if
        :: !led -> leading = false; led = true
        :: else -> skip
        fi
#endif
        break
    :: else ->
#ifndef BROKEN_ASKS_FIRST
        // SocketWatch.tryLead
        d_step { led = leading; leading = true }
#endif
        if
        :: led ->
end_parked: atomic { permit[w] -> permit[w] = false }
        :: else ->
            // Parker.sleep, as the leader
#ifndef BROKEN_LOOKS_BEFORE_IT_SAYS_WHERE
            sleepsIn[w] = true;
#endif
            do
            :: state[w] != DOZING || found -> break
            :: else ->
#ifdef BROKEN_LOOKS_BEFORE_IT_SAYS_WHERE
                sleepsIn[w] = true;
#endif
end_blocked:    atomic {
                    unseen > 0 || signalled ->
                    seen = signalled;
                    if
                    :: unseen > 0 -> unseen--; found = true
                    :: else -> skip
                    fi
                }
                // EventQueue.clearSignal
                if
                :: seen -> signalled = false
                :: else -> skip
                fi
            od
            sleepsIn[w] = false;
            leading = false;
            led = true;
        fi
    od
wakeUp:
    state[w] = AWAKE;
    goto round;

aside:
    // Worker.standAside
    if
    :: unrun > 0 -> callDozing(i, claimed)
    :: else -> skip
    fi
#ifndef BROKEN_LEAVES_WITHOUT_HANDING_OVER
    if
    :: leading -> skip
    :: else -> callDozing(i, claimed)
    fi
#endif
}

/* Sockets become readable. */
proctype Network() {
    byte sent;
    do
    :: sent == EVENTS -> break
    :: else -> unseen++; sent++
    od
}

/* CarrierPool.enqueue from outside. */
proctype Waker() {
    byte i, sent;
    bool claimed;
    do
    :: sent == TASKS -> break
    :: else -> unrun++; callDozing(i, claimed); sent++
    od
}

/* Watchdog.adjust: fewer workers are wanted; those that doze are called until enough have stepped aside. */
proctype Watchdog() {
    byte i;
    bool claimed;
    do
    :: goal == 1 -> break
    :: goal > 1 ->
        goal--;
        do
        :: taking == goal -> break
        :: else -> callDozing(i, claimed)
        od
    od
}

/* Nothing can move any more. */
proctype Auditor() {
end_waits:
    timeout -> assert(unseen == 0 && unrun == 0)
}

init {
    byte w;
    atomic {
        do
        :: w == WORKERS -> break
        :: else -> run Worker(w); w++
        od
        run Network();
        run Waker();
        run Watchdog();
        run Auditor()
    }
}
