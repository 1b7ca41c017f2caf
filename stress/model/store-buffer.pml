/*
 * A machine whose stores wait in a buffer, shared by ordering.pml and forced.pml.
 *
 * Each processor has a buffer of DEPTH entries. It reads its own newest entry, everybody else reads memory.
 * Entries reach memory in any order, with two exceptions: stores to one variable keep their order, and a release
 * store waits for all that is before it. A fence waits until the buffer is empty. That is weaker than x86 (which
 * keeps the order) and about what ARM may do with stores.
 *
 * Loads take place in program order but for one per processor: the read of the object itself (`use`) may be late,
 * as a compiler or processor may sink it below later plain stores and loads. A release store, an acquire fence and
 * a full fence wait for it. Loads that are too early are shown by variants that make them early.
 *
 * With -DIN_ORDER stores reach memory in program order and no read is late: x86, and a compiler that moves
 * nothing.
 *
 * The including model defines PROCESSORS, DEPTH, VARIABLES, `freed` (versions below it are freed) and
 * COMMITTED(x), a statement that runs when variable x changes in memory.
 */

#define NOTHING 255

typedef Buffer {
    byte used;
    byte variable[DEPTH];
    byte value[DEPTH];
    bool release[DEPTH];
    byte lateUse                // version that is still to be read, or NOTHING
};

byte memory[VARIABLES];
Buffer buffer[PROCESSORS];

inline append(p, x, v, ordered) {
    d_step {
        buffer[p].used < DEPTH ->
        buffer[p].variable[buffer[p].used] = x;
        buffer[p].value[buffer[p].used] = v;
        buffer[p].release[buffer[p].used] = ordered;
        buffer[p].used++
    }
}

inline store(p, x, v) {
    append(p, x, v, false)
}

inline storeRelease(p, x, v) {
    acquireFence(p);
    append(p, x, v, true)
}

/* Earlier loads come before later loads and stores. */
inline acquireFence(p) {
    buffer[p].lateUse == NOTHING
}

inline fullFence(p) {
    buffer[p].used == 0 && buffer[p].lateUse == NOTHING
}

#define BUFFERED(p, i, x) (buffer[p].used > (i) && buffer[p].variable[i] == (x))

inline load(p, x, result) {
    d_step {
        if
#if DEPTH > 2
        :: BUFFERED(p, 2, x) -> result = buffer[p].value[2]
        :: !BUFFERED(p, 2, x) && BUFFERED(p, 1, x) -> result = buffer[p].value[1]
        :: !BUFFERED(p, 2, x) && !BUFFERED(p, 1, x) && BUFFERED(p, 0, x) -> result = buffer[p].value[0]
#else
        :: BUFFERED(p, 1, x) -> result = buffer[p].value[1]
        :: !BUFFERED(p, 1, x) && BUFFERED(p, 0, x) -> result = buffer[p].value[0]
#endif
        :: else -> result = memory[x]
        fi
    }
}

#ifdef IN_ORDER

inline use(p, version) {
    assert(version >= freed)    // no read of a freed object
}

#define OVERTAKES(p, i, j) false

#else

/* The read of the object; it happens now or later, see Memory. */
inline use(p, version) {
    atomic { buffer[p].lateUse == NOTHING -> buffer[p].lateUse = version }
}

/* Entry i may reach memory before entry j, which is in front of it. */
#define OVERTAKES(p, i, j) (buffer[p].variable[i] != buffer[p].variable[j] && !buffer[p].release[i])

#endif

#define READY0(p) (buffer[p].used > 0)
#define READY1(p) (buffer[p].used > 1 && OVERTAKES(p, 1, 0))
#if DEPTH > 2
#define READY2(p) (buffer[p].used > 2 && OVERTAKES(p, 2, 0) && OVERTAKES(p, 2, 1))
#endif

inline commit(p, i) {
    memory[buffer[p].variable[i]] = buffer[p].value[i];
    COMMITTED(buffer[p].variable[i]);
    // Those behind move up.
    do
    :: i + 1 < buffer[p].used ->
        buffer[p].variable[i] = buffer[p].variable[i + 1];
        buffer[p].value[i] = buffer[p].value[i + 1];
        buffer[p].release[i] = buffer[p].release[i + 1];
        i++
    :: else -> break
    od;
    buffer[p].used--;
    buffer[p].variable[i] = 0;
    buffer[p].value[i] = 0;
    buffer[p].release[i] = false;
    i = 0
}

/* What the hardware of processor p does by itself. */
proctype Memory(byte p) {
    byte i;

end:do
    :: atomic {
            if
            :: READY0(p) -> i = 0
            :: READY1(p) -> i = 1
#if DEPTH > 2
            :: READY2(p) -> i = 2
#endif
            fi;
            commit(p, i)
        }
    :: atomic {
            buffer[p].lateUse != NOTHING ->
            assert(buffer[p].lateUse >= freed);     // no read of a freed object, even if late
            buffer[p].lateUse = NOTHING
        }
    od
}
