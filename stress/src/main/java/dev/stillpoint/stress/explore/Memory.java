// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pointers to current versions, and a reclaimer: what is retired is freed, batch by batch, after a grace period. */
final class Memory {

    private static final int POINTERS = 2;

    private final Run run;
    private final Element[] current = new Element[POINTERS];
    private List<Element> retired = new ArrayList<>();
    // the batch that waits for its grace period
    private List<Element> batch = List.of();
    private @Nullable Cookie cookie;
    private int made;
    private int freed;

    Memory(Run run) {
        this.run = run;
        for (int i = 0; i < POINTERS; i++) {
            current[i] = new Element(made++);
        }
    }

    // -- readers and writers

    Element read(Actor reader) {
        Element seen = current[run.random().nextInt(POINTERS)];
        run.log().note(reader.toString(), "finds " + seen);
        return seen;
    }

    Element unlink(Actor writer) {
        int pointer = run.random().nextInt(POINTERS);
        Element old = current[pointer];
        current[pointer] = new Element(made++);
        run.log().note(writer.toString(), "unlinks " + old);
        return old;
    }

    void retire(Actor writer, Element old) {
        run.log().note(writer.toString(), "retires " + old);
        retired.add(old);
    }

    void free(String who, Element old) {
        run.log().note(who, "frees " + old);
        old.free();
        freed++;
    }

    // -- the reclaimer

    /** Takes what was retired, or frees what has waited long enough. Returns whether it did anything. */
    boolean reclaim() {
        Cookie waiting = cookie;
        if (waiting == null) {
            if (retired.isEmpty()) {
                return false;
            }
            batch = retired;
            retired = new ArrayList<>();
            cookie = run.wanted();
            run.log().note("reclaimer", "takes %s for grace period %d".formatted(batch, cookie.number()));
            return true;
        }
        if (!waiting.isElapsed(run.periods())) {
            return false;
        }
        cookie = null;
        run.log().note("reclaimer", "sees the end of grace period " + waiting.number());
        batch.forEach(old -> free("reclaimer", old));
        batch = List.of();
        return true;
    }

    boolean isIdle() {
        return cookie == null && retired.isEmpty();
    }

    int freed() {
        return freed;
    }

    /** Elements that are neither current nor freed. */
    int unreclaimed() {
        return made - POINTERS - freed;
    }
}
